// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/supervisor.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

#include "monitor/monitor.h"
#include "notify/secret.h"

namespace vqa::supervise {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 1000ms;
constexpr auto kTwiceAtOnce = 500ms;
constexpr auto kEchoTime = 60s;
constexpr unsigned kEchoed = 10;  // lines of the monitor in that time

std::chrono::milliseconds milliseconds(Seconds seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(seconds);
}

std::string tell(Seconds seconds) {
  char text[32];
  std::snprintf(text, sizeof text, seconds < 10s ? "%.1f s" : "%.0f s", seconds.count());
  return text;
}

std::string utc_now() {
  char text[32];
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", ::gmtime_r(&now, &parts));
  return text;
}

}  // namespace

Supervisor::Supervisor(const Options& options, StateFolder& folder)
    : options_(options),
      folder_(folder),
      pulse_(folder.path("heartbeat"), options),
      backoff_(milliseconds(options.first_pause), milliseconds(options.longest_pause)),
      monitor_([this](std::string_view line) { hear(line); }) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  signals_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  on_terminal_ = ::isatty(STDIN_FILENO) != 0;
}

Supervisor::~Supervisor() { ::close(signals_); }

void Supervisor::say(const std::string& words) const {
  std::fprintf(stderr, "%s: %s\n", options_.name.c_str(), words.c_str());
}

void Supervisor::set_state(const std::string& state, const std::string& words) {
  if (state == state_ && words == words_) return;
  state_ = state;
  words_ = words;
  since_ = std::time(nullptr);
  manager_.tell("STATUS=" + state + (words.empty() ? "" : ": " + words));
  write_status();
}

void Supervisor::write_status() const {
  const bool written = folder_.write_status({{"name", options_.name},
                                             {"state", state_},
                                             {"words", words_},
                                             {"since", std::to_string(since_)},
                                             {"restarts", std::to_string(restarts_)},
                                             {"failures", std::to_string(failures_)},
                                             {"crashes", std::to_string(crashes_)},
                                             {"last-end", last_end_},
                                             {"uri", without_secrets(options_.uri)},
                                             {"supervisor", std::to_string(::getpid())},
                                             {"monitor", std::to_string(monitor_.pid())}});
  if (!written) say("cannot write " + folder_.path("status") + ": " + std::strerror(errno));
}

// Notifications go on. Of the rest, what a person has to know is shown, but not a flood of it.
void Supervisor::hear(std::string_view line) {
  if (line.starts_with('{')) return outlet_.add(line);
  const std::string& kept = log_.add(line);
  if (kept.find("ERROR") == kept.npos && kept.find("WARNING") == kept.npos) return;
  const auto now = Clock::now();
  if (now - echo_since_ > kEchoTime) {
    echo_since_ = now;
    echoed_ = 0;
  }
  if (++echoed_ <= kEchoed) say(kept);
  if (echoed_ == kEchoed) say("(more of that is not shown for a minute)");
}

void Supervisor::take_signals() {
  signalfd_siginfo signal{};
  while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
    const auto number = static_cast<int>(signal.ssi_signo);
    if (number == SIGCHLD) continue;
    if (number == SIGHUP && !on_terminal_) {
      restart_asked_ = true;
      continue;
    }
    if (!stop_asked_) {
      manager_.tell("STOPPING=1");
      asked_at_ = Clock::now();
    }
    // Twice at once is nobody who insists: a signal to a group, and one to us.
    insists_ = stop_asked_ && Clock::now() - asked_at_ > kTwiceAtOnce;
    stop_asked_ = true;
  }
}

void Supervisor::wait(std::chrono::milliseconds at_most) {
  if (manager_.has_watchdog()) manager_.tell("WATCHDOG=1");
  const int out = outlet_.is_blocked() ? STDOUT_FILENO : -1;
  pollfd what[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                   {.fd = out < 0 ? monitor_.output() : -1, .events = POLLIN, .revents = 0},
                   {.fd = out, .events = POLLOUT, .revents = 0}};
  if (::poll(what, std::size(what), static_cast<int>(at_most.count())) <= 0) return;
  if (what[0].revents != 0) take_signals();
  if (what[2].revents != 0) outlet_.flush();
  if (what[1].revents != 0) monitor_.read();
}

// The URI is in the environment: what is in arguments everybody sees. A crash is to be one; without
// --no-fault, gst-launch-1.0 would wait for a debugger.
std::vector<std::string> Supervisor::command() const {
  std::vector<std::string> words = {"gst-launch-1.0",
                                    "--no-position",
                                    "--no-fault",
                                    "vqamonitor",
                                    "uri={VQA_URI}",
                                    "label=" + options_.name,
                                    "vqanotify::state-dir=" + options_.state_dir,
                                    "vqanotify::heartbeat-file=" + folder_.path("heartbeat")};
  words.insert(words.end(), options_.properties.begin(), options_.properties.end());
  return words;
}

// Secrets are read anew: they may have been changed since.
int Supervisor::start() {
  std::string missing;
  const auto uri = with_secrets(options_.uri, missing);
  log_.clear();
  if (uri) {
    log_.hide(secrets_of(*uri));
  } else {
    log_.add("ERROR: " + no_secret(missing));
  }
  started_ = Clock::now();
  pulse_.begin(started_);
  const int problem =
      monitor_.start(command(), {{"VQA_URI", uri.value_or(options_.uri)}, {"LC_ALL", "C.UTF-8"}});
  if (problem == 0) set_state("starting", "");
  return problem;
}

std::string Supervisor::look(Clock::time_point now) {
  pulse_.look(now);
  const std::string& stream = pulse_.stream();
  const auto space = std::min(stream.find(' '), stream.size());
  set_state(stream.substr(0, space), stream.substr(std::min(space + 1, stream.size())));
  if (stream == "running" && now - started_ > options_.well) {
    backoff_.reset();
    crashes_ = 0;
    if (std::exchange(failures_, 0) > 0) write_status();
  }
  if (stop_asked_) return "stopped";
  if (restart_asked_) return "restarted";
  if (pulse_.hangs(now)) return "hung: no heartbeat for " + tell(options_.hang_timeout);
  if (pulse_.may_be_blind(now)) {
    return "was lost for " + tell(now - pulse_.since()) + ", and nobody knows why";
  }
  return {};
}

Supervisor::End Supervisor::watch() {
  End end;
  std::optional<Clock::time_point> kill_at;
  for (;;) {
    wait(kill_at ? std::min(kLook, milliseconds(options_.stop_timeout) + 1ms) : kLook);
    if (const auto status = monitor_.ended()) {
      end.status = *status;
      return end;
    }
    const auto now = Clock::now();
    if (!kill_at) {
      end.reason = look(now);
      if (end.reason.empty()) continue;
      set_state("stopping", end.reason);
      if (end.reason.starts_with("hung")) end.threads = threads_of(monitor_.pid());
      monitor_.send(SIGINT);
      kill_at = now + milliseconds(options_.stop_timeout);
    } else if (now >= *kill_at || insists_) {
      if (end.reason == "stopped") say("does not end, and is killed");
      monitor_.send(SIGKILL);
    }
  }
}

void Supervisor::keep_last_words(const End& end, Seconds ran) const {
  std::string text = utc_now() + " " + options_.name + ": " + last_end_ + ", after " + tell(ran) +
                     "; " + std::to_string(restarts_) + " restarts before\ncommand:";
  for (const auto& word : command()) text += " " + word;
  if (!end.threads.empty()) text += "\nits threads, as they hung:\n" + end.threads;
  folder_.keep_last_words(text + "\nits last words:\n" + log_.text());
}

// An exit status, if that is all.
std::optional<int> Supervisor::judge(const End& end) {
  const Seconds ran = Clock::now() - started_;
  const bool by_itself = end.reason.empty(), ended = by_itself && end.status == 0;
  const std::string problem = log_.last_problem();
  last_end_ = !by_itself ? end.reason : ended ? "the stream ended" : how_it_ended(end.status);
  if (by_itself && !ended && !problem.empty()) last_end_ += ": " + problem;
  if (stop_asked_ || (ended && options_.until_end)) {
    set_state(stop_asked_ ? "stopped" : "ended", "");
    return kDone;
  }
  if (restart_asked_) {
    restart_asked_ = false;
    say("is restarted, as asked");
    return std::nullopt;
  }
  if (!ended) keep_last_words(end, ran);
  if (problem.find("erroneous pipeline") != problem.npos) {
    set_state("gave-up", problem);
    say("cannot be watched this way, so it is not tried again");
    return kBadUsage;
  }
  if (pulse_.stream() == Pulse::kNobodyKnowsWhy) pulse_.be_patient();
  if (!ended) ++failures_;
  // With an error the monitor may be right: nobody sends. A crash is always its own trouble.
  const bool crashed = by_itself ? WIFSIGNALED(end.status) : end.reason.starts_with("hung");
  crashes_ = crashed ? crashes_ + 1 : 0;
  if (options_.tries > 0 && failures_ >= options_.tries) {
    set_state("gave-up", last_end_);
    say(last_end_ + "; gave up after " + std::to_string(failures_) + " tries");
    return kGaveUp;
  }
  return pause(backoff_.next(), last_end_ + ", after " + tell(ran));
}

std::optional<int> Supervisor::pause(Backoff::Pause pause, const std::string& why) {
  set_state("pausing", why);
  say(why + "; starts again in " + tell(pause));
  const auto until = Clock::now() + pause;
  while (!stop_asked_ && !restart_asked_ && Clock::now() < until) {
    wait(std::min<std::chrono::milliseconds>(
        kLook, std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now())));
  }
  restart_asked_ = false;
  if (!stop_asked_) return std::nullopt;
  set_state("stopped", "");
  return kDone;
}

int Supervisor::run() {
  for (;; ++restarts_) {
    if (const int problem = start(); problem != 0) {
      say(std::string("cannot run gst-launch-1.0: ") + std::strerror(problem) +
          ". Install gstreamer1.0-tools");
      return kLacksSomething;
    }
    if (restarts_ == 0) manager_.tell("READY=1");
    if (const auto status = judge(watch())) return *status;
  }
}

}  // namespace vqa::supervise
