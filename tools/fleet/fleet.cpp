// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/fleet.h"

#include <glib-unix.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <utility>

#include "fleet/shard.h"

namespace vqa::fleet {
namespace {

constexpr guint kLook = 2;  // s

template <auto kMethod, class Object>
gboolean call(gpointer object) {
  (static_cast<Object*>(object)->*kMethod)();
  return G_SOURCE_CONTINUE;
}

}  // namespace

Roster load_roster(const Options& options, Properties& properties) {
  std::ifstream file(options.file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    return {{}, {{0, "", "", std::string("cannot be read: ") + std::strerror(errno)}}};
  }
  Roster roster = make_roster(read_streams(text), properties, options.detectors);
  std::vector<std::string> names;
  for (const Job& job : roster.jobs) names.push_back(job.name);
  const auto shards = assign(names, options.shard.count);
  std::vector<Job> ours;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (shards[i] == options.shard.index) ours.push_back(std::move(roster.jobs[i]));
  }
  roster.jobs = std::move(ours);
  return roster;
}

std::size_t complain(const Roster& roster, const std::string& file) {
  for (const Mistake& mistake : roster.mistakes) {
    std::fprintf(stderr, "%s\n", to_string(mistake, file).c_str());
  }
  return roster.mistakes.size();
}

Fleet::Fleet(const Options& options, Properties& properties, std::string supervise)
    : options_(options),
      properties_(properties),
      loop_(g_main_loop_new(nullptr, FALSE)),
      crew_({.supervise = std::move(supervise),
             .state_dir = options.state_dir,
             .starts_per_second = options.starts_per_second}) {}

Fleet::~Fleet() {
  for (const guint source : sources_) g_source_remove(source);
  g_main_loop_unref(loop_);
}

std::string Fleet::stamp() const {
  struct stat is {};
  if (::stat(options_.file.c_str(), &is) != 0) return {};
  return std::to_string(is.st_ino) + " " + std::to_string(is.st_size) + " " +
         std::to_string(is.st_mtim.tv_sec) + "." + std::to_string(is.st_mtim.tv_nsec);
}

void Fleet::load(bool is_first) {
  loaded_ = seen_ = stamp();
  const Roster roster = load_roster(options_, properties_);
  file_is_good_ = complain(roster, options_.file) == 0;
  if (!file_is_good_) {
    std::fprintf(stderr, "vqa-fleet: %s has %zu mistakes: %s\n", options_.file.c_str(),
                 roster.mistakes.size(),
                 is_first ? "streams with one are not watched" : "all goes on as it was");
  }
  if (ends_ || (!file_is_good_ && !is_first)) return;
  crew_.assign(roster.jobs);
  std::fprintf(stderr, "vqa-fleet: watches %zu streams of %s, part %d of %d\n", roster.jobs.size(),
               options_.file.c_str(), options_.shard.index + 1, options_.shard.count);
}

// Twice the same, and not what was loaded: nobody is writing it just now.
void Fleet::look_at_file() {
  crew_.bury_orphans();
  const std::string now = stamp();
  const bool rests = std::exchange(seen_, now) == now;
  if (rests && !now.empty() && now != loaded_) load(false);
  if (manager_.has_watchdog()) manager_.tell("WATCHDOG=1");
  if (manager_.is_there()) say_status();
}

void Fleet::say_status() const {
  std::string words = health(reports(), std::time(nullptr)).words;
  manager_.tell("STATUS=" + words);
}

void Fleet::end() {
  if (std::exchange(ends_, true)) return;
  manager_.tell("STOPPING=1");
  crew_.dismiss([this] { g_main_loop_quit(loop_); });
}

std::vector<Report> Fleet::reports() const {
  std::vector<Report> reports;
  for (const auto& [name, was_started] : crew_.names()) {
    Report report;
    report.name = name;
    report.state = "waiting";  // whatever an earlier fleet has left there
    reports.push_back(was_started ? read_report(options_.state_dir, name) : report);
  }
  return reports;
}

Answer Fleet::respond(const std::string& path) const {
  const std::int64_t now = std::time(nullptr);
  if (path == "/") return {200, table(reports(), now)};
  if (path == "/metrics") return {200, metrics(reports(), now, file_is_good_)};
  const Health is = health(reports(), now);
  if (path == "/healthz") return {is.is_good ? 200 : 503, is.words};
  if (path != "/readyz") return {404, "there are /healthz, /readyz, /metrics and /\n"};
  if (!file_is_good_)
    return {503, "the file of streams has mistakes: vqa-fleet --check names them\n"};
  if (!crew_.has_started_all()) return {503, "not all streams are started yet\n"};
  return {200, is.words};
}

int Fleet::run() {
  if (!options_.health.empty()) {
    std::string problem;
    service_ = std::make_unique<HttpService>(
        options_.health, [this](const std::string& path) { return respond(path); }, problem);
    if (!problem.empty()) {
      std::fprintf(stderr, "vqa-fleet: --health: %s\n", problem.c_str());
      return kLacksSomething;
    }
    std::fprintf(stderr, "vqa-fleet: answers probes at port %d\n", service_->port());
  }
  load(true);
  if (crew_.names().empty() && !file_is_good_) return kMistakes;
  sources_ = {g_unix_signal_add(SIGTERM, call<&Fleet::end, Fleet>, this),
              g_unix_signal_add(SIGINT, call<&Fleet::end, Fleet>, this),
              g_unix_signal_add(
                  SIGHUP,
                  [](gpointer self) -> gboolean {
                    static_cast<Fleet*>(self)->load(false);
                    return G_SOURCE_CONTINUE;
                  },
                  this),
              g_timeout_add_seconds(kLook, call<&Fleet::look_at_file, Fleet>, this)};
  manager_.tell("READY=1");
  g_main_loop_run(loop_);
  return kDone;
}

}  // namespace vqa::fleet
