// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string>

#include "notify/target.h"

namespace vqa {

/// Writes to a file descriptor, one line an object. A line that went out only in part (full disk,
/// full pipe) is finished by the next tries, so no line is ever torn.
class LineWriter {
 public:
  Delivery write(int fd, std::string_view json, const std::string& name);

 private:
  std::string line_;      ///< empty: nothing under way
  std::size_t done_ = 0;  ///< bytes of it that are out
};

class StdoutTarget : public Target {
 public:
  Delivery deliver(std::string_view json) override;

 private:
  LineWriter writer_;
};

/// Appends to a file, which is made when the first object comes and made again if it goes away.
class FileTarget : public Target {
 public:
  explicit FileTarget(std::string path) : path_(std::move(path)) {}
  ~FileTarget() override;
  FileTarget(const FileTarget&) = delete;
  FileTarget& operator=(const FileTarget&) = delete;

  Delivery deliver(std::string_view json) override;
  bool outlives_us() const override { return true; }

 private:
  bool open();
  void close();
  bool moved_away() const;

  std::string path_;
  int fd_ = -1;
  LineWriter writer_;
};

}  // namespace vqa
