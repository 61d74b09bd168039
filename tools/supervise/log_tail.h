// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::supervise {

/// The last lines that a monitor said, without what is secret. No more than some KiB, whatever
/// comes.
class LogTail {
 public:
  /// `secrets`: what is never to be seen, longest first.
  void hide(std::vector<std::string> secrets) { secrets_ = std::move(secrets); }
  /// Returns the line as it was kept.
  const std::string& add(std::string_view line);
  void clear() { lines_.clear(); }

  std::string text() const;
  /// The last line that says what went wrong; empty if there is none.
  std::string last_problem() const;

 private:
  std::vector<std::string> secrets_;
  std::deque<std::string> lines_;
};

/// What is secret in a URI: all of it, user and password, and the values of its query.
std::vector<std::string> secrets_of(const std::string& uri);

}  // namespace vqa::supervise
