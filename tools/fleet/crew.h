// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fleet/roster.h"
#include "notify/backoff.h"

namespace vqa::fleet {

/// One vqa-supervise for each job: started one after the other, ended when its job is gone,
/// replaced in its turn when it changed, and left alone otherwise. Lives in the main loop of GLib.
class Crew {
 public:
  struct Setup {
    std::string supervise;  ///< the program
    std::string state_dir;
    double starts_per_second = 5;
  };

  explicit Crew(Setup setup);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// What is to be watched from now on.
  void assign(const std::vector<Job>& jobs);
  /// Ends all, and calls when nobody is left.
  void dismiss(std::function<void()> done);

  /// Whoever was left behind by a supervisor that died, and has ended since.
  void bury_orphans() const;

  /// The jobs that are to be watched, and whether their supervisors were started yet.
  std::vector<std::pair<std::string, bool>> names() const;
  bool has_started_all() const;

 private:
  struct Member {
    Crew* crew = nullptr;
    Job job, next;  ///< that it does, and that it is to do
    bool wanted = true;
    GPid pid = 0;  ///< 0: it does not run
    guint watch = 0, timer = 0;
    bool was_started = false;
    std::chrono::steady_clock::time_point started{}, may_start{};
    Backoff backoff{std::chrono::milliseconds(2000), std::chrono::milliseconds(60'000)};
  };

  void start_next();
  void pace();
  void start(Member& member);
  void end(Member& member);
  void ended(Member& member, int status);
  void forget(const Member& member);
  void tell_if_done();

  const Setup setup_;
  std::map<std::string, std::unique_ptr<Member>> members_;
  std::vector<std::string> order_;
  guint timer_ = 0;
  std::function<void()> done_;
};

}  // namespace vqa::fleet
