// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vqa::supervise {

/// The folder of one stream, which one supervisor at a time may have.
class StateFolder {
 public:
  enum class Claim { ours, taken, failed };

  StateFolder(const std::string& state_dir, const std::string& name)
      : path_(state_dir + "/streams/" + name) {}
  ~StateFolder();
  StateFolder(const StateFolder&) = delete;
  StateFolder& operator=(const StateFolder&) = delete;

  /// Makes the folder and locks it until this process is gone, whatever becomes of it. When it
  /// failed, errno says why.
  Claim claim();

  std::string path(const std::string& file) const { return path_ + "/" + file; }
  /// "key=value" lines. A reader sees the old ones or the new ones.
  bool write_status(const std::vector<std::pair<std::string, std::string>>& values) const;
  /// Keeps the text, and the four before it.
  bool keep_last_words(const std::string& text) const;

  /// Does somebody hold the lock of this folder?
  static bool is_claimed(const std::string& folder);

 private:
  const std::string path_;
  int lock_ = -1;
};

}  // namespace vqa::supervise
