// SPDX-License-Identifier: LGPL-2.1-or-later
//
// How long it takes from detection until a webhook on this host has the notification: with as many
// processes as a busy host has streams, all of them on one database; each at its own time, and all
// at the same moment, as when an uplink fails. And what a receiver that is dead costs the stream.

#include <gst/gst.h>
#include <gst/video/video.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/event.h"
#include "glue/event_gst.h"
#include "glue/raii.h"
#include "support/temp_dir.h"

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

namespace {

using namespace vqa;

constexpr int kStreams = 64, kIncidents = 20;  // of each, one a second

gint64 now_us() { return g_get_monotonic_time(); }

int listener(sockaddr_in& address) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, kStreams) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("notify_bench: no port");
    std::exit(EXIT_FAILURE);
  }
  return fd;
}

std::string url_of(const sockaddr_in& address) {
  return "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

// Answers each POST with 204, and notes how old what it says was.
class Receiver {
 public:
  void serve(int listening) {
    std::thread([this, listening] {
      for (int fd = accept(listening, nullptr, nullptr); fd >= 0;
           fd = accept(listening, nullptr, nullptr)) {
        std::thread([this, fd] { talk(fd); }).detach();
      }
    }).detach();
  }
  std::vector<double> take_ms() {
    const std::lock_guard lock(mutex_);
    return std::exchange(ms_, {});
  }

 private:
  void talk(int fd) {
    std::string got;
    char part[16384];
    for (ssize_t n = read(fd, part, sizeof part); n > 0; n = read(fd, part, sizeof part)) {
      got.append(part, static_cast<std::size_t>(n));
      const auto head = got.find("\r\n\r\n"), length = got.find("Content-Length: ");
      if (head == std::string::npos || length == std::string::npos) continue;
      const auto whole = head + 4 + std::strtoul(&got[length + 16], nullptr, 10);
      if (got.size() < whole) continue;
      const auto at = got.find("\"pushed\":");
      if (at != std::string::npos) note(now_us() - std::strtoll(&got[at + 9], nullptr, 10));
      got.erase(0, whole);
      static constexpr char kAnswer[] = "HTTP/1.1 204 No Content\r\n\r\n";
      if (write(fd, kAnswer, sizeof kAnswer - 1) < 0) break;
    }
    close(fd);
  }
  void note(gint64 us) {
    const std::lock_guard lock(mutex_);
    ms_.push_back(static_cast<double>(us) / 1e3);
  }

  std::mutex mutex_;
  std::vector<double> ms_;
};

// One stream with a notifier, and events that we put in.
class Stream {
 public:
  explicit Stream(const std::string& properties)
      : pipeline_(gst_parse_launch(("appsrc name=in ! vqanotify name=out " + properties).c_str(),
                                   nullptr)) {
    const gst::Element source(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "in"));
    pad_.reset(gst_element_get_static_pad(source.get(), "src"));
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    gst_pad_push_event(pad_.get(), gst_event_new_stream_start("bench"));
  }
  ~Stream() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void tell(Phase phase, std::uint64_t incident) {
    Event event;
    event.detector = event.kind = "freeze";
    event.element = "bench";
    event.phase = phase;
    event.incident = incident;
    event.severity = Severity::warning;
    event.unit = "level";
    event.details = {{"pushed", std::int64_t{now_us()}}};
    gst_pad_push_event(pad_.get(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                                                        gst::to_structure(event).release()));
  }
  guint64 stat(const char* name) const {
    const gst::Element out(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
    GstStructure* stats = nullptr;
    g_object_get(out.get(), "stats", &stats, nullptr);
    const gst::Structure owned(stats);
    guint64 value = 0;
    gst_structure_get_uint64(stats, name, &value);
    return value;
  }

 private:
  gst::Element pipeline_;
  gst::Pad pad_;
};

void sleep_until(gint64 us) {
  const gint64 left = us - now_us();
  if (left > 0) g_usleep(static_cast<gulong>(left));
}

// An incident a second, which lasts half of one: at a moment of its own, or when all have theirs.
void run_stream(int number, const std::string& properties, bool together, gint64 from) {
  Stream stream(properties + " label=s" + std::to_string(number));
  std::minstd_rand random(static_cast<unsigned>(number + 1));
  for (int i = 1; i <= kIncidents; ++i) {
    const gint64 second = from + i * G_USEC_PER_SEC;
    const auto later = [&] { return static_cast<gint64>(together ? 0 : random() % 490'000); };
    sleep_until(second + later());
    stream.tell(Phase::begin, static_cast<std::uint64_t>(i));
    sleep_until(second + 500'000 + later());
    stream.tell(Phase::end, static_cast<std::uint64_t>(i));
  }
  g_usleep(2 * G_USEC_PER_SEC);
}

void measure_latency(bool together) {
  const test::TempDir dir;
  sockaddr_in address;
  const int listening = listener(address);
  const std::string properties =
      "storm-limit=0 state-dir=" + dir.path("state") + " targets=" + url_of(address);
  const gint64 from = now_us() + 5 * G_USEC_PER_SEC;  // they all have started by then
  for (int i = 0; i < kStreams; ++i) {
    if (fork() == 0) {
      close(listening);
      run_stream(i, properties, together, from);
      _exit(0);
    }
  }
  Receiver receiver;
  receiver.serve(listening);
  while (wait(nullptr) > 0) continue;
  shutdown(listening, SHUT_RDWR);
  close(listening);
  auto ms = receiver.take_ms();
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double share) {
    return ms.empty() ? -1
                      : ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  std::printf(
      "%d processes, one database, %-21s %zu of %d notifications: median %.1f ms, p99 %.1f ms, "
      "at most %.1f ms\n",
      kStreams, together ? "all at the same moment" : "each at its own time", ms.size(),
      kStreams * kIncidents * 2, at(0.5), at(0.99), at(1));
}

constexpr int kFrames = 3000, kRounds = 9;

// What a pipeline does that tells something of each frame, the best of several runs.
struct Pace {
  double frames_a_second = 0;
  double cpu = 1e9;  ///< s, of the whole process
};

void run_pipeline(const std::string& target, Pace& best) {
  const test::TempDir dir;
  const gst::Element pipeline(gst_parse_launch(
      ("videotestsrc num-buffers=" + std::to_string(kFrames) +
       " pattern=black ! video/x-raw,format=I420,width=640,height=360,framerate=50/1 ! "
       "vqafreeze sample-interval=1 ! vqanotify state-dir=" +
       dir.path("state") + " targets=" + target)
          .c_str(),
      nullptr));
  const gst::Bus bus(gst_element_get_bus(pipeline.get()));
  const gint64 before = now_us();
  const std::clock_t cpu_before = std::clock();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const gst::Message over(
      gst_bus_timed_pop_filtered(bus.get(), GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS));
  const double seconds = static_cast<double>(now_us() - before) / 1e6;
  const auto cpu = static_cast<double>(std::clock() - cpu_before) / CLOCKS_PER_SEC;
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  best.frames_a_second = std::max(best.frames_a_second, kFrames / seconds);
  best.cpu = std::min(best.cpu, cpu);
}

void measure_throughput(const char* name, const std::string& target) {
  Pace with, without;
  for (int i = 0; i < kRounds; ++i) {  // whatever else runs here only slows down
    run_pipeline(target, with);
    run_pipeline("\"\"", without);
  }
  std::printf("with a receiver that is %-6s: %.3f x the frames a second, %.3f x the CPU of none\n",
              name, with.frames_a_second / without.frames_a_second, with.cpu / without.cpu);
}

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double whole = 0, resident = 0;
  statm >> whole >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

// A flood of incidents that nobody takes.
void measure_memory(const std::string& target) {
  const test::TempDir dir;
  Stream stream("storm-limit=0 state-dir=" + dir.path("state") + " targets=" + target);
  const double before = resident_mb();
  std::printf("incidents that nobody takes:");
  for (std::uint64_t i = 1; i <= 80'000; ++i) {
    stream.tell(Phase::begin, i);
    stream.tell(Phase::end, i);
    while (i % 1000 == 0 && stream.stat("queued") > 20'000) g_usleep(1000);  // the disk keeps up
    if (i == 10'000 || i == 20'000 || i == 40'000 || i == 80'000)
      std::printf(" %d000: %.0f MB ", static_cast<int>(i / 1000), resident_mb() - before);
  }
  std::printf(" (dropped: %d)\n", static_cast<int>(stream.stat("dropped")));
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  GST_PLUGIN_STATIC_REGISTER(vqa);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  measure_latency(false);
  measure_latency(true);
  sockaddr_in gone, silent;
  close(listener(gone));
  const int never_accepts = listener(silent);
  measure_throughput("well", "file:/dev/null");
  measure_throughput("dead", url_of(gone));
  measure_throughput("silent", url_of(silent));
  measure_memory(url_of(gone));
  close(never_accepts);
  return 0;
}
