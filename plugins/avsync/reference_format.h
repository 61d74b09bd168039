// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "avsync/tracks.h"

namespace vqa {

/// What a file of prints begins with. Behind it come pictures and rows of sound, in any order.
inline constexpr std::string_view kReferenceMagic = "VQAREF1\n";

void append(std::string& bytes, const ReferencePicture& picture);
void append(std::string& bytes, const SoundPrints& row);

/// Reads what the above wrote, in pieces of any size.
class ReferenceReader {
 public:
  using Item = std::variant<ReferencePicture, SoundPrints>;

  void feed(std::string_view bytes) { bytes_.append(bytes); }
  /// The next item that is complete.
  std::optional<Item> next();
  /// This is no file of prints.
  bool bad() const { return bad_; }

 private:
  std::string_view rest() const { return std::string_view(bytes_).substr(at_); }
  std::int64_t number(std::size_t at, std::int64_t last) const;
  std::optional<Item> read();

  std::string bytes_;
  std::size_t at_ = 0;
  bool begun_ = false, bad_ = false;
  std::int64_t last_time_ = 0, last_place_ = 0;
};

}  // namespace vqa
