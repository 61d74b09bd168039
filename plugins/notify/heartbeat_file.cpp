// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/heartbeat_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

namespace vqa {
namespace {

// Opened anew each time, for somebody may have removed it. One that reads meanwhile sees a whole
// line: it is cut to its length after it is written.
bool write_line(const std::string& path, const std::string& line) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
  if (fd < 0) return false;
  const auto size = static_cast<ssize_t>(line.size());
  const bool written = ::write(fd, line.data(), line.size()) == size && ::ftruncate(fd, size) == 0;
  const int problem = errno;
  ::close(fd);
  errno = problem;
  return written;
}

}  // namespace

void HeartbeatFile::beat(std::string_view line) {
  if (path_.empty()) return;
  while (line.ends_with(' ')) line.remove_suffix(1);
  const bool works = write_line(path_, std::string(line) + "\n");
  const std::string why = works ? "" : std::generic_category().message(errno);
  if (std::exchange(works_, works) == works || !tell_) return;
  tell_({.works = works,
         .text = works ? "The heartbeat can be written to " + path_ + " again"
                       : "Cannot write the heartbeat to " + path_ + ": " + why +
                             ". Whoever watches it will take this monitor for hung"});
}

}  // namespace vqa
