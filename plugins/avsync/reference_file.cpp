// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/reference_file.h"

#include <array>
#include <filesystem>
#include <utility>

namespace vqa {
namespace {

constexpr Time kOften = 250ms;          // the file is written, and looked into
constexpr Time kApart = 24ms;           // pictures that follow each other faster are too many
constexpr std::size_t kRow = 50;        // prints
constexpr std::size_t kMost = 1 << 20;  // bytes that wait for a disk

}  // namespace

ReferenceRecorder::~ReferenceRecorder() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::optional<std::string> ReferenceRecorder::open(const std::string& path) {
  file_.open(path, std::ios::binary | std::ios::trunc);
  file_ << kReferenceMagic << std::flush;
  if (!file_) return "cannot write " + path + ": name a file in a folder that can be written to";
  thread_ = std::thread([this] { work(); });
  return std::nullopt;
}

void ReferenceRecorder::take(Time time, const PictureCells& cells) {
  const std::lock_guard lock(mutex_);
  const bool again = last_picture_ && time >= *last_picture_ && time < *last_picture_ + kApart;
  if (again || bytes_.size() > kMost) return;
  last_picture_ = time;
  append(bytes_, ReferencePicture::of(time, cells));
}

// Some at a time, for each row takes room for where it is.
void ReferenceRecorder::take(const std::vector<SoundPrints>& rows) {
  const std::lock_guard lock(mutex_);
  for (const SoundPrints& row : rows) {
    const auto end = row_.first + static_cast<std::int64_t>(row_.prints.size());
    if (row.first != end || row_.prints.size() >= kRow) flush_row();
    if (row_.prints.empty()) row_.first = row.first;
    row_.prints.insert(row_.prints.end(), row.prints.begin(), row.prints.end());
  }
}

void ReferenceRecorder::flush_row() {
  if (bytes_.size() <= kMost) append(bytes_, row_);
  row_.prints.clear();
}

bool ReferenceRecorder::take_failure() {
  const std::lock_guard lock(mutex_);
  return failed_ && !std::exchange(told_, true);
}

void ReferenceRecorder::work() {
  std::unique_lock lock(mutex_);
  for (bool last = false; !last;) {
    changed_.wait_for(lock, kOften, [this] { return quit_; });
    last = quit_;
    if (last) flush_row();
    const std::string bytes = std::exchange(bytes_, {});
    lock.unlock();
    file_ << bytes << std::flush;
    lock.lock();
    failed_ = failed_ || !file_;
  }
}

ReferenceFollower::~ReferenceFollower() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::optional<std::string> ReferenceFollower::open(const std::string& path) {
  path_ = path;
  file_.open(path, std::ios::binary);
  if (!file_) return "cannot read " + path + ": record it first, with record-reference";
  read();
  if (reader_.bad()) return path + " holds no prints: record it with record-reference";
  thread_ = std::thread([this] { work(); });
  return std::nullopt;
}

void ReferenceFollower::read() {
  // A recorder that starts again begins from the first byte.
  std::error_code none;
  const auto size = std::filesystem::file_size(path_, none);
  if (!none && static_cast<std::streamoff>(size) < position_) {
    position_ = 0;
    reader_ = {};
    file_.close();
    file_.open(path_, std::ios::binary);
  }
  file_.clear();
  file_.seekg(position_);
  std::array<char, 1 << 16> piece;
  std::vector<ReferenceReader::Item> items;
  while (file_.read(piece.data(), piece.size()), file_.gcount() > 0) {
    position_ += file_.gcount();
    reader_.feed({piece.data(), static_cast<std::size_t>(file_.gcount())});
    while (auto item = reader_.next()) items.push_back(std::move(*item));
  }
  const std::lock_guard lock(mutex_);
  for (auto& item : items) items_.push_back(std::move(item));
}

std::vector<ReferenceReader::Item> ReferenceFollower::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(items_, {});
}

void ReferenceFollower::work() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kOften, [this] { return quit_; })) {
    lock.unlock();
    read();
    lock.lock();
  }
}

}  // namespace vqa
