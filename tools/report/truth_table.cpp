// SPDX-License-Identifier: LGPL-2.1-or-later
#include "truth_table.h"

#include <cmath>
#include <cstdio>

namespace vqa::report {
namespace {

using Json = nlohmann::json;

struct Known {
  std::string kind;
  std::int64_t start = 0, duration = 0;
  bool is_defect = true;
};

std::vector<Known> read(const Json& truth) {
  std::vector<Known> known;
  for (const Json& defect : truth.at("defects")) {
    known.push_back(
        {defect.at("kind"), defect.at("start"), defect.at("duration"), defect.at("is_defect")});
  }
  return known;
}

bool overlap(const Known& known, const Incident& incident) {
  return incident.start < known.start + known.duration &&
         incident.start + incident.duration > known.start;
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

}  // namespace

Comparison compare(const Json& truth, const std::vector<Incident>& incidents) {
  Comparison result;
  std::vector<bool> explained(incidents.size(), false);
  result.table = "Known to be in the clip:\n";
  for (const Known& known : read(truth)) {
    const Incident* found = nullptr;
    for (std::size_t i = 0; i < incidents.size(); ++i) {
      if (explained[i] || !overlap(known, incidents[i])) continue;
      if (known.is_defect && incidents[i].kind != known.kind) continue;
      found = &incidents[i];
      explained[i] = true;
      break;
    }
    std::string verdict;
    if (known.is_defect) {
      verdict = found != nullptr ? found_verdict(*found, known) : "MISSED";
      result.missed += found == nullptr ? 1 : 0;
    } else {
      verdict = found != nullptr ? "FALSE ALARM: this is no defect"
                                 : "quiet, as it should be: this is no defect";
      result.false_alarms += found != nullptr ? 1 : 0;
    }
    result.table += row(known.kind, known.start, known.duration, verdict);
  }
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    if (explained[i]) continue;
    ++result.false_alarms;
    result.table += row(incidents[i].kind, incidents[i].start, incidents[i].duration,
                        "FALSE ALARM: nothing is wrong here");
  }
  return result;
}

}  // namespace vqa::report
