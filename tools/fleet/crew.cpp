// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/crew.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <set>
#include <utility>

#include "supervise/lock_file.h"

namespace vqa::fleet {
namespace {

using Clock = std::chrono::steady_clock;

// One that ran for so long does not keep failing.
constexpr auto kWell = std::chrono::seconds(60);
// vqa-supervise kills its monitor after its own time, which a stream may choose.
constexpr guint kPatience = 60;  // s

// In the child: it ends when we do, and signals of a terminal reach it through us.
void set_up_child(gpointer parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != GPOINTER_TO_INT(parent)) ::_exit(127);
}

}  // namespace

// As the first process of a container we get the orphans anyway.
Crew::Crew(Setup setup) : setup_(std::move(setup)) { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

// GLib waits for each of ours by its number.
void Crew::bury_orphans() const {
  siginfo_t dead{};
  while (::waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == 0 && dead.si_pid != 0) {
    const bool is_ours = std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
      return member.second->pid == dead.si_pid;
    });
    if (is_ours || ::waitpid(dead.si_pid, nullptr, WNOHANG) <= 0) return;
    dead.si_pid = 0;
  }
}

Crew::~Crew() {
  if (timer_ != 0) g_source_remove(timer_);
  for (const auto& [name, member] : members_) {
    if (member->watch != 0) g_source_remove(member->watch);
    if (member->timer != 0) g_source_remove(member->timer);
  }
}

void Crew::assign(const std::vector<Job>& jobs) {
  std::set<std::string> wanted;
  order_.clear();
  for (const Job& job : jobs) {
    wanted.insert(job.name);
    order_.push_back(job.name);
    auto& member = members_[job.name];
    if (!member) {
      member = std::make_unique<Member>();
      member->crew = this;
    }
    if (member->pid == 0) {
      if (member->job != job) member->may_start = {};
      member->job = job;
    } else {
      member->next = job;  // in its turn: else all would be blind at once
    }
    member->wanted = true;
  }
  for (auto entry = members_.begin(); entry != members_.end();) {
    Member& member = *(entry++)->second;
    if (wanted.count(member.job.name) != 0) continue;
    member.wanted = false;
    end(member);
    if (member.pid == 0) forget(member);
  }
  pace();
}

void Crew::dismiss(std::function<void()> done) {
  done_ = std::move(done);
  assign({});
  tell_if_done();
}

// What a stream that nobody watches any more was doing is no news.
void Crew::forget(const Member& member) {
  const std::string folder = setup_.state_dir + "/streams/" + member.job.name;
  const bool moved = supervise::LockFile::is_taken(folder + "/lock");  // to another fleet here
  if (!done_ && !moved) ::unlink((folder + "/status").c_str());
  members_.erase(std::string(member.job.name));
}

void Crew::tell_if_done() {
  if (members_.empty() && done_) std::exchange(done_, nullptr)();
}

std::vector<std::pair<std::string, bool>> Crew::names() const {
  std::vector<std::pair<std::string, bool>> names;
  for (const auto& name : order_) {
    const auto found = members_.find(name);
    names.emplace_back(name, found != members_.end() && found->second->was_started);
  }
  return names;
}

bool Crew::has_started_all() const {
  const auto all = names();
  return std::all_of(all.begin(), all.end(), [](const auto& name) { return name.second; });
}

void Crew::pace() {
  if (timer_ != 0) return;
  timer_ = g_timeout_add(
      static_cast<guint>(std::max(1.0, 1000 / setup_.starts_per_second)),
      [](gpointer self) -> gboolean {
        static_cast<Crew*>(self)->start_next();
        return G_SOURCE_CONTINUE;
      },
      this);
}

void Crew::start_next() {
  const auto now = Clock::now();
  Member* outdated = nullptr;
  bool is_idle = true, one_ends = false;
  for (const auto& name : order_) {
    const auto found = members_.find(name);
    if (found == members_.end()) continue;
    Member& member = *found->second;
    one_ends = one_ends || member.timer != 0;
    if (member.pid != 0 && (member.timer != 0 || member.next == member.job)) continue;
    is_idle = false;
    if (member.pid == 0 && now >= member.may_start) return start(member);
    if (member.pid != 0 && outdated == nullptr) outdated = &member;
  }
  if (outdated != nullptr && !one_ends) return end(*outdated);
  if (is_idle) g_source_remove(std::exchange(timer_, 0));
}

void Crew::start(Member& member) {
  member.next = member.job;
  const Job& job = member.job;
  std::vector<std::string> words = {setup_.supervise, "--state-dir", setup_.state_dir};
  words.insert(words.end(), job.options.begin(), job.options.end());
  words.insert(words.end(), {job.name, "-"});
  words.insert(words.end(), job.properties.begin(), job.properties.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char** environment = g_environ_setenv(g_get_environ(), "VQA_URI", job.uri.c_str(), TRUE);
  GError* error = nullptr;
  g_spawn_async(nullptr, arguments.data(), environment, G_SPAWN_DO_NOT_REAP_CHILD, set_up_child,
                GINT_TO_POINTER(::getpid()), &member.pid, &error);
  g_strfreev(environment);
  member.started = Clock::now();
  member.was_started = true;
  if (error != nullptr) {
    std::fprintf(stderr, "vqa-fleet: cannot start %s: %s\n", job.name.c_str(), error->message);
    g_error_free(error);
    member.pid = 0;
    member.may_start = member.started + member.backoff.next();
    return;
  }
  member.watch = g_child_watch_add(
      member.pid,
      [](GPid, gint status, gpointer of) {
        auto* ended = static_cast<Member*>(of);
        ended->crew->ended(*ended, status);
      },
      &member);
}

void Crew::end(Member& member) {
  if (member.pid == 0 || member.timer != 0) return;
  ::kill(member.pid, SIGTERM);
  member.timer = g_timeout_add_seconds(
      kPatience,
      [](gpointer of) -> gboolean {
        auto* stuck = static_cast<Member*>(of);
        std::fprintf(stderr, "vqa-fleet: %s does not end, and is killed\n",
                     stuck->job.name.c_str());
        ::kill(stuck->pid, SIGKILL);
        return G_SOURCE_CONTINUE;
      },
      &member);
}

void Crew::ended(Member& member, int status) {
  const bool asked = member.timer != 0;
  if (asked) g_source_remove(std::exchange(member.timer, 0));
  member.pid = 0;
  member.watch = 0;
  member.job = member.next;
  if (!member.wanted) {
    forget(member);
    return tell_if_done();
  }
  if (Clock::now() - member.started > kWell) member.backoff.reset();
  if (!asked) {
    const auto pause = member.backoff.next();
    member.may_start = Clock::now() + pause;
    std::fprintf(stderr, "vqa-fleet: the supervisor of %s ended (%s %d); starts again in %.1f s\n",
                 member.job.name.c_str(), WIFSIGNALED(status) ? "signal" : "status",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                 std::chrono::duration<double>(pause).count());
  }
  pace();
}

}  // namespace vqa::fleet
