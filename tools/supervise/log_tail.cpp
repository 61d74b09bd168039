// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/log_tail.h"

#include <algorithm>

namespace vqa::supervise {
namespace {

constexpr std::size_t kLines = 60, kLength = 400;
// Shorter ones ("1", "on") are words of every message.
constexpr std::size_t kShortestSecret = 4;

}  // namespace

const std::string& LogTail::add(std::string_view line) {
  std::string clean(line);
  for (const auto& secret : secrets_) {
    for (auto at = clean.find(secret); at != clean.npos; at = clean.find(secret, at + 3)) {
      clean.replace(at, secret.size(), "***");
    }
  }
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (clean.size() > kLength) clean = clean.substr(0, kLength) + "...";
  lines_.push_back(std::move(clean));
  if (lines_.size() > kLines) lines_.pop_front();
  return lines_.back();
}

std::string LogTail::text() const {
  std::string all;
  for (const auto& line : lines_) all += line + "\n";
  return all;
}

std::string LogTail::last_problem() const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    for (const std::string_view word : {"ERROR", "CRITICAL", "WARNING: erroneous", "error"}) {
      if (line->find(word) != line->npos) return *line;
    }
  }
  return {};
}

std::vector<std::string> secrets_of(const std::string& uri) {
  std::vector<std::string> secrets;
  const auto scheme = uri.find("://");
  if (scheme == uri.npos) return secrets;
  const auto begin = scheme + 3;
  const auto query = std::min(uri.find('?', begin), uri.size());
  if (const auto at = uri.substr(0, query).rfind('@'); at != uri.npos && at >= begin) {
    secrets.push_back(uri.substr(begin, at - begin));
    const auto colon = uri.find(':', begin);
    if (colon < at) secrets.push_back(uri.substr(colon + 1, at - colon - 1));
  }
  for (auto part = query; part < uri.size();) {
    const auto end = std::min(uri.find('&', part + 1), uri.size());
    const auto equals = std::min(uri.find('=', part), end - 1);
    secrets.push_back(uri.substr(equals + 1, end - equals - 1));
    part = end;
  }
  if (!secrets.empty()) secrets.push_back(uri);
  std::erase_if(secrets, [](const auto& secret) { return secret.size() < kShortestSecret; });
  std::sort(secrets.begin(), secrets.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return secrets;
}

}  // namespace vqa::supervise
