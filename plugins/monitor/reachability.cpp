// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/reachability.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace vqa {
namespace {

Reach verdict_on(int error) {
  if (error == 0) return Reach::there;
  return error == ECONNREFUSED ? Reach::refused : Reach::not_reachable;
}

Reach try_one(const addrinfo& at, std::chrono::milliseconds patience) {
  const int fd = socket(at.ai_family, at.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return Reach::not_reachable;
  const auto close_it = [](const int* open) { close(*open); };
  const std::unique_ptr<const int, decltype(close_it)> closer(&fd, close_it);
  if (connect(fd, at.ai_addr, at.ai_addrlen) == 0) return Reach::there;
  if (errno != EINPROGRESS) return verdict_on(errno);
  pollfd writable{.fd = fd, .events = POLLOUT, .revents = 0};
  if (poll(&writable, 1, static_cast<int>(patience.count())) != 1) return Reach::not_reachable;
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  return verdict_on(error);
}

}  // namespace

Reach knock_at(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return Reach::not_reachable;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
  Reach best = Reach::not_reachable;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const Reach one = try_one(*at, patience);
    if (one == Reach::there) return one;
    if (one == Reach::refused) best = one;
  }
  return best;
}

}  // namespace vqa
