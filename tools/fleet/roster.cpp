// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/roster.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
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

std::vector<std::string> words_of(const std::string& list, const Properties& properties) {
  auto chosen = choose_detectors(list, properties.detectors());
  auto* words = std::get_if<std::vector<std::string>>(&chosen);
  return words != nullptr ? *words : std::vector<std::string>();
}

}  // namespace

Roster make_roster(const StreamsFile& file, Properties& properties, const std::string& detectors) {
  Roster roster{{}, file.mistakes};
  std::set<std::pair<int, std::string>> told;
  std::set<std::string> mistaken;
  for (const auto& mistake : file.mistakes) {
    mistaken.insert(mistake.group);
    told.emplace(mistake.line, mistake.key);
  }
  for (const auto& stream : file.streams) {
    bool is_good = mistaken.count(stream.name) == 0;
    Job job{.name = stream.name, .uri = {}, .options = {}, .properties = {}};
    const auto complain = [&](int line, const std::string& group, const std::string& key,
                              const std::string& problem) {
      is_good = false;
      if (told.emplace(line, key).second) roster.mistakes.push_back({line, group, key, problem});
    };
    std::string own_detectors;
    for (const auto& [key, setting] : stream.settings) {
      if (const auto problem = problem_of(key, setting.value, properties)) {
        complain(setting.line, setting.group, key, *problem);
      }
      if (key == "uri") {
        job.uri = setting.value;
      } else if (key == "detectors") {
        own_detectors = setting.value;
      } else if (is_option(key)) {
        job.options.push_back("--" + key + "=" + setting.value);
      } else {
        job.properties.push_back(key + "=" + setting.value);
      }
    }
    if (stream.settings.count("uri") == 0) {
      complain(stream.line, stream.name, "uri", "is missing: write uri = scheme://address");
    }
    const auto chosen = both(words_of(own_detectors, properties), words_of(detectors, properties));
    if (!is_good || chosen.empty()) continue;
    if (!own_detectors.empty() || !detectors.empty()) {
      std::string list;
      for (const auto& word : chosen) list += (list.empty() ? "" : ",") + word;
      job.properties.push_back("detectors=" + list);
    }
    roster.jobs.push_back(std::move(job));
  }
  std::stable_sort(roster.mistakes.begin(), roster.mistakes.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return roster;
}

}  // namespace vqa::fleet
