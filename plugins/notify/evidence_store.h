// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace vqa {

/// A directory of pictures and clips that many processes may share. It never holds more than
/// `limit` bytes: the oldest make room. Used by one thread.
class EvidenceStore {
 public:
  EvidenceStore(std::filesystem::path directory, std::uint64_t limit)
      : directory_(std::move(directory)), limit_(limit) {}

  /// `name` is a path within the directory. Whoever sees the file sees all of it. Throws
  /// std::system_error. Returns its whole path.
  std::string save(const std::string& name, std::span<const std::uint8_t> bytes);

 private:
  void make_room(std::uint64_t size) const;

  const std::filesystem::path directory_;
  const std::uint64_t limit_;
};

}  // namespace vqa
