// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace vqa::supervise {

/// Standard output, without ever waiting for whoever reads it.
class Outlet {
 public:
  void add(std::string_view line);
  /// As much as goes at once.
  void flush();
  /// As long as there is something, it is better not to ask for more.
  bool is_blocked() const { return !pending_.empty(); }

 private:
  std::string pending_;
};

}  // namespace vqa::supervise
