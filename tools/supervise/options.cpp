// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/options.h"

#include <getopt.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "monitor/monitor.h"
#include "notify/secret.h"
#include "supervise/state_dir.h"
#include "supervise/stream_name.h"

namespace vqa::supervise {
namespace {

constexpr char kUsage[] =
    R"(Usage: vqa-supervise [OPTION]... NAME URI [PROPERTY=VALUE]...

Watches one live stream for as long as it is told to: runs gst-launch-1.0 with vqamonitor, starts it
again when it ends, crashes or hangs, and keeps the last words of what went wrong. Goes on until
SIGTERM or SIGINT; SIGHUP restarts the monitor. Works under systemd (Type=notify, WatchdogSec=) and
without.

  NAME        of the stream, in notifications and as the name of a folder: letters, digits, . _ -
  URI         what vqamonitor can read. {SECRET} in it stands for what the variable SECRET holds, or
              the file that SECRET_FILE names; "-" alone stands for {VQA_URI}
  PROPERTY    of vqamonitor or of a part of it, as on a launch line: targets=stdout:
              vqafreeze::min-duration=3000000000 (gst-inspect-1.0 vqamonitor lists them)

  --state-dir DIR         where notifications and what is said below are kept ($STATE_DIRECTORY, or
                          vqa below the XDG state directory)
  --hang-timeout SECONDS  without a heartbeat the monitor hangs, and is killed (60)
  --lost-patience SECONDS lost for so long, and nobody knows why: a new monitor is tried, and again
                          after twice as long, up to an hour (300; 0: never)
  --stop-timeout SECONDS  to end in good order; then it is killed (10)
  --first-pause SECONDS   before it is started again; doubled each time (1) ...
  --longest-pause SECONDS ... up to this (60), of which a random half
  --well SECONDS          having run for so long without trouble, it begins with --first-pause (60)
  --tries N               give up after so many failures in a row (0: never)
  --until-end             end when the stream does (files); else it is looked at again
  --help, --version

In DIR/streams/NAME/ it keeps "lock", "status" (key=value lines), "heartbeat" and, of the last five
failures, "last-words", "last-words.1", ... Notifications of the target stdout: go to standard output,
everything else to standard error.

Exit status: 0 stopped as asked, or the stream ended; 1 gave up; 2 something in the command line is
wrong; 3 a stream of that NAME is being watched already; 4 this machine lacks something.
)";

int refuse(const std::string& what) {
  std::fprintf(stderr, "vqa-supervise: %s\nvqa-supervise --help tells more\n", what.c_str());
  return kBadUsage;
}

bool read_seconds(const char* text, Seconds& into) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (end == text || *end != '\0' || !(value >= 0 && value <= 86400 * 365)) return false;
  into = Seconds(value);
  return true;
}

void wipe(char* argument) {
  const std::string harmless = without_secrets(argument);
  const std::size_t size = std::strlen(argument);
  for (std::size_t i = 0; i < size; ++i) argument[i] = i < harmless.size() ? harmless[i] : '\0';
}

struct SecondsOption {
  const char* name;
  Seconds Options::*member;
};

constexpr SecondsOption kSeconds[] = {
    {"hang-timeout", &Options::hang_timeout},   {"lost-patience", &Options::lost_patience},
    {"stop-timeout", &Options::stop_timeout},   {"first-pause", &Options::first_pause},
    {"longest-pause", &Options::longest_pause}, {"well", &Options::well}};

int read_arguments(int count, char** arguments, Options& options) {
  if (count < 2)
    return refuse("name a stream and its URI: vqa-supervise sky-1 srt://10.0.0.7:9000");
  options.name = arguments[0];
  if (!is_stream_name(options.name)) {
    return refuse("\"" + options.name +
                  "\" cannot be the name of a stream: " + std::string(kWhatIsAName));
  }
  options.uri = std::string_view(arguments[1]) == "-" ? "{VQA_URI}" : arguments[1];
  wipe(arguments[1]);
  if (options.uri.empty()) return refuse("the URI of " + options.name + " is empty");
  if (std::string missing; !with_secrets(options.uri, missing)) {
    return refuse("the URI of " + options.name + " is incomplete: " + no_secret(missing));
  }
  for (int i = 2; i < count; ++i) {
    const std::string_view property = arguments[i];
    const auto equals = property.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return refuse("\"" + std::string(property) + "\" is no PROPERTY=VALUE");
    }
    for (const std::string_view ours : {"uri", "label"}) {
      if (property.substr(0, equals) == ours) {
        return refuse(std::string(ours) + " is what NAME and URI say: leave out \"" +
                      std::string(ours) + "=...\"");
      }
    }
    options.properties.emplace_back(property);
  }
  return -1;
}

}  // namespace

int read_options(int count, char** arguments, Options& options) {
  enum : int { kTries = 256, kUntilEnd, kHelp, kVersion, kStateDir };
  std::vector<option> known = {{"tries", required_argument, nullptr, kTries},
                               {"until-end", no_argument, nullptr, kUntilEnd},
                               {"state-dir", required_argument, nullptr, kStateDir},
                               {"help", no_argument, nullptr, kHelp},
                               {"version", no_argument, nullptr, kVersion}};
  int number = 0;
  for (const auto& [name, member] : kSeconds) {
    known.push_back({name, required_argument, nullptr, number++});
  }
  known.push_back({});
  options.state_dir = default_state_dir();
  opterr = 0;
  // '+': what follows the first word that is no option belongs to that.
  for (int is = 0; (is = getopt_long(count, arguments, "+:h", known.data(), nullptr)) != -1;) {
    if (is >= 0 && is < number) {
      if (read_seconds(optarg, options.*kSeconds[is].member)) continue;
      return refuse("--" + std::string(kSeconds[is].name) + " is a number of seconds, not \"" +
                    optarg + "\"");
    }
    char* end = nullptr;
    switch (is) {
      case kTries:
        options.tries = static_cast<unsigned>(std::strtoul(optarg, &end, 10));
        if (end == optarg || *end != '\0' || optarg[0] == '-') {
          return refuse("--tries is a whole number, not \"" + std::string(optarg) + "\"");
        }
        break;
      case kUntilEnd:
        options.until_end = true;
        break;
      case kStateDir:
        options.state_dir = optarg;
        break;
      case kHelp:
      case 'h':
        std::fputs(kUsage, stdout);
        return kDone;
      case kVersion:
        std::puts("vqa-supervise " VQA_VERSION);
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

}  // namespace vqa::supervise
