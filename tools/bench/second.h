// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::bench {

/// One buffer of a stream: a frame, or some sound.
struct Piece {
  std::uint64_t running_time = 0, duration = 0;
  unsigned flags = 0;
  std::size_t size = 0;
};

/// What stands in front of the bytes in an object of the store, which holds a second of one side of
/// a stream: the caps, and where each buffer is.
struct SecondHead {
  std::string caps;
  std::vector<Piece> pieces;
};

std::string write_head(const SecondHead& head);

/// The head, and how long it is; nothing if that is none.
struct ReadHead {
  SecondHead head;
  std::size_t length = 0;
};
std::optional<ReadHead> read_head(std::string_view object);

}  // namespace vqa::bench
