// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <optional>

#include "avsync/evidence.h"

namespace vqa {

/// What is believed of all that the sources say: nothing that one of them says only once.
class Opinion {
 public:
  void take(Source source, const Estimate& estimate);

  struct Belief {
    Source source;
    Estimate estimate;  ///< from: since when it has been like this
  };
  /// That of the most exact of the sources that said something lately.
  std::optional<Belief> belief(Time now) const;
  /// That of one source.
  std::optional<Estimate> belief(Source source, Time now) const;
  void reset() { *this = {}; }

 private:
  struct Said {
    std::optional<Estimate> last, agreed;
  };
  std::array<Said, kAllSources.size()> said_;
};

}  // namespace vqa
