// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>

#include "core/time.h"

namespace vqa {

/// Which pictures are looked at. Damage stays until the next refresh, so some pictures a second are
/// enough as long as nothing is suspect; then it is each of them, but no more than the signs of
/// damage were learned from: about 30 a second.
class Pace {
 public:
  /// Is it the turn of a picture of this time?
  bool due(Time time, bool suspect);
  void forget() { last_.reset(); }

 private:
  std::optional<Time> last_;
};

}  // namespace vqa
