// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <utility>

namespace vqa::supervise {

/// A lock that is gone when the process is, whatever becomes of it.
class LockFile {
 public:
  enum class Result { ours, taken, failed };

  LockFile(std::string folder, const std::string& name)
      : folder_(std::move(folder)), path_(folder_ + "/" + name) {}
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Makes the folder where there is none. When it failed, errno says why.
  Result take();
  /// Does somebody have it?
  static bool is_taken(const std::string& path);

 private:
  const std::string folder_, path_;
  int fd_ = -1;
};

}  // namespace vqa::supervise
