// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/monitor_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace vqa::supervise {
namespace {

constexpr std::size_t kLongestLine = 1 << 20;

[[noreturn]] void become(const std::vector<std::string>& command,
                         const MonitorProcess::Environment& environment, pid_t parent, int output,
                         int failure) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
  if (::getppid() != parent) ::_exit(127);  // it died before we could ask to be told
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  const int problem = errno;
  [[maybe_unused]] const auto told = ::write(failure, &problem, sizeof problem);
  ::_exit(127);
}

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

MonitorProcess::~MonitorProcess() {
  if (pid_ > 0) {
    send(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_output();
}

void MonitorProcess::close_output() {
  if (output_ >= 0) ::close(output_);
  output_ = -1;
}

int MonitorProcess::start(const std::vector<std::string>& command, const Environment& environment) {
  int output[2], failure[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return errno;
  if (::pipe2(failure, O_CLOEXEC) != 0) return errno;
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become(command, environment, parent, output[1], failure[1]);
  const int problem_of_fork = errno;
  ::close(output[1]);
  ::close(failure[1]);
  close_output();
  output_ = output[0];
  line_.clear();
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
  int problem = pid_ < 0 ? problem_of_fork : 0;
  if (pid_ > 0 && ::read(failure[0], &problem, sizeof problem) > 0) {
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  ::close(failure[0]);
  if (pid_ > 0) ::setpgid(pid_, pid_);
  return problem;
}

void MonitorProcess::send(int signal) const {
  if (pid_ > 0 && ::kill(-pid_, signal) != 0) ::kill(pid_, signal);
}

bool MonitorProcess::read() {
  char block[8192];
  const ssize_t size = output_ < 0 ? 0 : ::read(output_, block, sizeof block);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  std::string_view rest(block, static_cast<std::size_t>(size));
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    hear_(line_.append(rest.substr(0, end)));
    line_.clear();
    rest.remove_prefix(end + 1);
  }
  if (line_.size() < kLongestLine) line_.append(rest);
  if (size > 0) return true;
  if (!line_.empty()) hear_(line_);
  line_.clear();
  close_output();
  return false;
}

// What it said last is read before it is called ended: a child of its own may keep the pipe open.
std::optional<int> MonitorProcess::ended() {
  int status = 0;
  if (pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
  for (int blocks = 0; blocks < 1000 && read() && errno != EAGAIN; ++blocks) errno = 0;
  close_output();
  return status;
}

std::string how_it_ended(int status) {
  if (!WIFSIGNALED(status)) return "status " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return "signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")" +
         (WCOREDUMP(status) ? ", core dumped" : "");
}

std::string threads_of(pid_t pid) {
  std::string text;
  std::error_code ignored;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, ignored)) {
    const std::string stat = first_line(task.path() / "stat");
    const auto name = stat.find('('), end = stat.rfind(')');
    if (end == stat.npos || end + 2 >= stat.size()) continue;
    text += "thread " + task.path().filename().string() + " " + stat.substr(name, end - name + 1) +
            " " + stat[end + 2] + " " + first_line(task.path() / "wchan") + "\n";
  }
  return text;
}

}  // namespace vqa::supervise
