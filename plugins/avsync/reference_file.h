// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "avsync/reference_format.h"

namespace vqa {

/// Writes the prints of what passes here into a file, for another tap to compare with. Those who
/// bring them never wait for the disk.
class ReferenceRecorder {
 public:
  ~ReferenceRecorder();
  /// Nothing, or what is wrong with the file.
  std::optional<std::string> open(const std::string& path);
  void take(Time time, const PictureCells& cells);
  void take(const std::vector<SoundPrints>& rows);
  /// Once: writing has failed.
  bool take_failure();

 private:
  void work();
  void flush_row();

  std::ofstream file_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string bytes_;  ///< to be written
  SoundPrints row_;    ///< that is not complete
  std::optional<Time> last_picture_;
  bool quit_ = false, failed_ = false, told_ = false;
  std::thread thread_;
};

/// Reads such a file, also while it grows: somebody else may be writing it at this moment.
class ReferenceFollower {
 public:
  ~ReferenceFollower();
  /// Nothing, or what is wrong with the file. What is in it is read at once.
  std::optional<std::string> open(const std::string& path);
  /// What came since the last time.
  std::vector<ReferenceReader::Item> take();

 private:
  void read();
  void work();

  std::string path_;
  std::ifstream file_;
  std::streamoff position_ = 0;
  ReferenceReader reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ReferenceReader::Item> items_;
  bool quit_ = false;
  std::thread thread_;
};

}  // namespace vqa
