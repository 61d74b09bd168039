// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/alive.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace vqa {

std::optional<Alive> Alive::of_dead(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  // One that went in good order has no file left.
  if (fd < 0) return errno == ENOENT ? std::optional(Alive(path, -1)) : std::nullopt;
  Alive alive(path, fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0 || !alive.is_in_place()) return std::nullopt;
  return alive;
}

// Under another name until it is locked, so that nobody finds it unlocked.
Alive Alive::make(const std::string& path) {
  const std::string before = path + ".new";
  const auto fail = [&] { throw std::system_error(errno, std::generic_category(), before); };
  const int fd = ::open(before.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) fail();
  Alive alive(path, fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) fail();
  if (std::rename(before.c_str(), path.c_str()) != 0) fail();
  return alive;
}

Alive::~Alive() {
  if (fd_ >= 0) ::close(fd_);
}

Alive::Alive(Alive&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

bool Alive::is_in_place() const {
  struct stat named {
  }, held{};
  return fd_ >= 0 && ::stat(path_.c_str(), &named) == 0 && ::fstat(fd_, &held) == 0 &&
         named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

void Alive::remove() const { ::unlink(path_.c_str()); }

}  // namespace vqa
