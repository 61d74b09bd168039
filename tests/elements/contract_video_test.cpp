// SPDX-License-Identifier: LGPL-2.1-or-later
// What every video detector owes to the stream that passes through it, and to those who read its
// events. A detector that finds nothing in a freeze must keep all of it too.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "glue/event_gst.h"
#include "support/harness.h"

namespace vqa::test {
namespace {

constexpr VideoSpec kSpec{};
constexpr GstClockTime kFrame = GST_SECOND / 25;

const std::vector<Still>& material() {
  static const std::vector<Still> pictures = freeze_pictures(kSpec);
  return pictures;
}
// Ends while the freeze is going on.
const std::vector<Still>& broken_off() {
  static const std::vector<Still> pictures = freeze_pictures(kSpec, {.held = 2.5, .after = 0});
  return pictures;
}

std::string checksum(GstBuffer* buffer) {
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return "unreadable";
  const gst::Chars sum(g_compute_checksum_for_data(G_CHECKSUM_MD5, map.data, map.size));
  gst_buffer_unmap(buffer, &map);
  return sum.get();
}

// Every begin has exactly one end, and numbers are never used again.
void expect_paired(const std::vector<Event>& events) {
  std::set<std::uint64_t> open, used;
  for (const auto& event : events) {
    EXPECT_GE(event.duration, Time::zero()) << to_line(event);
    if (event.phase == Phase::begin) {
      EXPECT_TRUE(used.insert(event.incident).second) << to_line(event);
      open.insert(event.incident);
    } else if (event.phase == Phase::end) {
      EXPECT_EQ(open.erase(event.incident), 1U) << to_line(event);
    } else if (event.phase == Phase::update) {
      EXPECT_TRUE(open.count(event.incident)) << to_line(event);
    }
  }
  EXPECT_TRUE(open.empty()) << to_text(events);
}

// What is open at `cut` ends because of `reason`, with a begin before it.
void expect_ended(const std::vector<Event>& events, const std::string& reason) {
  expect_paired(events);
  for (const auto& end : of_phase(events, Phase::end)) {
    EXPECT_EQ(detail(end, "reason"), reason) << to_text(events);
  }
}

void clear_stamps(std::vector<Event>& events) {
  for (auto& event : events) {
    event.stream_time.reset();
    event.timestamp.reset();
  }
}

class VideoContract : public testing::TestWithParam<std::string> {
 protected:
  struct Run {
    VideoSpec spec = kSpec;
    const std::vector<Still>* pictures = &material();
    Harness::Setup setup{};
  };
  std::vector<Event> events_of(const Run& run) const {
    Harness harness(GetParam(), run.setup);
    harness.set_caps(run.spec);
    harness.play(run.spec, *run.pictures);
    harness.push_event(gst_event_new_eos());
    return harness.bus().events();
  }
  std::string log_of(const Run& run) const { return to_text(events_of(run)); }

  // Samples make the comparison mean something for a detector that finds nothing here.
  static void sample_often(GstElement* element) {
    g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
  }

  void expect_untouched(GstBufferFlags flags, bool shared) const {
    Harness harness(GetParam());
    harness.set_caps(kSpec);
    for (int i = 0; i < 4; ++i) {
      gst::Buffer in = video_buffer(kSpec, material()[static_cast<std::size_t>(i)]);
      GST_BUFFER_PTS(in.get()) = static_cast<GstClockTime>(i) * kFrame;
      if (i > 0) GST_BUFFER_FLAG_SET(in.get(), flags);
      const auto was_flags = GST_BUFFER_FLAGS(in.get());
      const std::string was = checksum(in.get());
      GstBuffer* const address = in.get();
      GstMemory* const memory = gst_buffer_peek_memory(address, 0);
      const gst::Buffer mine(shared ? gst_buffer_ref(in.get()) : nullptr);
      ASSERT_EQ(harness.push(std::move(in)), GST_FLOW_OK);
      const gst::Buffer out = harness.try_pull();
      ASSERT_EQ(out.get(), address);
      EXPECT_EQ(gst_buffer_n_memory(out.get()), 1U);
      EXPECT_EQ(gst_buffer_peek_memory(out.get(), 0), memory);
      EXPECT_EQ(GST_BUFFER_FLAGS(out.get()), was_flags);
      EXPECT_EQ(GST_BUFFER_PTS(out.get()), static_cast<GstClockTime>(i) * kFrame);
      EXPECT_EQ(checksum(out.get()), was);
    }
  }
};

// --- The stream ---------------------------------------------------------------------------------

TEST_P(VideoContract, PassesTheSameBuffers) {
  expect_untouched(GstBufferFlags(0), false);
  expect_untouched(GstBufferFlags(0), true);
}

TEST_P(VideoContract, PassesFlaggedBuffers) {
  for (const bool shared : {false, true}) {
    for (const auto flag : {GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DISCONT, GST_BUFFER_FLAG_CORRUPTED,
                            GST_BUFFER_FLAG_DROPPABLE, GST_BUFFER_FLAG_RESYNC}) {
      expect_untouched(flag, shared);
    }
  }
}

struct Passed {
  std::vector<std::pair<GstBuffer*, std::string>> buffers;
  static GstPadProbeReturn note(GstPad*, GstPadProbeInfo* info, gpointer self) {
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    static_cast<Passed*>(self)->buffers.emplace_back(buffer, checksum(buffer));
    return GST_PAD_PROBE_OK;
  }
};

TEST_P(VideoContract, LeavesBothBranchesOfATeeAlone) {
  Pipeline pipeline(
      "videotestsrc num-buffers=40 pattern=ball ! video/x-raw,width=96,height=80 ! "
      "identity name=source ! tee name=t  t. ! queue ! " +
      GetParam() +
      " ! fakesink name=watched async=false  t. ! queue ! fakesink name=other "
      "async=false");
  Passed source, watched, other;
  const auto attach = [&](const char* name, Passed& into) {
    const gst::Element element = pipeline.child(name);
    const gst::Pad pad(gst_element_get_static_pad(element.get(), "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, Passed::note, &into, nullptr);
  };
  attach("source", source);
  attach("watched", watched);
  attach("other", other);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  ASSERT_EQ(source.buffers.size(), 40U);
  EXPECT_EQ(watched.buffers, source.buffers);
  EXPECT_EQ(other.buffers, source.buffers);
}

TEST_P(VideoContract, DropsNothingWhenToldThatItIsLate) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  for (guint i = 0; i < 10; ++i) {
    gst_harness_push_upstream_event(
        *harness, gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.01, 10 * GST_SECOND, i * kFrame));
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_NE(harness.try_pull(), nullptr) << i;
  }
}

TEST_P(VideoContract, PassesBufferLists) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  GstBufferList* list = gst_buffer_list_new();
  std::vector<GstBuffer*> in;
  for (guint i = 0; i < 5; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    in.push_back(buffer.get());
    gst_buffer_list_add(list, buffer.release());
  }
  ASSERT_EQ(gst_pad_push_list((*harness)->srcpad, list), GST_FLOW_OK);
  for (GstBuffer* buffer : in) EXPECT_EQ(harness.try_pull().get(), buffer);
}

TEST_P(VideoContract, KeepsNoBuffer) {
  int alive = 0;
  const auto gone = [](gpointer count, GstMiniObject*) { --*static_cast<int*>(count); };
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  for (guint i = 0; i < 100; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, broken_off()[i % broken_off().size()]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    gst_mini_object_weak_ref(GST_MINI_OBJECT(buffer.get()), gone, &alive);
    ++alive;
    harness.push(std::move(buffer));
    harness.try_pull();
    // A detector may hold on to pictures that it compares with, but not to more and more.
    ASSERT_LE(alive, 2);
  }
  harness.close();
  EXPECT_EQ(alive, 0);
}

// --- The picture --------------------------------------------------------------------------------

std::vector<GstVideoFormat> formats_of(const std::string& element) {
  GstElementFactory* factory = gst_element_factory_find(element.c_str());
  std::vector<GstVideoFormat> formats;
  const auto* templates = gst_element_factory_get_static_pad_templates(factory);
  auto* pad = static_cast<GstStaticPadTemplate*>(templates->data);
  const gst::Caps caps(gst_static_caps_get(&pad->static_caps));
  const GValue* list = gst_structure_get_value(gst_caps_get_structure(caps.get(), 0), "format");
  for (guint i = 0; i < gst_value_list_get_size(list); ++i) {
    const GValue* name = gst_value_list_get_value(list, i);
    formats.push_back(gst_video_format_from_string(g_value_get_string(name)));
  }
  gst_object_unref(factory);
  return formats;
}

TEST_P(VideoContract, FindsTheSameInEveryFormat) {
  const auto formats = formats_of(GetParam());
  ASSERT_GE(formats.size(), 20U);
  VideoSpec grey;
  grey.format = GST_VIDEO_FORMAT_GRAY8;
  const std::string expected = log_of({.spec = grey, .setup = sample_often});
  ASSERT_NE(expected, "");
  for (const GstVideoFormat format : formats) {
    for (const int padding : {0, 16}) {
      VideoSpec spec;
      spec.format = format;
      spec.padding = padding;
      EXPECT_EQ(log_of({.spec = spec, .setup = sample_often}), expected)
          << gst_video_format_to_string(format) << " padded by " << padding;
    }
  }
}

TEST_P(VideoContract, FindsTheSameInInterlacedVideo) {
  const std::string expected = log_of({.setup = sample_often});
  for (const char* mode : {"interleaved", "mixed"}) {
    VideoSpec spec;
    spec.interlace_mode = mode;
    EXPECT_EQ(log_of({.spec = spec, .setup = sample_often}), expected) << mode;
  }
}

TEST_P(VideoContract, TakesEverySize) {
  static constexpr std::pair<int, int> kSizes[] = {{16, 16}, {17, 33}, {1, 1},  {2, 2},
                                                   {15, 1},  {1, 40},  {23, 8}, {1025, 3}};
  for (const auto& [width, height] : kSizes) {
    for (const auto format : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_v210,
                              GST_VIDEO_FORMAT_P010_10LE, GST_VIDEO_FORMAT_GRAY8}) {
      VideoSpec spec;
      spec.format = format;
      spec.width = width;
      spec.height = height;
      const auto pictures = freeze_pictures(spec, {.moving = 0.4, .held = 0.4, .after = 0.4});
      const auto events = events_of({.spec = spec, .pictures = &pictures, .setup = sample_often});
      EXPECT_FALSE(events.empty()) << width << 'x' << height;
      expect_paired(events);
    }
  }
}

// --- Time ---------------------------------------------------------------------------------------

TEST_P(VideoContract, FillsInMissingTimes) {
  auto expected = events_of({.setup = sample_often});
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  for (const auto& picture : material()) {
    ASSERT_EQ(harness.push(video_buffer(kSpec, picture)), GST_FLOW_OK);
  }
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  clear_stamps(expected);
  EXPECT_EQ(to_text(events), to_text(expected));
}

// Pushes the broken-off freeze twice with a jump in time between, and returns the events.
std::vector<Event> with_jump(const std::string& element, GstClockTime start, GstClockTime again) {
  Harness harness(element);
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off(), start);
  harness.play(kSpec, broken_off(), again);
  harness.push_event(gst_event_new_eos());
  return harness.bus().events();
}

TEST_P(VideoContract, EndsIncidentsWhereTimeJumps) {
  const auto ahead = with_jump(GetParam(), 0, 60 * GST_SECOND);
  const auto back = with_jump(GetParam(), 60 * GST_SECOND, 0);
  expect_paired(ahead);
  expect_paired(back);
  // Whatever was found before the jump has nothing to do with what comes after it.
  for (const auto& events : {ahead, back}) {
    for (const auto& event : events) EXPECT_LT(event.duration, 4s) << to_text(events);
  }
}

TEST_P(VideoContract, TellsTimesOfSegmentsRight) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = 2.0;
  segment.start = 10 * GST_SECOND;
  segment.time = 100 * GST_SECOND;
  segment.base = 5 * GST_SECOND;
  harness.push_event(gst_event_new_segment(&segment));
  // At double speed the freeze has to be twice as long in the file.
  harness.play(kSpec, freeze_pictures(kSpec, {.moving = 2, .held = 6, .after = 4}),
               10 * GST_SECOND);
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) {
    ASSERT_TRUE(event.timestamp && event.stream_time) << to_line(event);
    const auto pts = static_cast<GstClockTime>(event.timestamp->count());
    EXPECT_EQ(event.running_time.count(),
              static_cast<gint64>((pts - 10 * GST_SECOND) / 2) + 5 * GST_SECOND);
    EXPECT_EQ(event.stream_time->count(), static_cast<gint64>(pts + 90 * GST_SECOND));
    EXPECT_GE(event.start, 5s);
  }
}

TEST_P(VideoContract, IgnoresWhatLiesOutsideOfTheSegment) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 3600 * GST_SECOND;
  harness.push_event(gst_event_new_segment(&segment));
  for (guint i = 0; i < 50; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_NE(harness.try_pull(), nullptr);
  }
  EXPECT_EQ(to_text(harness.bus().events()), "");
}

// --- Ends of incidents --------------------------------------------------------------------------

TEST_P(VideoContract, EndsIncidentsAtAFlush) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.push_event(gst_event_new_flush_start());
  harness.push_event(gst_event_new_flush_stop(TRUE));
  const auto events = harness.bus().events();
  expect_ended(events, "flush");

  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  harness.push_event(gst_event_new_segment(&segment));
  harness.play(kSpec, broken_off());
  harness.push_event(gst_event_new_eos());
  const auto all = harness.bus().events();
  EXPECT_EQ(all.size(), 2 * events.size());
  expect_paired(all);  // with new numbers
}

TEST_P(VideoContract, EndsIncidentsWhenTheCapsChange) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  VideoSpec larger;
  larger.width = 128;
  larger.height = 96;
  harness.set_caps(larger);
  const auto events = harness.bus().events();
  expect_ended(events, "caps");
  harness.play(larger, freeze_pictures(larger, {.moving = 0.5, .held = 0.5, .after = 0}),
               10 * GST_SECOND);
}

// Decoders tell the same caps again, and every new branch behind a tee asks for a renegotiation:
// to the picture that means nothing.
TEST_P(VideoContract, KeepsIncidentsWhenTheCapsStayTheSame) {
  const std::string expected = log_of({});
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  const auto& pictures = material();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (i == 80) gst_harness_push_upstream_event(*harness, gst_event_new_reconfigure());
    if (i == 85) harness.push_event(gst_event_new_caps(video_caps(kSpec).get()));
    harness.play(kSpec, {pictures[i]}, i * kFrame);
  }
  harness.push_event(gst_event_new_eos());
  EXPECT_EQ(to_text(harness.bus().events()), expected);
}

TEST_P(VideoContract, EndsIncidentsBeforeTheEndOfTheStream) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.take_src_events();
  harness.push_event(gst_event_new_eos());
  expect_ended(harness.bus().events(), "eos");
  const auto seen = harness.take_src_events();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().type, GST_EVENT_EOS);
  const auto ends = of_phase(harness.bus().events(), Phase::end).size();
  EXPECT_EQ(seen.size(), ends + 1);
}

TEST_P(VideoContract, EndsIncidentsAtShutdown) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.stop();
  expect_ended(harness.bus().events(), "shutdown");
}

TEST_P(VideoContract, StartsAfreshAfterAShutdown) {
  const auto expected = events_of({.pictures = &broken_off()});
  Harness harness(GetParam());
  for (int i = 0; i < 2; ++i) {
    gst_element_set_state(harness.element(), GST_STATE_PLAYING);
    harness.push_event(gst_event_new_stream_start("again"));
    harness.set_caps(kSpec);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    harness.push_event(gst_event_new_segment(&segment));
    harness.play(kSpec, broken_off());
    harness.stop();
  }
  const auto events = harness.bus().events();
  expect_ended(events, "shutdown");
  EXPECT_EQ(events.size(), 2 * expected.size());
}

// --- Events -------------------------------------------------------------------------------------

TEST_P(VideoContract, TellsTheBusAndTheStreamTheSame) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  harness.push_event(gst_event_new_eos());
  std::vector<std::string> posted, sent;
  for (const auto& structure : harness.bus().event_structures()) {
    posted.emplace_back(gst::Chars(gst_structure_to_string(structure.get())).get());
  }
  for (const auto& seen : harness.take_src_events()) {
    if (!seen.structure.empty()) sent.push_back(seen.structure);
  }
  EXPECT_FALSE(posted.empty());
  EXPECT_EQ(sent, posted);
}

TEST_P(VideoContract, NamesItselfAndTheStream) {
  Harness harness(GetParam(), [](GstElement* element) {
    sample_often(element);
    g_object_set(element, "label", "sky 1/\xC3\xA9", nullptr);
    gst_object_set_name(GST_OBJECT(element), "watcher");
  });
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  for (const auto& event : harness.bus().events()) {
    EXPECT_EQ(event.label, "sky 1/\xC3\xA9");
    EXPECT_EQ(event.element, "watcher");
    EXPECT_EQ("vqa" + event.detector, GetParam());
  }
  for (GstMessage* message : harness.bus().of_type(GST_MESSAGE_ELEMENT)) {
    EXPECT_EQ(GST_MESSAGE_SRC(message), GST_OBJECT(harness.element()));
  }
}

TEST_P(VideoContract, SamplesAtTheIntervalThatItIsTold) {
  std::map<std::string, std::vector<Time>> times;
  for (const auto& sample : of_phase(events_of({.setup = sample_often}), Phase::sample)) {
    times[sample.kind].push_back(sample.running_time);
    EXPECT_EQ(sample.incident, 0U);
  }
  ASSERT_FALSE(times.empty());
  for (const auto& [kind, at] : times) {
    ASSERT_EQ(at.size(), material().size() / 5) << kind;
    for (std::size_t i = 0; i < at.size(); ++i) EXPECT_EQ(at[i], i * 200ms) << kind;
  }
}

TEST_P(VideoContract, DoesNotSampleUnlessTold) {
  EXPECT_EQ(to_text(of_phase(events_of({}), Phase::sample)), "");
}

TEST_P(VideoContract, ReportsTheSameWithAndWithoutSamples) {
  auto sampled = events_of({.setup = sample_often});
  std::erase_if(sampled, [](const Event& event) { return event.phase == Phase::sample; });
  EXPECT_EQ(to_text(sampled), log_of({}));
}

// --- Properties ---------------------------------------------------------------------------------

void mask_all(GstElement* element) { g_object_set(element, "mask", "0,0,100%,100%", nullptr); }

TEST_P(VideoContract, RefusesToStartWithABadMask) {
  GstElement* made = gst_element_factory_make(GetParam().c_str(), nullptr);
  const gst::Element element(static_cast<GstElement*>(gst_object_ref_sink(made)));
  BusLog bus;
  gst_element_set_bus(made, bus.bus());
  g_object_set(made, "mask", "1,2,three,4", nullptr);
  EXPECT_EQ(gst_element_set_state(made, GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  const auto errors = bus.of_type(GST_MESSAGE_ERROR);
  ASSERT_EQ(errors.size(), 1U);
  const auto [text, debug] = parse(errors[0]);
  EXPECT_NE(text.find("1,2,three,4"), std::string::npos) << text;
  EXPECT_NE(debug.find("x,y,width,height"), std::string::npos) << "no remedy: " << debug;

  gst_element_set_state(made, GST_STATE_NULL);
  g_object_set(made, "mask", "", nullptr);
  EXPECT_NE(gst_element_set_state(made, GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(made, GST_STATE_NULL);
  gst_element_set_bus(made, nullptr);
}

TEST_P(VideoContract, KeepsTheMaskWhenABadOneComes) {
  const auto setup = [](GstElement* element) {
    sample_often(element);
    mask_all(element);
  };
  const std::string expected = log_of({.setup = setup});
  Harness harness(GetParam(), setup);
  harness.set_caps(kSpec);
  const auto& pictures = material();
  harness.play(kSpec, {pictures.begin(), pictures.begin() + 10});
  g_object_set(harness.element(), "mask", "all of it", nullptr);
  harness.play(kSpec, {pictures.begin() + 10, pictures.end()}, 10 * kFrame);
  harness.push_event(gst_event_new_eos());
  EXPECT_EQ(to_text(harness.bus().events()), expected);
  const auto warnings = harness.bus().texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("all of it"), std::string::npos) << warnings[0];
}

TEST_P(VideoContract, TakesANewMaskWhilePlaying) {
  const std::string masked = log_of({.setup = [](GstElement* e) {
    sample_often(e);
    mask_all(e);
  }});
  const std::string open = log_of({.setup = sample_often});
  EXPECT_NE(masked, open);
  for (const bool end_masked : {true, false}) {
    Harness harness(GetParam(), [end_masked](GstElement* element) {
      sample_often(element);
      if (!end_masked) mask_all(element);
    });
    harness.set_caps(kSpec);
    harness.play(kSpec, {material()[0]});
    g_object_set(harness.element(), "mask", end_masked ? "0,0,100%,100%" : "", nullptr);
    harness.push_event(gst_event_new_flush_start());
    harness.push_event(gst_event_new_flush_stop(TRUE));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    harness.push_event(gst_event_new_segment(&segment));
    const auto before = harness.bus().events().size();
    harness.play(kSpec, material());
    harness.push_event(gst_event_new_eos());
    auto events = harness.bus().events();
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(before));
    clear_stamps(events);
    // The sample clock is not reset by a flush: compare incidents, and what the samples are like.
    EXPECT_EQ(events.empty(), false);
    const auto wanted = end_masked ? masked : open;
    EXPECT_EQ(of_phase(events, Phase::begin).size() > 0,
              wanted.find(" begin ") != std::string::npos);
  }
}

TEST_P(VideoContract, LetsOtherThreadsSetItsProperties) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  std::atomic<bool> done = false;
  std::thread setter([element = harness.element(), &done] {
    guint count = 0;
    GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
    for (int round = 0; round < 20 || !done; ++round) {
      for (guint i = 0; i < count; ++i) {
        if (specs[i]->owner_type != G_OBJECT_TYPE(element)) continue;
        GValue value = G_VALUE_INIT;
        g_value_init(&value, specs[i]->value_type);
        g_param_value_set_default(specs[i], &value);
        if (g_str_equal(specs[i]->name, "mask")) {
          g_value_set_string(&value, round % 2 == 0 ? "0,0,50%,50%" : "");
        }
        if (g_str_equal(specs[i]->name, "label")) {
          g_value_set_string(&value, round % 2 == 0 ? "a" : "another and longer name of a stream");
        }
        g_object_set_property(G_OBJECT(element), specs[i]->name, &value);
        g_object_get_property(G_OBJECT(element), specs[i]->name, &value);
        g_value_unset(&value);
      }
    }
    g_free(specs);
  });
  // Long enough for the two to meet.
  for (guint i = 0; i < 5; ++i) harness.play(kSpec, material(), i * 10 * GST_SECOND);
  done = true;
  setter.join();
  harness.push_event(gst_event_new_eos());
  expect_paired(harness.bus().events());
}

INSTANTIATE_TEST_SUITE_P(Elements, VideoContract, testing::ValuesIn(our_video_elements()),
                         [](const auto& info) { return info.param; });

// All of the above would hold for a detector that never finds anything: this one does.
TEST(VideoContractMaterial, HoldsOneFreeze) {
  Harness harness("vqafreeze");
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U) << to_text(events);
  EXPECT_EQ(events[0].phase, Phase::begin);
  EXPECT_EQ(events[0].start, 960ms);
  EXPECT_EQ(events[1].phase, Phase::end);
  EXPECT_EQ(detail(events[1], "reason"), "cleared");

  Harness broken("vqafreeze");
  broken.set_caps(kSpec);
  broken.play(kSpec, broken_off());
  EXPECT_EQ(broken.bus().events().size(), 1U);
}

}  // namespace
}  // namespace vqa::test
