// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string_view>

namespace vqa::supervise {

/// A name becomes that of a folder: with a dot in front it would be hidden, or lead out of it.
inline bool is_stream_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
             std::string_view::npos;
}

constexpr std::string_view kWhatIsAName =
    "it becomes the name of a folder, so write up to 100 letters, digits, '.', '_' and '-', with "
    "no "
    "'.' in front";

}  // namespace vqa::supervise
