// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Watches many streams: one vqa-supervise for each in a file.
#include <gst/gst.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>

#include "fleet/fleet.h"
#include "fleet/options.h"
#include "fleet/properties.h"
#include "fleet/report.h"
#include "supervise/lock_file.h"

namespace {

using namespace vqa::fleet;

int lacks(const std::string& what) {
  std::fprintf(stderr, "vqa-fleet: %s\n", what.c_str());
  return kLacksSomething;
}

std::string lock_name(const Shard& shard) {
  return "fleet-" + std::to_string(shard.index + 1) + "-of-" + std::to_string(shard.count) +
         ".lock";
}

int print_status(const Options& options) {
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  const auto reports = read_reports(options.state_dir);
  std::fputs(table(reports, now).c_str(), stdout);
  for (const Report& report : reports) {
    if (!report.works(now)) return kMistakes;
  }
  return kDone;
}

int print_health(const Options& options) {
  if (!vqa::supervise::LockFile::is_taken(options.state_dir + "/" + lock_name(options.shard))) {
    std::printf("no fleet watches this part with %s\n", options.state_dir.c_str());
    return kMistakes;
  }
  const Health is =
      health(read_reports(options.state_dir), static_cast<std::int64_t>(std::time(nullptr)));
  std::fputs(is.words.c_str(), stdout);
  return is.is_good ? kDone : kMistakes;
}

// Beside this program, or where programs are.
std::string find_supervise() {
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto beside = self.parent_path() / "vqa-supervise";
  if (::access(beside.c_str(), X_OK) == 0) return beside;
  char* found = g_find_program_in_path("vqa-supervise");
  const std::string path = found != nullptr ? found : "";
  g_free(found);
  return path;
}

int run(const Options& options, Properties& properties) {
  const std::string supervise = find_supervise();
  if (supervise.empty()) return lacks("cannot find vqa-supervise: it belongs beside this program");
  vqa::supervise::LockFile lock(options.state_dir, lock_name(options.shard));
  switch (lock.take()) {
    case vqa::supervise::LockFile::Result::ours:
      return Fleet(options, properties, supervise).run();
    case vqa::supervise::LockFile::Result::taken:
      std::fprintf(stderr,
                   "vqa-fleet: a fleet watches this part with %s already: stop that one first, or "
                   "choose another --state-dir\n",
                   options.state_dir.c_str());
      return kAlreadyRuns;
    case vqa::supervise::LockFile::Result::failed:
      break;
  }
  return lacks("cannot keep anything in " + options.state_dir + ": " + std::strerror(errno) +
               ". Choose another --state-dir");
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  if (const int status = read_options(count, arguments, options); status >= 0) return status;
  if (options.command == Options::Command::status) return print_status(options);
  if (options.command == Options::Command::health) return print_health(options);
  gst_init(nullptr, nullptr);
  const auto properties = Properties::load();
  if (!properties) {
    return lacks(
        "GStreamer finds no vqamonitor: install the plugin, or set GST_PLUGIN_PATH to the folder "
        "of "
        "libgstvqa.so");
  }
  if (const auto problem = properties->problem("detectors", options.detectors)) {
    std::fprintf(stderr, "vqa-fleet: --detectors: %s\n", problem->c_str());
    return kBadUsage;
  }
  if (options.command == Options::Command::run) return run(options, *properties);
  const Roster roster = load_roster(options, *properties);
  const std::size_t mistakes = complain(roster, options.file);
  if (options.command == Options::Command::list) {
    for (const Job& job : roster.jobs) std::puts(job.name.c_str());
  } else if (mistakes == 0) {
    std::printf("%s is good: %zu streams\n", options.file.c_str(), roster.jobs.size());
  } else {
    std::fprintf(stderr, "%zu mistakes\n", mistakes);
  }
  return mistakes == 0 ? kDone : kMistakes;
}
