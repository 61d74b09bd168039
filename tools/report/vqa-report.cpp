// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vqa-report: tells in plain words what the notifications of a monitor say.

#include <glib.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "incident_log.h"
#include "truth_table.h"

namespace vqa::report {
namespace {

constexpr int kBadInput = 2;

int complain(const std::string& problem) {
  std::fprintf(stderr, "vqa-report: %s\n", problem.c_str());
  return kBadInput;
}

// Lines that are no notifications belong to somebody else's output: they go through.
void follow(std::istream& in, bool print, IncidentLog& log) {
  std::string line;
  while (std::getline(in, line)) {
    try {
      const auto text = log.take(line);
      if (text && print) std::cout << *text << std::endl;
    } catch (const nlohmann::json::exception&) {
      if (!line.empty()) std::cerr << line << std::endl;
    }
  }
}

void sum_up(const IncidentLog& log) {
  struct Sum {
    int found = 0, critical = 0, open = 0;
  };
  std::map<std::string, Sum> streams;
  for (const Incident& incident : log.incidents()) {
    if (incident.severity == "info") continue;
    Sum& sum = streams[incident.stream];
    ++sum.found;
    sum.critical += incident.severity == "critical" ? 1 : 0;
    sum.open += incident.over ? 0 : 1;
  }
  for (const auto& [stream, sum] : streams) {
    std::printf("%s: %d found, %d of them critical, %d not over yet\n", stream.c_str(), sum.found,
                sum.critical, sum.open);
  }
  if (streams.empty()) std::puts("No defect found.");
}

int hold_against(const std::string& path, const IncidentLog& log) {
  std::ifstream file(path);
  if (!file) return complain("cannot read " + path);
  try {
    const Comparison comparison = compare(nlohmann::json::parse(file), log.incidents());
    std::fputs(comparison.table.c_str(), stdout);
    return comparison.missed + comparison.false_alarms > 0 ? 1 : 0;
  } catch (const nlohmann::json::exception&) {
    return complain(path + " is no truth file: vqa-impair writes them as CLIP.truth.json");
  }
}

int run(int argc, char** argv) {
  gchar* truth = nullptr;
  gboolean summary = FALSE;
  const GOptionEntry entries[] = {
      {"truth", 't', 0, G_OPTION_ARG_FILENAME, &truth,
       "Compare with what the clip is known to hold; exit status 1 if they differ", "FILE"},
      {"summary", 's', 0, G_OPTION_ARG_NONE, &summary, "Only count what was found", nullptr},
      {}};
  GOptionContext* context = g_option_context_new("[EVENTS.jsonl]");
  g_option_context_set_summary(
      context,
      "Tells in plain words what the notifications of a monitor say: those in the file, or those\n"
      "that come in on standard input, as they come.");
  g_option_context_add_main_entries(context, entries, nullptr);
  GError* error = nullptr;
  const bool parsed = g_option_context_parse(context, &argc, &argv, &error) != FALSE;
  g_option_context_free(context);
  if (!parsed) return complain(std::string(error->message) + " (see --help)");
  if (argc > 2) return complain("write the name of one file, or none (see --help)");

  const bool counts_only = summary != FALSE || truth != nullptr;
  IncidentLog log;
  if (argc == 2) {
    std::ifstream file(argv[1]);
    if (!file) return complain("cannot read " + std::string(argv[1]));
    follow(file, !counts_only, log);
  } else {
    follow(std::cin, !counts_only, log);
  }
  if (truth != nullptr) return hold_against(truth, log);
  if (counts_only) sum_up(log);
  return 0;
}

}  // namespace
}  // namespace vqa::report

int main(int argc, char** argv) { return vqa::report::run(argc, argv); }
