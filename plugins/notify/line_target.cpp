// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/line_target.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace vqa {
namespace {

constexpr int kPatienceMs = 200;  // for a reader that does not read

Delivery failed(const std::string& name, int error) {
  const char* remedy = error == ENOSPC || error == EDQUOT ? "make room; nothing is lost until then"
                       : error == EACCES || error == EPERM || error == EROFS
                           ? "check its permissions"
                       : error == ENOENT || error == ENOTDIR ? "make its directory"
                       : error == EPIPE                      ? "its reader is gone"
                       : error == ENXIO                      ? "nobody reads it: start its reader"
                       : error == EISDIR                     ? "a directory: name a file in it"
                                                             : "will be tried again";
  return {Delivery::Outcome::retry,
          "Cannot write to " + name + ": " + std::strerror(error) + " (" + remedy + ")"};
}

// True when PIPE_BUF bytes can be written without blocking.
bool writable(int fd) {
  pollfd poll_fd{.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&poll_fd, 1, kPatienceMs) > 0;
}

// A line that a crash or a full disk has torn must not swallow the first one of ours.
void end_torn_line(int fd) {
  char last = '\n';
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n') {
    [[maybe_unused]] const auto written = ::write(fd, "\n", 1);
  }
}

}  // namespace

Delivery LineWriter::write(int fd, std::string_view json, const std::string& name) {
  if (line_.empty()) {
    line_.assign(json);
    line_ += '\n';
    done_ = 0;
  }
  while (done_ < line_.size()) {
    if (!writable(fd)) {
      return {Delivery::Outcome::retry, "Nobody reads " + name + " (its reader hangs)"};
    }
    const std::size_t size = std::min<std::size_t>(line_.size() - done_, PIPE_BUF);
    const ssize_t written = ::write(fd, line_.data() + done_, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed(name, errno);
    done_ += static_cast<std::size_t>(written);
  }
  line_.clear();
  return {};
}

Delivery StdoutTarget::deliver(std::string_view json) {
  return writer_.write(STDOUT_FILENO, json, "standard output");
}

FileTarget::~FileTarget() { close(); }

bool FileTarget::open() {
  // Whoever opens a named pipe for reading too is its reader: nobody else would be missed.
  struct stat named {};
  const bool is_pipe = ::stat(path_.c_str(), &named) == 0 && S_ISFIFO(named.st_mode);
  const int flags = O_APPEND | O_CLOEXEC | O_NONBLOCK | (is_pipe ? 0 : O_CREAT);
  fd_ = ::open(path_.c_str(), flags | (is_pipe ? O_WRONLY : O_RDWR), 0644);
  if (fd_ < 0 && errno == EACCES) {  // may be appended to but not read
    fd_ = ::open(path_.c_str(), flags | O_WRONLY, 0644);
  }
  if (fd_ < 0) return false;
  end_torn_line(fd_);
  return true;
}

void FileTarget::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

// Log rotation renames the file: what comes after belongs into a new one.
bool FileTarget::moved_away() const {
  struct stat named {
  }, held{};
  return ::stat(path_.c_str(), &named) != 0 || ::fstat(fd_, &held) != 0 ||
         named.st_ino != held.st_ino || named.st_dev != held.st_dev;
}

Delivery FileTarget::deliver(std::string_view json) {
  if (fd_ >= 0 && moved_away()) {
    close();
    writer_ = {};
  }
  if (fd_ < 0 && !open()) return failed(path_, errno);
  return writer_.write(fd_, json, path_);
}

}  // namespace vqa
