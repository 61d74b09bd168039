// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace vqa {

struct BadVariant {
  std::string problem;
};

/// "highest", "lowest", or so many bits a second, as the speed of a connection in kbit/s that makes
/// a demuxer choose that one of its variants, and stay with it.
std::variant<std::uint64_t, BadVariant> choose_variant(std::string_view text);

}  // namespace vqa
