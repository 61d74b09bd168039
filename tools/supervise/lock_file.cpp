// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/lock_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace vqa::supervise {
namespace {

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

LockFile::~LockFile() {
  if (fd_ >= 0) ::close(fd_);
}

// A lock of the open file description: it is nobody else's, not even a child's (which is started
// with this file closed), and who only asks about it does not disturb it.
LockFile::Result LockFile::take() {
  std::error_code problem;
  std::filesystem::create_directories(folder_, problem);
  if (problem) {
    errno = problem.value();
    return Result::failed;
  }
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) return Result::failed;
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(fd_, F_OFD_SETLK, &lock) == 0) return Result::ours;
  return errno == EAGAIN || errno == EACCES ? Result::taken : Result::failed;
}

bool LockFile::is_taken(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock lock = whole_file(F_RDLCK);
  const bool is_taken = ::fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(fd);
  return is_taken;
}

}  // namespace vqa::supervise
