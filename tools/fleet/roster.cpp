// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/roster.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "monitor/monitor.h"

namespace vqa::fleet {
namespace {

// Of vqa-supervise, in seconds.
constexpr const char* kOptions[] = {"hang-timeout", "lost-patience", "stop-timeout"};

bool is_option(const std::string& key) {
  return std::find(std::begin(kOptions), std::end(kOptions), key) != std::end(kOptions);
}

bool is_seconds(const std::string& text) {
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && seconds >= 0 && seconds <= 86400.0 * 365;
}

std::optional<std::string> problem_of(const std::string& key, const std::string& value,
                                      Properties& properties) {
  if (key == "uri") {
    return value.empty() ? "is empty: write scheme://address" : properties.problem_of_uri(value);
  }
  if (key == "label") return "the name of the group is the label: leave this out";
  if (key == "vqanotify::heartbeat-file") return "vqa-supervise has its own: leave this out";
  if (!is_option(key)) return properties.problem(key, value);
  if (is_seconds(value)) return std::nullopt;
  return "\"" + value + "\" is no number of seconds";
}

std::vector<std::string> both(const std::vector<std::string>& a,
                              const std::vector<std::string>& b) {
  std::vector<std::string> common;
  for (const auto& word : a) {
    if (std::find(b.begin(), b.end(), word) != b.end()) common.push_back(word);
  }
  return common;
}

std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ",") + word;
  return list;
}

std::vector<std::string> words_of(const std::string& list, const Properties& properties) {
  auto chosen = choose_detectors(list, properties.detectors());
  auto* words = std::get_if<std::vector<std::string>>(&chosen);
  return words != nullptr ? *words : std::vector<std::string>();
}

class Maker {
 public:
  Maker(const StreamsFile& file, Properties& properties, const std::string& detectors)
      : roster_{{}, file.mistakes},
        properties_(properties),
        detectors_(words_of(detectors, properties)),
        is_subset_(!detectors.empty()) {
    for (const auto& mistake : file.mistakes) {
      mistaken_.insert(mistake.group);
      told_.emplace(mistake.line, mistake.key);
    }
    for (const auto& stream : file.streams) add(stream);
    std::stable_sort(roster_.mistakes.begin(), roster_.mistakes.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
  }

  Roster take() { return std::move(roster_); }

 private:
  // What is wrong in [defaults] is so for each stream, and told once.
  void complain(const StreamSettings& stream, const Mistake& mistake) {
    mistaken_.insert(stream.name);
    if (told_.emplace(mistake.line, mistake.key).second) roster_.mistakes.push_back(mistake);
  }

  void add(const StreamSettings& stream) {
    Job job{.name = stream.name, .uri = {}, .options = {}, .properties = {}};
    std::string detectors;
    for (const auto& [key, setting] : stream.settings) {
      if (const auto problem = problem_of(key, setting.value, properties_)) {
        complain(stream, {setting.line, setting.group, key, *problem});
      }
      if (key == "uri") {
        job.uri = setting.value;
      } else if (key == "detectors") {
        detectors = setting.value;
      } else if (is_option(key)) {
        job.options.push_back("--" + key + "=" + setting.value);
      } else {
        job.properties.push_back(key + "=" + setting.value);
      }
    }
    if (stream.settings.count("uri") == 0) {
      complain(stream,
               {stream.line, stream.name, "uri", "is missing: write uri = scheme://address"});
    }
    const auto chosen = both(words_of(detectors, properties_), detectors_);
    if (mistaken_.count(stream.name) != 0 || chosen.empty()) return;
    if (is_subset_ || !detectors.empty()) job.properties.push_back("detectors=" + list_of(chosen));
    roster_.jobs.push_back(std::move(job));
  }

  Roster roster_;
  Properties& properties_;
  const std::vector<std::string> detectors_;
  const bool is_subset_;
  std::set<std::pair<int, std::string>> told_;  ///< by line and key
  std::set<std::string> mistaken_;              ///< streams
};

}  // namespace

Roster make_roster(const StreamsFile& file, Properties& properties, const std::string& detectors) {
  return Maker(file, properties, detectors).take();
}

}  // namespace vqa::fleet
