// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/damaged_database.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <system_error>

#include "notify/sqlite.h"

namespace vqa {
namespace {

bool is_damaged(const std::string& path) {
  try {
    Database database(path);
    auto check = database.prepare("PRAGMA quick_check(1)");
    return check.step() && check.text(0) != "ok";
  } catch (const SqliteError& error) {
    return error.is_damage();
  }
}

}  // namespace

void put_aside_if_damaged(const std::string& path) {
  const int lock = ::open((path + ".repair").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return;
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0 && is_damaged(path)) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).count();
    const std::string aside = path + ".damaged-" + std::to_string(seconds);
    std::error_code ignored;
    for (const char* part : {"", "-wal", "-shm"}) {
      std::filesystem::rename(path + part, aside + part, ignored);
    }
  }
  ::close(lock);
}

}  // namespace vqa
