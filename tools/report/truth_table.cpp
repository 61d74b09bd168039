// SPDX-License-Identifier: LGPL-2.1-or-later
#include "truth_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vqa::report {
namespace {

using Json = nlohmann::json;

struct Known {
  std::string kind;
  std::int64_t start = 0, duration = 0;
  bool is_defect = true;
  std::string report;  ///< the kind of incident that it becomes; empty if none
  /// Kinds of incidents that are about it as well, and the time in which they may be.
  std::vector<std::string> also;
  std::int64_t from = 0, to = 0;
};

std::string kind_in(const std::string& name) { return name.substr(name.find('/') + 1); }

// DETECTOR/KIND, null, or not said, which means the kind of the defect itself.
std::string report_of(const Json& defect) {
  const Json report = defect.value("report", defect.at("is_defect") ? defect.at("kind") : Json());
  return report.is_null() ? "" : kind_in(report.get<std::string>());
}

Known known_of(const Json& defect) {
  Known known = {defect.at("kind"),
                 defect.at("start"),
                 defect.at("duration"),
                 defect.at("is_defect"),
                 report_of(defect),
                 {},
                 0,
                 0};
  known.from = known.start;
  known.to = known.start + known.duration;
  for (const Json& name : defect.value("also", Json::array())) known.also.push_back(kind_in(name));
  if (!defect.contains("planned")) return known;
  // What was planned comes and goes, so that it may be told of more than once; and what causes it
  // is there before it can be seen.
  const Json& planned = defect.at("planned");
  const std::int64_t start = planned.at("start"), duration = planned.at("duration");
  known.from = std::min(known.from, start);
  known.to = std::max(known.to, start + duration);
  if (!known.report.empty()) known.also.push_back(known.report);
  return known;
}

std::vector<Known> read(const Json& truth) {
  std::vector<Known> known;
  for (const Json& defect : truth.at("defects")) known.push_back(known_of(defect));
  return known;
}

bool overlap(const Known& known, const Incident& incident) {
  return incident.start < known.start + known.duration &&
         incident.start + incident.duration > known.start;
}

// Is it one more about the same?
bool belongs_to(const Known& known, const Incident& incident) {
  return std::find(known.also.begin(), known.also.end(), incident.kind) != known.also.end() &&
         incident.start < known.to && incident.start + incident.duration >= known.from;
}

std::string row(const std::string& what, std::int64_t start, std::int64_t duration,
                const std::string& verdict) {
  char text[256];
  std::snprintf(text, sizeof text, "  %-9s %7s to %7s   %s\n", what.c_str(),
                clock_time(start).c_str(), clock_time(start + duration).c_str(), verdict.c_str());
  return text;
}

std::string found_verdict(const Incident& incident, const Known& known) {
  char text[128];
  std::snprintf(text, sizeof text, "found: alarm at %s, %.1f s after it began, %ld %% sure",
                clock_time(incident.raised).c_str(),
                static_cast<double>(incident.raised - known.start) / 1e9,
                std::lround(incident.confidence * 100));
  return text;
}

// What was found about it, the right thing before a wrong one; null if nothing was.
const Incident* find(const Known& known, const std::vector<Incident>& incidents,
                     std::vector<bool>& explained) {
  for (const bool right : {true, false}) {
    if (!right && known.is_defect && !known.report.empty()) break;  // it stands for itself
    for (std::size_t i = 0; i < incidents.size(); ++i) {
      if (explained[i] || !overlap(known, incidents[i])) continue;
      if (right && incidents[i].kind != known.report) continue;
      explained[i] = true;
      return &incidents[i];
    }
  }
  return nullptr;
}

std::string judge(const Known& known, const Incident* found, Comparison& result) {
  if (known.is_defect && found == nullptr && known.report.empty()) {
    return "nothing said, and nothing has to be";
  }
  if (known.is_defect && found == nullptr) {
    ++result.missed;
    return "MISSED";
  }
  if (known.is_defect) return found_verdict(*found, known);
  if (found == nullptr) return "quiet, as it should be: this is no defect";
  if (found->kind == known.report) return "told as " + found->kind + ", which is no defect";
  ++result.false_alarms;
  return "FALSE ALARM: this is no defect";
}

}  // namespace

Comparison compare(const Json& truth, const std::vector<Incident>& incidents) {
  Comparison result;
  std::vector<bool> explained(incidents.size(), false);
  result.table = "Known to be in the clip:\n";
  for (const Known& known : read(truth)) {
    const Incident* found = find(known, incidents, explained);
    result.table += row(known.kind, known.start, known.duration, judge(known, found, result));
    for (std::size_t i = 0; i < incidents.size(); ++i) {
      if (explained[i] || !belongs_to(known, incidents[i])) continue;
      explained[i] = true;
      result.table += row(incidents[i].kind, incidents[i].start, incidents[i].duration,
                          "told as well: it is about the " + known.kind);
    }
  }
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    if (explained[i]) continue;
    const bool alarm = incidents[i].severity != "info";
    if (alarm) ++result.false_alarms;
    result.table += row(incidents[i].kind, incidents[i].start, incidents[i].duration,
                        alarm ? "FALSE ALARM: nothing is wrong here" : "told as information");
  }
  return result;
}

}  // namespace vqa::report
