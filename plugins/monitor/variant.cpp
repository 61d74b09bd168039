// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/variant.h"

#include <algorithm>
#include <charconv>

namespace vqa {
namespace {

// What any variant needs less of. (In bits a second it fits into 32 bits, which is what demuxers
// count in.)
constexpr std::uint64_t kFastest = 4'000'000;

}  // namespace

std::variant<std::uint64_t, BadVariant> choose_variant(std::string_view text) {
  if (text == "highest") return kFastest;
  if (text == "lowest") return std::uint64_t{1};
  std::uint64_t bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error == std::errc() && end == text.data() + text.size() && bits >= 1000)
    return std::min(bits / 1000, kFastest);
  return BadVariant{"Cannot monitor variant=" + std::string(text) +
                    ": write highest, lowest, or bits a second, such as 800000"};
}

}  // namespace vqa
