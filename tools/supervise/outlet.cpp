// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/outlet.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

namespace vqa::supervise {

void Outlet::add(std::string_view line) {
  pending_.append(line).append("\n");
  flush();
}

// Not by O_NONBLOCK: others may share the file. What is ready takes PIPE_BUF bytes.
void Outlet::flush() {
  while (!pending_.empty()) {
    pollfd out{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
    if (::poll(&out, 1, 0) <= 0) return;
    const ssize_t size =
        ::write(STDOUT_FILENO, pending_.data(), std::min<std::size_t>(pending_.size(), PIPE_BUF));
    if (size < 0) return pending_.clear();  // nobody is there any more
    pending_.erase(0, static_cast<std::size_t>(size));
  }
}

}  // namespace vqa::supervise
