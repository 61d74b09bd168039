// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/state_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace vqa::supervise {
namespace {

constexpr int kKept = 5;

bool write_file(const std::string& path, const std::string& text) {
  const std::string next = path + ".new";
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return written && std::rename(next.c_str(), path.c_str()) == 0;
}

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

StateFolder::~StateFolder() {
  if (lock_ >= 0) ::close(lock_);
}

// A lock of the open file description: it is nobody else's, not even a child's (which is started
// with this file closed), and who only asks about it does not disturb it.
StateFolder::Claim StateFolder::claim() {
  std::error_code problem;
  std::filesystem::create_directories(path_, problem);
  if (problem) {
    errno = problem.value();
    return Claim::failed;
  }
  lock_ = ::open(path("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) return Claim::failed;
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(lock_, F_OFD_SETLK, &lock) == 0) return Claim::ours;
  return errno == EAGAIN || errno == EACCES ? Claim::taken : Claim::failed;
}

bool StateFolder::is_claimed(const std::string& folder) {
  const int fd = ::open((folder + "/lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock lock = whole_file(F_RDLCK);
  const bool claimed = ::fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(fd);
  return claimed;
}

bool StateFolder::write_status(
    const std::vector<std::pair<std::string, std::string>>& values) const {
  std::string text;
  for (const auto& [key, value] : values) text += key + "=" + value + "\n";
  return write_file(path("status"), text);
}

bool StateFolder::keep_last_words(const std::string& text) const {
  const auto name = [this](int number) {
    return path(number == 0 ? "last-words" : "last-words." + std::to_string(number));
  };
  for (int number = kKept - 1; number > 0; --number) {
    std::rename(name(number - 1).c_str(), name(number).c_str());
  }
  return write_file(name(0), text);
}

}  // namespace vqa::supervise
