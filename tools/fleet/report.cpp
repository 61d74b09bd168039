// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include "supervise/lock_file.h"

namespace vqa::fleet {
namespace {

constexpr std::int64_t kToStart = 60;  // s
constexpr unsigned kKeepsFailing = 3;

std::string ago(std::int64_t seconds) {
  char text[32];
  if (seconds < 120) {
    std::snprintf(text, sizeof text, "%d s", static_cast<int>(seconds));
  } else if (seconds < 7200) {
    std::snprintf(text, sizeof text, "%d min", static_cast<int>(seconds / 60));
  } else if (seconds < 172800) {
    std::snprintf(text, sizeof text, "%d h", static_cast<int>(seconds / 3600));
  } else {
    std::snprintf(text, sizeof text, "%d d", static_cast<int>(seconds / 86400));
  }
  return text;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text + "  ";
}

std::string clipped(const std::string& text) {
  constexpr std::size_t kWidest = 100;
  return text.size() <= kWidest ? text : text.substr(0, kWidest - 3) + "...";
}

// What is of use in the last column.
std::string last_words(const Report& report) {
  if (!report.words.empty() || report.last_end.empty()) return report.words;
  return "before: " + report.last_end;
}

}  // namespace

bool Report::works(std::int64_t now) const {
  const bool is_young = now - since < kToStart;
  if (failures >= kKeepsFailing) return false;
  if (state == "starting" || state == "stopping" || state == "waiting")
    return is_young || since == 0;
  if (state == "pausing") return failures == 0;  // the stream was at its end
  return state == "running" || state == "lost";
}

bool Report::is_broken() const { return crashes >= kKeepsFailing || state == "dead"; }

Report read_report(const std::string& state_dir, const std::string& name) {
  const std::string folder = state_dir + "/streams/" + name;
  std::map<std::string, std::string> values;
  std::ifstream file(folder + "/status");
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (equals != line.npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  Report report;
  report.name = name;
  report.state = values["state"].empty() ? "waiting" : values["state"];
  report.words = values["words"];
  report.last_end = values["last-end"];
  report.since = std::strtoll(values["since"].c_str(), nullptr, 10);
  report.restarts = static_cast<unsigned>(std::strtoul(values["restarts"].c_str(), nullptr, 10));
  report.failures = static_cast<unsigned>(std::strtoul(values["failures"].c_str(), nullptr, 10));
  report.crashes = static_cast<unsigned>(std::strtoul(values["crashes"].c_str(), nullptr, 10));
  const bool is_over = report.state == "stopped" || report.state == "ended" ||
                       report.state == "gave-up" || report.state == "waiting";
  if (!is_over && !supervise::LockFile::is_taken(folder + "/lock")) {
    report.words = "its supervisor died while it was " + report.state;
    report.state = "dead";
  }
  return report;
}

std::vector<Report> read_reports(const std::string& state_dir) {
  std::vector<Report> reports;
  std::error_code ignored;
  for (const auto& folder : std::filesystem::directory_iterator(state_dir + "/streams", ignored)) {
    if (!std::filesystem::exists(folder.path() / "status", ignored)) continue;
    reports.push_back(read_report(state_dir, folder.path().filename().string()));
  }
  std::sort(reports.begin(), reports.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return reports;
}

std::string table(const std::vector<Report>& reports, std::int64_t now) {
  std::size_t width = 6;
  for (const auto& report : reports) width = std::max(width, report.name.size());
  std::string text = padded("STREAM", width) + padded("STATE", 8) + padded("SINCE", 6) +
                     padded("RESTARTS", 8) + "LAST WORDS\n";
  for (const auto& report : reports) {
    text += padded(report.name, width) + padded(report.state, 8) +
            padded(report.since == 0 ? "-" : ago(now - report.since), 6) +
            padded(std::to_string(report.restarts), 8) + clipped(last_words(report));
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string metrics(const std::vector<Report>& reports, std::int64_t now, bool file_is_good) {
  std::string works =
      "# HELP vqa_fleet_works Whether the monitor of the stream does its work\n"
      "# TYPE vqa_fleet_works gauge\n";
  std::string restarts =
      "# HELP vqa_fleet_restarts_total Restarts of the monitor of the stream\n"
      "# TYPE vqa_fleet_restarts_total counter\n";
  std::map<std::string, int> states;
  for (const auto& report : reports) {
    const std::string stream = "{stream=\"" + report.name + "\"} ";  // nothing in it needs escaping
    works += "vqa_fleet_works" + stream + (report.works(now) ? "1\n" : "0\n");
    restarts += "vqa_fleet_restarts_total" + stream + std::to_string(report.restarts) + "\n";
    ++states[report.state];
  }
  std::string text = works + restarts +
                     "# HELP vqa_fleet_streams Streams in each state\n"
                     "# TYPE vqa_fleet_streams gauge\n";
  for (const auto& [state, count] : states) {
    text += "vqa_fleet_streams{state=\"" + state + "\"} " + std::to_string(count) + "\n";
  }
  return text +
         "# HELP vqa_fleet_file_good Whether the file of streams could be taken as it is\n"
         "# TYPE vqa_fleet_file_good gauge\nvqa_fleet_file_good " +
         (file_is_good ? "1\n" : "0\n");
}

Health health(const std::vector<Report>& reports, std::int64_t now) {
  const auto working = std::count_if(reports.begin(), reports.end(),
                                     [now](const auto& report) { return report.works(now); });
  const auto broken = std::count_if(reports.begin(), reports.end(),
                                    [](const auto& report) { return report.is_broken(); });
  const auto all = static_cast<std::ptrdiff_t>(reports.size());
  return {.is_good = 2 * broken <= all,
          .words = std::to_string(working) + " of " + std::to_string(all) +
                   " monitors do their work, " + std::to_string(broken) + " keep crashing\n"};
}

}  // namespace vqa::fleet
