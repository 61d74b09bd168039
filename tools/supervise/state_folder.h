// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "supervise/lock_file.h"

namespace vqa::supervise {

/// The folder of one stream, which one supervisor at a time may have.
class StateFolder {
 public:
  StateFolder(const std::string& state_dir, const std::string& name)
      : path_(state_dir + "/streams/" + name), lock_(path_, "lock") {}

  LockFile::Result claim() { return lock_.take(); }
  std::string path(const std::string& file) const { return path_ + "/" + file; }
  /// "key=value" lines. A reader sees the old ones or the new ones.
  bool write_status(const std::vector<std::pair<std::string, std::string>>& values) const;
  /// Keeps the text, and the four before it.
  bool keep_last_words(const std::string& text) const;

 private:
  const std::string path_;
  LockFile lock_;
};

}  // namespace vqa::supervise
