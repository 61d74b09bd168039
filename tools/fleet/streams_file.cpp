// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/streams_file.h"

#include <glib.h>

#include <algorithm>
#include <utility>

#include "supervise/stream_name.h"

namespace vqa::fleet {
namespace {

constexpr std::string_view kDefaults = "defaults", kBlank = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) + 1 - first);
}

// GKeyFile stops at the first mistake and knows no lines. So we look at each line, and leave to it
// what a value means.
class Reader {
 public:
  StreamsFile read(std::string_view text) {
    for (int line = 1; !text.empty(); ++line) {
      const auto end = std::min(text.find('\n'), text.size());
      read_line(trimmed(text.substr(0, end)), line);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    inherit();
    if (file_.streams.empty() && file_.mistakes.empty()) {
      file_.mistakes.push_back({1, "", "",
                                "there is no stream: write a group such as\n"
                                "  [sky-1]\n  uri = srt://10.0.0.7:9000"});
    }
    return std::move(file_);
  }

 private:
  void complain(int line, std::string key, std::string problem) {
    file_.mistakes.push_back({line, group_, std::move(key), std::move(problem)});
  }

  void read_line(std::string_view text, int line) {
    if (text.empty() || text.front() == '#') return;
    if (text.front() == '[') return open_group(text, line);
    const auto equals = text.find('=');
    const std::string key(trimmed(text.substr(0, std::min(equals, text.size()))));
    if (equals == text.npos || key.empty()) {
      return complain(
          line, "",
          "\"" + std::string(text) + "\" is neither [NAME], nor KEY = VALUE, nor a # comment");
    }
    if (key.find_first_of("[]") != key.npos) {
      return complain(line, key, "a key holds no brackets");
    }
    if (settings_ == nullptr) {
      if (!skips_) complain(line, key, "belongs to no stream: put a [NAME] in front of it");
      return;
    }
    const std::string value(trimmed(text.substr(equals + 1)));
    if (const auto before = settings_->find(key); before != settings_->end()) {
      return complain(line, key,
                      "is given twice, in line " + std::to_string(before->second.line) +
                          " as well: leave one of them out");
    }
    (*settings_)[key] = {unescaped(value, line, key), line, group_};
  }

  void open_group(std::string_view text, int line) {
    group_.clear();
    settings_ = nullptr;
    skips_ = true;
    if (text.size() < 3 || text.back() != ']') {
      return complain(line, "", "\"" + std::string(text) + "\" is no group: write [NAME]");
    }
    group_ = text.substr(1, text.size() - 2);
    if (const auto before = groups_.find(group_); before != groups_.end()) {
      return complain(line, "",
                      "there is a group of this name in line " + std::to_string(before->second) +
                          " already: give this one another name");
    }
    groups_[group_] = line;
    if (group_ == kDefaults) {
      settings_ = &defaults_;
      return;
    }
    if (!supervise::is_stream_name(group_)) {
      return complain(
          line, "", "this cannot be the name of a stream: " + std::string(supervise::kWhatIsAName));
    }
    file_.streams.push_back({group_, line, {}});
    settings_ = &file_.streams.back().settings;
  }

  std::string unescaped(const std::string& value, int line, const std::string& key) {
    if (value.find(" # ") != value.npos) {
      complain(line, key, "a comment needs a line of its own: this one is part of the value");
    }
    GKeyFile* file = g_key_file_new();
    const std::string text = "[x]\nx=" + value + "\n";
    GError* error = nullptr;
    std::string result;
    if (g_key_file_load_from_data(file, text.data(), text.size(), G_KEY_FILE_NONE, &error) != 0) {
      if (char* found = g_key_file_get_string(file, "x", "x", &error)) {
        result = found;
        g_free(found);
      }
    }
    if (error != nullptr) {
      complain(line, key, "cannot be read: it has to be UTF-8, and a backslash is written \\\\");
      g_error_free(error);
    }
    g_key_file_free(file);
    return result;
  }

  void inherit() {
    for (auto& stream : file_.streams) {
      for (const auto& [key, setting] : defaults_) stream.settings.try_emplace(key, setting);
    }
  }

  StreamsFile file_;
  std::string group_;
  std::map<std::string, Setting>* settings_ = nullptr;  ///< of the group that is open
  bool skips_ = false;                                  ///< a group that was complained of
  std::map<std::string, Setting> defaults_;
  std::map<std::string, int> groups_;
};

}  // namespace

std::string to_string(const Mistake& mistake, std::string_view file) {
  std::string text = std::string(file) + ": ";
  if (mistake.line > 0) text.insert(text.size() - 1, std::to_string(mistake.line) + ":");
  if (!mistake.group.empty()) text += "[" + mistake.group + "] ";
  if (!mistake.key.empty()) text += mistake.key + ": ";
  return text + mistake.problem;
}

StreamsFile read_streams(std::string_view text) { return Reader().read(text); }

}  // namespace vqa::fleet
