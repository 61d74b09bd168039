// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vqa-impair: makes clips with known defects at known times, to see what a monitor makes of them.

#include <gst/gst.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "impair/clip_writer.h"
#include "impair/defect.h"
#include "impair/scene.h"
#include "impair/truth.h"

namespace vqa::impair {
namespace {

struct Options {
  ClipFormat format;
  std::vector<Defect> defects;
  std::string output;
  bool quiet = false;
};

constexpr int kBadUsage = 2;

int complain(const std::string& problem, int status) {
  std::fprintf(stderr, "vqa-impair: %s\n", problem.c_str());
  return status;
}

std::string truth_path(const std::string& clip) {
  const auto slash = clip.rfind('/');
  const auto dot = clip.rfind('.');
  const bool has_suffix = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return (has_suffix ? clip.substr(0, dot) : clip) + ".truth.json";
}

std::optional<std::string> check(const ClipFormat& format) {
  const auto outside = [](const char* what, auto value, auto min, auto max) {
    return "--" + std::string(what) + "=" + std::to_string(value) + " is not within " +
           std::to_string(min) + " .. " + std::to_string(max);
  };
  if (format.width < 64 || format.width > 7680) return outside("width", format.width, 64, 7680);
  if (format.height < 64 || format.height > 4320) return outside("height", format.height, 64, 4320);
  if (format.width % 2 != 0 || format.height % 2 != 0) return "--width and --height must be even";
  if (format.fps < 1 || format.fps > 120) return outside("fps", format.fps, 1, 120);
  const int longest_gop = format.codec == "mpeg2" ? 250 : 10000;
  if (format.gop < 1 || format.gop > longest_gop) return outside("gop", format.gop, 1, longest_gop);
  if (format.bitrate < 10 || format.bitrate > 200000) {
    return outside("bitrate", format.bitrate, 10, 200000);
  }
  if (!(format.seconds >= 1 && format.seconds <= 86400)) {
    return outside("seconds", format.seconds, 1.0, 86400.0);
  }
  if (format.codec != "h264" && format.codec != "mpeg2") {
    return "--codec=" + format.codec + " is not known: write h264 or mpeg2";
  }
  return std::nullopt;
}

std::optional<std::string> check(Options& options, gchar** defects) {
  for (gchar** text = defects; text != nullptr && *text != nullptr; ++text) {
    std::string problem;
    const auto defect = parse_defect(*text, problem);
    if (!defect) return problem;
    options.defects.push_back(*defect);
  }
  if (const auto problem = check(options.format)) return problem;
  return arrange(options.defects, options.format.seconds);
}

// Fills in the options; an exit status if there is nothing more to do.
std::optional<int> parse(int argc, char** argv, Options& options) {
  ClipFormat& format = options.format;
  gchar* codec = nullptr;
  gchar** defects = nullptr;
  gboolean quiet = FALSE;
  const GOptionEntry entries[] = {
      {"defect", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &defects,
       "What to put in, e.g. freeze@8+5: from second 8 for 5 s (may be repeated)",
       "KIND@START+DURATION"},
      {"seconds", 's', 0, G_OPTION_ARG_DOUBLE, &format.seconds, "Length of the clip (30)", "S"},
      {"width", 0, 0, G_OPTION_ARG_INT, &format.width, "Width of the picture (640)", "PIXELS"},
      {"height", 0, 0, G_OPTION_ARG_INT, &format.height, "Height of the picture (360)", "PIXELS"},
      {"fps", 0, 0, G_OPTION_ARG_INT, &format.fps, "Frames per second (25)", "N"},
      {"codec", 0, 0, G_OPTION_ARG_STRING, &codec, "h264 (default) or mpeg2", "NAME"},
      {"bitrate", 0, 0, G_OPTION_ARG_INT, &format.bitrate, "Of the picture, in kbit/s (1500)", "N"},
      {"gop", 0, 0, G_OPTION_ARG_INT, &format.gop, "Frames between key frames (50)", "N"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "Show no progress", nullptr},
      {}};
  GOptionContext* context = g_option_context_new("OUTPUT.ts");
  g_option_context_set_summary(
      context,
      ("Makes a clip of the built-in scene with known defects at known times, and writes what it\n"
       "holds to OUTPUT.truth.json.\n\nKinds of defects: " +
       known_kinds() + " (a clock on a still picture: no defect, but bait).")
          .c_str());
  g_option_context_set_description(context,
                                   "Example:\n  vqa-impair --seconds 20 --defect freeze@8+5 /tmp/"
                                   "test.ts\n");
  g_option_context_add_main_entries(context, entries, nullptr);
  GError* failure = nullptr;
  const bool parsed = g_option_context_parse(context, &argc, &argv, &failure) != FALSE;
  g_option_context_free(context);
  const gst::Error error(failure);
  const gst::Chars codec_owner(codec);
  const std::unique_ptr<gchar*, decltype(&g_strfreev)> defects_owner(defects, g_strfreev);
  if (!parsed) return complain(std::string(error->message) + " (see --help)", kBadUsage);
  if (codec != nullptr) format.codec = codec;
  if (argc != 2) return complain("write the name of one clip to make (see --help)", kBadUsage);
  options.output = argv[1];
  options.quiet = quiet != FALSE;
  if (const auto problem = check(options, defects)) return complain(*problem, kBadUsage);
  return std::nullopt;
}

class Progress {
 public:
  explicit Progress(bool wanted) : shown_(wanted && ::isatty(STDERR_FILENO) != 0) {}
  void show(int frame, int frames) {
    const int percent = 100 * frame / frames;
    if (!shown_ || percent == last_) return;
    last_ = percent;
    std::fprintf(stderr, "\r%3d %%%s", percent, percent == 100 ? "\r     \r" : "");
  }

 private:
  bool shown_;
  int last_ = -1;
};

// While a defect is on, the scene stays as it was in the first frame of it.
void draw(const Scene& scene, Picture& picture, const std::vector<Defect>& defects,
          double seconds) {
  const Defect* defect = defect_at(defects, seconds + 1e-6);
  const double shown = defect != nullptr ? defect->start : seconds;
  scene.draw(picture, shown);
  draw_clock(picture, defect != nullptr && defect->kind == Defect::Kind::clock ? seconds : shown);
}

std::optional<std::string> make(const Options& options) {
  ClipWriter writer(options.format, options.output);
  if (auto problem = writer.open()) return problem;
  const Scene scene(options.format.width, options.format.height);
  Picture picture(options.format.width, options.format.height);
  Progress progress(!options.quiet);
  const auto frames = static_cast<int>(options.format.seconds * options.format.fps);
  for (int frame = 0; frame < frames; ++frame) {
    draw(scene, picture, options.defects, static_cast<double>(frame) / options.format.fps);
    if (auto problem = writer.write(picture)) return problem;
    progress.show(frame + 1, frames);
  }
  if (auto problem = writer.close()) return problem;

  const std::string truth = truth_path(options.output);
  std::ofstream file(truth);
  file << truth_json(options.output, options.defects) << std::flush;
  if (!file) return "cannot write " + truth;
  return std::nullopt;
}

int run(int argc, char** argv) {
  Options options;
  if (const auto status = parse(argc, argv, options)) return *status;
  gst_init(nullptr, nullptr);
  if (const auto problem = make(options)) return complain(options.output + ": " + *problem, 1);
  return 0;
}

}  // namespace
}  // namespace vqa::impair

int main(int argc, char** argv) { return vqa::impair::run(argc, argv); }
