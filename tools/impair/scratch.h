// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "impair/programme.h"

namespace vqa::impair {

/// A folder for what is needed on the way, and gone afterwards.
class Scratch {
 public:
  Scratch() = default;
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Problem open();
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

}  // namespace vqa::impair
