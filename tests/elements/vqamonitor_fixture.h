// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/harness.h"

namespace vqa::test {

using nlohmann::json;
using Texts = std::vector<std::string>;

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Clips of two seconds that move, and three that hold.
class Clips {
 public:
  static const Clips& get() {
    static const Clips clips;
    return clips;
  }
  std::string path(const std::string& name) const { return dir_.path(name); }

 private:
  Clips() {
    const std::string video = "x264enc tune=zerolatency speed-preset=ultrafast";
    const std::string audio = "avenc_mp2", mux = "mpegtsmux";
    const std::string scene = "videotestsrc pattern=zone-plate kx2=20 ky2=20 ";
    const std::string caps = " ! video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. ";
    const std::string picture =
        "concat name=c " + scene + "kt=3 num-buffers=50" + caps + scene + "num-buffers=75" + caps;
    const std::string sound =
        "audiotestsrc num-buffers=216 ! audio/x-raw,rate=44100,channels=2 ! "
        "audioconvert ! " +
        audio + " ! m. ";
    const std::string end = " ! filesink location=";
    make(picture + mux + " name=m" + end + path("both.clip") + " c. ! " + video +
         " ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! m. " + sound);
    make(picture + mux + " name=m" + end + path("silent.clip") + " c. ! " + video + " ! m. ");
    make(mux + " name=m" + end + path("blind.clip") + " " + sound);
    // A picture that decodes to RGB.
    make("videotestsrc num-buffers=10 ! video/x-raw,format=BGR,width=64,height=48 ! avimux" + end +
         path("rgb.clip"));
    std::ofstream(path("garbage.clip")) << std::string(100000, '\x5A');
    std::ofstream(path("empty.clip"));
  }
  static void make(const std::string& launch) {
    Pipeline pipeline(launch);
    EXPECT_EQ(pipeline.run(60), GST_MESSAGE_EOS)
        << launch << testing::PrintToString(pipeline.bus().texts(GST_MESSAGE_ERROR));
  }

  TempDir dir_;
};

class VqaMonitor : public testing::Test {
 protected:
  static std::string clip(const std::string& name) { return Clips::get().path(name); }
  std::string monitor(const std::string& uri, const std::string& more = "") const {
    return "vqamonitor name=m uri=\"" + uri + "\" targets=file:" + file_ + " " + more;
  }
  /// The same clip without some of its packets.
  std::string without(const std::string& name, const std::function<bool(std::size_t, int)>& drop) {
    const std::string whole = read_file(clip(name)), path = dir_.path("less.ts");
    std::ofstream less(path, std::ios::binary);
    for (std::size_t at = 0; at + 188 <= whole.size(); at += 188) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(whole[at + i]); };
      if (!drop(at / 188, (byte(1) & 0x1F) << 8 | byte(2))) less.write(&whole[at], 188);
    }
    return path;
  }
  // As in the launch line, but there GStreamer 1.22 never releases the child that it set.
  static void set_child(Pipeline& pipeline, const char* property, guint64 value) {
    const gst::Element monitor = pipeline.child("m");
    gst_child_proxy_set(GST_CHILD_PROXY(monitor.get()), property, value, nullptr);
  }
  std::vector<json> objects() const {
    std::vector<json> objects;
    for (const auto& line : lines_of(file_)) {
      json told = json::parse(line);
      if (told["subject"] != "stream/running") objects.push_back(std::move(told));
    }
    return objects;
  }
  // It fails, once or, to those who listen late, twice with the same words, which it returns.
  static std::string failure_of(Pipeline& pipeline) {
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_ERROR);
    pipeline.stop();
    const auto errors = pipeline.bus().texts(GST_MESSAGE_ERROR);
    EXPECT_EQ((std::set<std::string>{errors.begin(), errors.end()}).size(), 1U)
        << testing::PrintToString(errors);
    return errors.empty() ? "" : errors[0];
  }
  std::string failure_of(const std::string& uri, const std::string& more = "") const {
    Pipeline pipeline(monitor(uri, more));
    return failure_of(pipeline);
  }

  TempDir dir_;
  std::string file_ = dir_.path("events.jsonl");
};

// One run of a monitor that lives on.
inline std::vector<Event> run_again(Pipeline& pipeline, const std::string& uri,
                                    const std::string& detectors = "") {
  const gst::Element monitor = pipeline.child("m");
  g_object_set(monitor.get(), "uri", uri.c_str(), "detectors", detectors.c_str(), nullptr);
  pipeline.bus().clear();
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS) << uri;
  pipeline.stop();
  return pipeline.bus().events();
}

}  // namespace vqa::test
