// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace vqa::test {

/// While one lives, LeakSanitizer does not ask for what this thread allocates. (A list of functions
/// to overlook would do as well, but then it has to unwind the stack of each allocation through
/// libraries without frame pointers, which takes ten times as long as all else that the tests do.)
class Overlooked {
 public:
  Overlooked();
  ~Overlooked();
  Overlooked(const Overlooked&) = delete;
  Overlooked& operator=(const Overlooked&) = delete;
};

/// GLib keeps each array of quarks that it outgrew. Called once, while that is overlooked, this
/// leaves room for all that tests add.
void grow_quarks();

}  // namespace vqa::test
