// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "impair/sound_effect.h"

namespace vqa::impair {

/// Makes sound without end.
class Player {
 public:
  virtual ~Player() = default;
  virtual Moment next() = 0;
};

// Each with its loudest at about `level`, of full scale.
std::unique_ptr<Player> drums(double level, std::uint64_t seed);
std::unique_ptr<Player> bass(double level, std::uint64_t seed);
std::unique_ptr<Player> applause(double level, std::uint64_t seed);

}  // namespace vqa::impair
