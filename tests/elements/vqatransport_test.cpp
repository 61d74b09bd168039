// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <fstream>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "elements/contract_bytes.h"

namespace vqa::test {
namespace vqatransport_test {

void write(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
}
Bytes joined(const std::vector<Bytes>& slots) {
  Bytes all;
  for (const auto& slot : slots) all.insert(all.end(), slot.begin(), slot.end());
  return all;
}

class VqaTransport : public testing::Test {
 protected:
  std::vector<Event> run(const std::string& middle) {
    Pipeline pipeline("filesrc location=" + file_ + " ! " + middle);
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS)
        << testing::PrintToString(pipeline.bus().texts(GST_MESSAGE_ERROR));
    pipeline.stop();
    return pipeline.bus().events();
  }

  TempDir dir_;
  std::string file_ = dir_.path("stream.ts");
};

// --- Time ---------------------------------------------------------------------------------------

TEST_F(VqaTransport, GoesByTheClockOfAFile) {
  write(file_, joined(transport_slots({})));
  const std::string expected =
      "transport/loss begin #1 warning at=1600 stream=- pts=- start=1560 duration=40 value=1.000 "
      "threshold=1.000 count confidence=1.000 cause=continuity lost=1 gaps=1 video=1 audio=0 "
      "other=0 pids=256 video 1\n"
      "transport/loss end #1 warning at=2800 stream=- pts=- start=1560 duration=240 value=5.000 "
      "threshold=1.000 count confidence=1.000 reason=cleared cause=continuity lost=5 gaps=5 "
      "video=5 audio=0 other=0 pids=256 video 5\n";
  for (const char* front : {"", "tsparse ! ", "typefind ! "}) {
    EXPECT_EQ(to_text(run(std::string(front) + "vqatransport ! fakesink")), expected) << front;
  }
  // A demuxer that could jump about in the file does not, and every packet is judged once.
  EXPECT_EQ(to_text(run("vqatransport ! tsdemux ! fakesink")), expected);
}

TEST_F(VqaTransport, GoesByTheTimesOfBuffers) {
  Harness harness("vqatransport");
  set_ts_caps(harness);
  play_slots(harness, transport_slots({}), 100 * GST_SECOND);
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].running_time, 101600ms);
  EXPECT_EQ(events[0].timestamp, 101600ms);
}

// --- Properties ---------------------------------------------------------------------------------

std::vector<Event> with(const char* property, const char* value,
                        const TransportMaterial& material) {
  Harness harness("vqatransport", [&](GstElement* element) {
    gst_util_set_object_arg(G_OBJECT(element), property, value);
  });
  set_ts_caps(harness);
  play_slots(harness, transport_slots(material));
  return harness.bus().events();
}

TEST_F(VqaTransport, HasProperties) {
  const TransportMaterial losses{.losses = 50};
  EXPECT_EQ(of_phase(with("critical-loss", "10", losses), Phase::update).size(), 1U);
  EXPECT_EQ(of_phase(with("critical-loss", "60", losses), Phase::update).size(), 0U);
  EXPECT_EQ(of_phase(with("critical-duration", "1000000000", losses), Phase::update).size(), 1U);
  EXPECT_EQ(of_phase(with("clear-duration", "0", {}), Phase::end).size(), 5U);
  EXPECT_EQ(of_phase(with("clear-duration", "9000000000", {}), Phase::end).size(), 0U);
  const TransportMaterial slow{.losses = 0, .tables_every = 10};
  EXPECT_EQ(with("psi-timeout", "200000000", slow).size(), 1U);
  EXPECT_EQ(with("psi-timeout", "500000000", slow).size(), 0U);
  const TransportMaterial clocks{.losses = 0, .clocks_every = 4};
  EXPECT_EQ(with("pcr-interval", "100000000", clocks).size(), 1U);
  EXPECT_EQ(with("pcr-interval", "200000000", clocks).size(), 0U);
  const TransportMaterial stamps{.losses = 0, .stamps_every = 20};
  EXPECT_EQ(with("pts-interval", "700000000", stamps).size(), 1U);
  EXPECT_EQ(with("pts-interval", "900000000", stamps).size(), 0U);
  EXPECT_EQ(with("max-lead", "400000000", {.losses = 0}).size(), 1U);
  EXPECT_EQ(with("max-lead", "0", {.losses = 0, .lead = 11'000}).size(), 0U);
}

TEST_F(VqaTransport, TellsOfClocksThatAreNotAtTheirPlace) {
  std::vector<Bytes> slots;
  Mux mux;
  for (int i = 0; i < 100; ++i) {
    mux.add({.pid = kPicture, .pcr = 27'000 * (40 * std::int64_t{i} + (i == 60 ? 2 : 0))});
    mux.add({.pid = 0x1FFF});
    slots.push_back(mux.take());
  }
  const auto jitter = [&slots](guint64 limit) {
    Harness harness("vqatransport", [limit](GstElement* element) {
      g_object_set(element, "pcr-jitter", limit, "psi-timeout", guint64{0}, nullptr);
    });
    set_ts_caps(harness);
    play_slots(harness, slots);
    return harness.bus().events().size();
  };
  EXPECT_EQ(jitter(GST_MSECOND), 1U);
  EXPECT_EQ(jitter(3 * GST_MSECOND), 0U);
}

// --- Behind it ----------------------------------------------------------------------------------

/// A clip of moving picture and sound.
const Bytes& clip() {
  static const Bytes bytes = [] {
    const TempDir dir;
    const std::string path = dir.path("clip.ts");
    Pipeline pipeline(
        "videotestsrc pattern=ball num-buffers=100 ! video/x-raw,format=I420,width=160,height=120,"
        "framerate=25/1 ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 "
        "bitrate=500 ! mpegtsmux name=m ! filesink location=" +
        path +
        " audiotestsrc num-buffers=172 ! audio/x-raw,rate=44100,channels=2 ! avenc_mp2 ! m.");
    EXPECT_EQ(pipeline.run(60), GST_MESSAGE_EOS);
    const std::string text = read_file(path);
    return Bytes(text.begin(), text.end());
  }();
  return bytes;
}

/// What came by: "event" for one of ours, and else the time and the content of a picture.
struct Trace {
  std::mutex mutex;
  std::vector<std::string> items;
  std::vector<guint32> seqnums;
  static GstPadProbeReturn note(GstPad*, GstPadProbeInfo* info, gpointer self) {
    auto& trace = *static_cast<Trace*>(self);
    const std::lock_guard lock(trace.mutex);
    if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
      GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
      trace.items.push_back(std::to_string(GST_BUFFER_PTS(buffer)) + " " + checksum(buffer));
    } else if (gst_event_has_name(GST_PAD_PROBE_INFO_EVENT(info), "vqa-event")) {
      trace.items.emplace_back("event");
      trace.seqnums.push_back(gst_event_get_seqnum(GST_PAD_PROBE_INFO_EVENT(info)));
    }
    return GST_PAD_PROBE_OK;
  }
};

void decode(const std::string& file, Trace& video, Trace& audio) {
  Pipeline pipeline("filesrc location=" + file +
                    " ! vqatransport ! tsdemux name=d d. ! queue ! h264parse ! avdec_h264 ! "
                    "fakesink name=v async=false d. ! queue ! mpegaudioparse ! avdec_mp2float ! "
                    "fakesink name=a async=false");
  for (const auto& [name, trace] : {std::pair{"v", &video}, {"a", &audio}}) {
    const gst::Element element = pipeline.child(name);
    const gst::Pad pad(gst_element_get_static_pad(element.get(), "sink"));
    gst_pad_add_probe(
        pad.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
        Trace::note, trace, nullptr);
  }
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
}

/// Takes out the packets from the `begin`th on.
Bytes without(const Bytes& stream, std::size_t begin, std::size_t count) {
  Bytes less = stream;
  const auto at = less.begin() + static_cast<std::ptrdiff_t>(begin * 188);
  less.erase(at, at + static_cast<std::ptrdiff_t>(count * 188));
  return less;
}

// Whoever judges the picture has to know before it sees it that packets of it are missing.
TEST_F(VqaTransport, TellsThoseBehindTheDecoderBeforeTheDamagedPictureComes) {
  write(file_, clip());
  Trace good, good_sound;
  decode(file_, good, good_sound);
  ASSERT_EQ(std::count(good.items.begin(), good.items.end(), "event"), 0);
  const std::size_t packets = clip().size() / 188;
  for (std::size_t place = packets * 3 / 10; place < packets * 8 / 10; place += packets / 10) {
    write(file_, without(clip(), place, 4));
    Trace video, audio;
    decode(file_, video, audio);
    EXPECT_EQ(video.seqnums, audio.seqnums) << "copies of one event have one number";
    EXPECT_FALSE(audio.seqnums.empty());
    const auto event = std::find(video.items.begin(), video.items.end(), "event");
    ASSERT_NE(event, video.items.end()) << place;
    for (auto item = video.items.begin(); item != event; ++item) {
      EXPECT_NE(std::find(good.items.begin(), good.items.end(), *item), good.items.end())
          << "a damaged picture came before the event, packet " << place;
    }
  }
}

TEST_F(VqaTransport, IsNotifiedOfOnceBehindADemuxer) {
  write(file_, without(clip(), clip().size() / 188 / 2, 4));
  const std::string notes = dir_.path("events.jsonl");
  const auto events =
      run("vqatransport ! tsdemux name=d vqanotify name=n targets=file:" + notes +
          " d. ! queue ! h264parse ! n.sink_0 d. ! queue ! mpegaudioparse ! n.sink_1");
  EXPECT_EQ(events.size(), 2U);
  EXPECT_EQ(lines_of(notes).size(), 4U) << "and that the stream starts and ends";
}

}  // namespace vqatransport_test
}  // namespace vqa::test
