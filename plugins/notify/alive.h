// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>

namespace vqa {

/// The proof that a process lives: a file that it keeps locked. The kernel gives the lock back
/// whatever becomes of the process, and it holds between containers too, where process numbers mean
/// nothing.
class Alive {
 public:
  /// The lock of another one that is dead; nothing if it lives. Whoever has it is its only heir.
  static std::optional<Alive> of_dead(const std::string& path);
  /// Our own. Throws std::system_error.
  static Alive make(const std::string& path);

  ~Alive();
  Alive(Alive&& other) noexcept;
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;

  /// Somebody may have removed the file: then others take us for dead.
  bool is_in_place() const;
  /// Nobody needs the file any more.
  void remove() const;

 private:
  Alive(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;  ///< -1: there is no file
};

}  // namespace vqa
