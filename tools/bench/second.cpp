// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/second.h"

#include <cstdlib>
#include <sstream>

namespace vqa::bench {
namespace {

constexpr std::string_view kEnd = "\n\n";

std::optional<Piece> read_piece(const std::string& line) {
  std::istringstream in(line);
  Piece piece;
  if (!(in >> piece.running_time >> piece.duration >> piece.flags >> piece.size))
    return std::nullopt;
  return piece;
}

}  // namespace

std::string write_head(const SecondHead& head) {
  std::ostringstream out;
  out << head.caps;
  for (const Piece& piece : head.pieces)
    out << '\n'
        << piece.running_time << ' ' << piece.duration << ' ' << piece.flags << ' ' << piece.size;
  out << kEnd;
  return out.str();
}

std::optional<ReadHead> read_head(std::string_view object) {
  const std::size_t end = object.find(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  std::istringstream lines{std::string(object.substr(0, end))};
  ReadHead read{.head = {}, .length = end + kEnd.size()};
  std::getline(lines, read.head.caps);
  std::size_t size = read.length;
  for (std::string line; std::getline(lines, line);) {
    const auto piece = read_piece(line);
    if (!piece || piece->size > object.size() - size) return std::nullopt;
    read.head.pieces.push_back(*piece);
    size += piece->size;
  }
  return read;
}

}  // namespace vqa::bench
