// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/options.h"

#include <getopt.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "supervise/state_dir.h"

namespace vqa::fleet {
namespace {

constexpr char kUsage[] =
    R"(Usage: vqa-fleet [OPTION]... STREAMS.INI      watches the streams of a file
       vqa-fleet --check [OPTION]... STREAMS.INI   names every mistake in it
       vqa-fleet --list [OPTION]... STREAMS.INI    prints the names that belong to --shard
       vqa-fleet [--state-dir DIR] status          prints how each stream does
       vqa-fleet [--state-dir DIR] health          the same judgement as /healthz, for a probe

Runs one vqa-supervise per stream. Takes the file anew on SIGHUP and when it changes: streams that
did not change go on untouched. A file with mistakes changes nothing; at the start, the streams
without one are watched. Ends on SIGTERM or SIGINT, when all have ended.

  # for all streams
  [defaults]
  targets = alertmanager+http://alerts:9093 prometheus://:0?file_sd=/run/vqa
  # one stream; its name is its label
  [sky-1]
  uri = srt://10.0.0.7:9000?passphrase={SKY_1}
  detectors = freeze,black
  vqafreeze::min-duration = 3000000000

Keys are properties of vqamonitor and of its parts (PART::PROPERTY), as on a launch line, and
hang-timeout, lost-patience, stop-timeout of vqa-supervise. {SECRET} in a URI stands for what the
variable SECRET holds, or the file that SECRET_FILE names.

  --shard I/N         watch only the I-th of N even parts, counted from 0 or from 1
  --detectors LIST    no others than these, such as freeze,black
  --state-dir DIR     as of vqa-supervise; one fleet per directory and part
  --pace N            start no more than so many streams a second (5)
  --health [ADDR]:PORT  answer GET /healthz (503 when more than half of the monitors keep crashing),
                      /readyz (503 until all are started, and when the file has mistakes), /metrics
                      (Prometheus) and / (the table)
  --help, --version

Exit status: 0 done; with "status": all monitors do their work, with "health": enough do; 1 the file has
mistakes, or monitors do not do their work; 2 something in the command line is wrong; 3 a fleet watches
this part in this state directory already; 4 this machine lacks something.
)";

int refuse(const std::string& what) {
  std::fprintf(stderr, "vqa-fleet: %s\nvqa-fleet --help tells more\n", what.c_str());
  return kBadUsage;
}

int read_arguments(int count, char** arguments, Options& options) {
  if (count == 1) {
    const std::string_view word = arguments[0];
    if (word == "status") options.command = Options::Command::status;
    if (word == "health") options.command = Options::Command::health;
  }
  if (count != 1) return refuse("name one file of streams: vqa-fleet streams.ini");
  options.file = arguments[0];
  return -1;
}

}  // namespace

int read_options(int count, char** arguments, Options& options) {
  enum : int {
    kCheck = 256,
    kList,
    kShard,
    kDetectors,
    kStateDir,
    kPace,
    kHealth,
    kHelp,
    kVersion
  };
  static constexpr option kKnown[] = {{"check", no_argument, nullptr, kCheck},
                                      {"list", no_argument, nullptr, kList},
                                      {"shard", required_argument, nullptr, kShard},
                                      {"detectors", required_argument, nullptr, kDetectors},
                                      {"state-dir", required_argument, nullptr, kStateDir},
                                      {"pace", required_argument, nullptr, kPace},
                                      {"health", required_argument, nullptr, kHealth},
                                      {"help", no_argument, nullptr, kHelp},
                                      {"version", no_argument, nullptr, kVersion},
                                      {nullptr, 0, nullptr, 0}};
  options.state_dir = supervise::default_state_dir();
  opterr = 0;
  for (int is = 0; (is = getopt_long(count, arguments, ":h", kKnown, nullptr)) != -1;) {
    char* end = nullptr;
    switch (is) {
      case kCheck:
        options.command = Options::Command::check;
        break;
      case kList:
        options.command = Options::Command::list;
        break;
      case kShard:
        if (const auto shard = parse_shard(optarg)) {
          options.shard = *shard;
          break;
        }
        return refuse("--shard is I/N, the I-th of N parts, not \"" + std::string(optarg) + "\"");
      case kDetectors:
        options.detectors = optarg;
        break;
      case kStateDir:
        options.state_dir = optarg;
        break;
      case kPace:
        options.starts_per_second = std::strtod(optarg, &end);
        if (end != optarg && *end == '\0' && options.starts_per_second > 0) break;
        return refuse("--pace is a number above 0, not \"" + std::string(optarg) + "\"");
      case kHealth:
        options.health = optarg;
        break;
      case kHelp:
      case 'h':
        std::fputs(kUsage, stdout);
        return kDone;
      case kVersion:
        std::puts("vqa-fleet " VQA_VERSION);
        return kDone;
      case ':':
        return refuse(std::string(arguments[optind - 1]) + " needs a value");
      default:
        return refuse("there is no option " + std::string(arguments[optind - 1]));
    }
  }
  if (options.state_dir.empty()) return refuse("--state-dir names no folder");
  return read_arguments(count - optind, arguments + optind, options);
}

}  // namespace vqa::fleet
