// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/state_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

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

}  // namespace

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
