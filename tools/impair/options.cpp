// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/options.h"

#include <glib.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include "glue/raii.h"
#include "impair/sound_coding.h"

namespace vqa::impair {
namespace {

struct Release {
  void operator()(GOptionContext* context) const { g_option_context_free(context); }
  void operator()(gchar** list) const { g_strfreev(list); }
};

constexpr std::string_view kPlainSigns =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";

std::string outside(const char* option, double value, const char* limits) {
  return "--" + std::string(option) + "=" + number(value) + " is not within " + limits;
}

// 25, 30000/1001, or 29.97, which stands for that.
Problem parse_rate(const std::string& text, Ratio& rate) {
  int read = 0;
  const auto all = [&] { return static_cast<std::size_t>(read) == text.size(); };
  double value = 0;
  if (std::sscanf(text.c_str(), "%d/%d%n", &rate.over, &rate.under, &read) == 2 && all()) {
    // It is what it says.
  } else if (std::sscanf(text.c_str(), "%lf%n", &value, &read) == 1 && all() && value > 0 &&
             value < 1000) {
    const double american = value * 1.001;
    const bool whole = value == std::round(value);
    rate = whole ? Ratio{static_cast<int>(value), 1}
                 : Ratio{static_cast<int>(std::lround(value * 1000)), 1000};
    if (!whole && std::abs(american - std::round(american)) < 0.005) {
      rate = {static_cast<int>(std::lround(american)) * 1000, 1001};
    }
  } else {
    rate = {0, 1};
  }
  if (rate.over > 0 && rate.under > 0 && rate.value() >= 1 && rate.value() <= 120) {
    return std::nullopt;
  }
  return "--fps=" + text + " is not within 1 .. 120 (write 25, 29.97 or 30000/1001)";
}

Problem check_size(const Options& options) {
  const auto wrong = [](int size, int max) { return size != kUnsaid && (size < 64 || size > max); };
  if (wrong(options.width, 7680)) return outside("width", options.width, "64 .. 7680");
  if (wrong(options.height, 4320)) return outside("height", options.height, "64 .. 4320");
  const auto odd = [](int size) { return size != kUnsaid && size % 2 != 0; };
  if (odd(options.width) || odd(options.height)) return "--width and --height must be even";
  return std::nullopt;
}

Problem check_coding(const Options& options) {
  const bool mpeg2 = options.codec == "mpeg2";
  if (!mpeg2 && options.codec != "h264" && options.codec != "h265") {
    return "--codec=" + options.codec + " is not known: write h264, h265 or mpeg2";
  }
  if (!options.sound.empty() && sound_codec(options.sound) == nullptr) {
    return "--sound=" + options.sound + " is not known: write " + sound_codecs();
  }
  if (options.codec == "h265" && options.interlaced) {
    return "--interlaced is for h264 and mpeg2: there is no encoder of fields for h265";
  }
  if (options.gop < 1 || options.gop > (mpeg2 ? 250 : 10000)) {
    return outside("gop", options.gop, mpeg2 ? "1 .. 250" : "1 .. 10000");
  }
  if (options.bitrate != kUnsaid &&
      (options.bitrate < 10 || options.bitrate > (mpeg2 ? 40000 : 200000))) {
    return outside("bitrate", options.bitrate, mpeg2 ? "10 .. 40000" : "10 .. 200000");
  }
  return std::nullopt;
}

Problem check(const Options& options) {
  if (auto problem = check_size(options)) return problem;
  if (auto problem = check_coding(options)) return problem;
  if (options.sync_clip && (!options.from.empty() || options.no_picture)) {
    return std::string(
        "--sync-clip is material of its own, with a picture: leave out --from and --no-picture");
  }
  if (options.seconds != kUnsaid && !(options.seconds >= 1 && options.seconds <= 86400)) {
    return outside("seconds", options.seconds, "1 .. 86400");
  }
  if (!(options.noise >= 0 && options.noise <= 40)) {
    return outside("noise", options.noise, "0 .. 40");
  }
  return std::nullopt;
}

std::string command_line(int argc, char** argv) {
  std::string command = "vqa-impair";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool plain = !word.empty() && word.find_first_not_of(kPlainSigns) == word.npos;
    command += " " + (plain ? std::string(word) : gst::Chars(g_shell_quote(argv[i])).get());
  }
  return command;
}

std::string summary() {
  return "Makes a clip with known defects at known times, out of a clip of yours or of a built-in\n"
         "scene, and writes what it holds to OUTPUT.truth.json. OUTPUT may be a transport stream\n"
         "(.ts) or Matroska (.mkv), or sound alone (.wav, .flac).";
}

std::string explain(const Kind& kind) {
  std::string text = "  " + std::string(kind.name) + std::string(10 - std::strlen(kind.name), ' ') +
                     kind.meaning + "\n            " + kind.example + "\n";
  for (const Parameter& parameter : kind.parameters) {
    text += "             " + std::string(parameter.name) + ": " + parameter.meaning + " (";
    if (parameter.words.empty()) {
      text += number(parameter.min) + " .. " + number(parameter.max) + "; " +
              number(parameter.fallback) + ")\n";
      continue;
    }
    for (const char* word : parameter.words) text += std::string(word) + ", ";
    text.replace(text.size() - 2, 2,
                 "; " + std::string(parameter.words[static_cast<std::size_t>(parameter.fallback)]));
    text += ")\n";
  }
  return text;
}

std::string description() {
  std::string defects = "Defects:\n", baits;
  for (const Kind& kind : kinds()) (kind.is_defect ? defects : baits) += explain(kind);
  return defects + "\nBaits, which are no defects, though they look or sound like some:\n" + baits +
         "\nExamples:\n"
         "  vqa-impair --seconds 20 --defect freeze@8+5 test.ts\n"
         "  vqa-impair --from news.mp4 --defect overlay@8+5:what=ticker --codec h265 test.ts\n"
         "  vqa-impair --from talk.mp3 --defect dropout@8+5:length=20 test.wav\n\n"
         "Exit status: 0 done, 1 the clip could not be read or made, 2 bad usage.\n";
}

// What GOption fills in.
struct Arguments {
  gchar *from = nullptr, *codec = nullptr, *sound = nullptr, *rate = nullptr;
  gchar** defects = nullptr;
  gboolean interlaced = FALSE, no_picture = FALSE, sync_clip = FALSE, quiet = FALSE;
  gint64 seed = 1;
};

bool parse_words(int& argc, char**& argv, Arguments& into, Options& options, std::string& problem) {
  const GOptionEntry entries[] = {
      {"from", 'f', 0, G_OPTION_ARG_FILENAME, &into.from,
       "The material: a file or URI, repeated if it is too short (a built-in scene)", "CLIP"},
      {"defect", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &into.defects,
       "What to put in, e.g. freeze@8+5: from second 8 for 5 s (may be repeated)",
       "KIND@START+DURATION[:NAME=VALUE,...]"},
      {"sync-clip", 0, 0, G_OPTION_ARG_NONE, &into.sync_clip,
       "The material: flashes and beeps, every two seconds", nullptr},
      {"seconds", 's', 0, G_OPTION_ARG_DOUBLE, &options.seconds,
       "Length (that of CLIP; 30 for the scene)", "S"},
      {"seed", 0, 0, G_OPTION_ARG_INT64, &into.seed, "For all that is random (1)", "N"},
      {"codec", 0, 0, G_OPTION_ARG_STRING, &into.codec, "h264 (default), h265 or mpeg2", "NAME"},
      {"sound", 0, 0, G_OPTION_ARG_STRING, &into.sound,
       "Codec of the sound: aac (default), mp2, ac3, or, in an .mkv and without loss, flac",
       "NAME"},
      {"no-picture", 0, 0, G_OPTION_ARG_NONE, &into.no_picture,
       "Leaves the picture out: sound alone is fast to make", nullptr},
      {"bitrate", 0, 0, G_OPTION_ARG_INT, &options.bitrate,
       "Of the picture, in kbit/s (0.1 bit a pixel)", "N"},
      {"gop", 0, 0, G_OPTION_ARG_INT, &options.gop, "Frames between key frames (50)", "N"},
      {"noise", 0, 0, G_OPTION_ARG_DOUBLE, &options.noise,
       "Adds analogue noise: its sigma in luma steps (0)", "SIGMA"},
      {"interlaced", 0, 0, G_OPTION_ARG_NONE, &into.interlaced,
       "Makes a frame out of two pictures, top field first, at half the frame rate", nullptr},
      {"width", 0, 0, G_OPTION_ARG_INT, &options.width, "Of the picture (CLIP's, or 640)",
       "PIXELS"},
      {"height", 0, 0, G_OPTION_ARG_INT, &options.height, "Likewise (CLIP's, or 360)", "PIXELS"},
      {"fps", 0, 0, G_OPTION_ARG_STRING, &into.rate, "Pictures a second (CLIP's, or 25)", "N"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &into.quiet, "Show no progress", nullptr},
      {}};
  const std::unique_ptr<GOptionContext, Release> context(g_option_context_new("OUTPUT"));
  g_option_context_set_summary(context.get(), summary().c_str());
  g_option_context_set_description(context.get(), description().c_str());
  g_option_context_add_main_entries(context.get(), entries, nullptr);
  GError* failure = nullptr;
  const bool parsed = g_option_context_parse(context.get(), &argc, &argv, &failure) != FALSE;
  const gst::Error error(failure);
  if (!parsed) problem = std::string(error->message) + " (see --help)";
  return parsed;
}

Problem fill_in(const Arguments& arguments, Options& options) {
  for (gchar** text = arguments.defects; text != nullptr && *text != nullptr; ++text) {
    std::string problem;
    const auto defect = parse_defect(*text, problem);
    if (!defect) return problem;
    options.defects.push_back(*defect);
  }
  if (arguments.from != nullptr) options.from = arguments.from;
  if (arguments.codec != nullptr) options.codec = arguments.codec;
  if (arguments.sound != nullptr) options.sound = arguments.sound;
  options.sync_clip = arguments.sync_clip != FALSE;
  options.no_picture = arguments.no_picture != FALSE;
  options.seed = static_cast<std::uint64_t>(arguments.seed);
  options.interlaced = arguments.interlaced != FALSE;
  options.quiet = arguments.quiet != FALSE;
  if (arguments.rate != nullptr) {
    Ratio rate;
    if (auto problem = parse_rate(arguments.rate, rate)) return problem;
    options.rate = rate;
  }
  return check(options);
}

}  // namespace

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto complain = [](const std::string& problem) {
    std::fprintf(stderr, "vqa-impair: %s\n", problem.c_str());
    return kBadUsage;
  };
  options.command = command_line(argc, argv);
  Arguments arguments;
  std::string wrong;
  const bool parsed = parse_words(argc, argv, arguments, options, wrong);
  const gst::Chars from(arguments.from), codec(arguments.codec), sound(arguments.sound),
      rate(arguments.rate);
  const std::unique_ptr<gchar*, Release> defects(arguments.defects);
  if (!parsed) return complain(wrong);
  if (argc != 2) return complain("write the name of one clip to make (see --help)");
  options.output = argv[1];
  if (const auto problem = fill_in(arguments, options)) return complain(*problem);
  return std::nullopt;
}

}  // namespace vqa::impair
