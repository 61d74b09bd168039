// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/cloud_event.h"
#include "glue/event_gst.h"
#include "support/harness.h"

namespace vqa::test {
namespace {

using nlohmann::json;

Event incident(Phase phase, std::uint64_t number, Time at) {
  Event event;
  event.detector = event.kind = "freeze";
  event.element = "vqafreeze0";
  event.phase = phase;
  event.incident = number;
  event.severity = Severity::warning;
  event.running_time = at;
  event.start = 1s;
  event.duration = at - 1s;
  event.unit = "level";
  event.confidence = 1;
  return event;
}

GstEvent* vqa_event(const Event& event) {
  return gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst::to_structure(event).release());
}

gst::Pad new_pad(const char* name, GstPadDirection direction) {
  return gst::Pad(GST_PAD(gst_object_ref_sink(gst_pad_new(name, direction))));
}

/// A stream of ours into a pad of the element.
class Feeder {
 public:
  explicit Feeder(GstPad* sink, const char* caps = "video/x-raw")
      : pad_(new_pad("feeder", GST_PAD_SRC)), caps_(gst_caps_from_string(caps)) {
    gst_pad_set_element_private(pad_.get(), this);
    gst_pad_set_event_function(
        pad_.get(), [](GstPad* pad, GstObject*, GstEvent* event) -> gboolean {
          auto* self = static_cast<Feeder*>(gst_pad_get_element_private(pad));
          self->upstream_events.push_back(GST_EVENT_TYPE(event));
          gst_event_unref(event);
          return TRUE;
        });
    gst_pad_set_active(pad_.get(), TRUE);
    EXPECT_EQ(gst_pad_link(pad_.get(), sink), GST_PAD_LINK_OK);
  }
  ~Feeder() { gst_pad_set_active(pad_.get(), FALSE); }
  Feeder(const Feeder&) = delete;
  Feeder& operator=(const Feeder&) = delete;

  void start() {
    send(gst_event_new_stream_start("feeder"));
    send(gst_event_new_caps(caps_.get()));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    send(gst_event_new_segment(&segment));
  }
  bool send(GstEvent* event) { return gst_pad_push_event(pad_.get(), event) != FALSE; }
  bool send(const Event& event) { return send(vqa_event(event)); }
  bool end() { return send(gst_event_new_eos()); }
  GstFlowReturn push(GstBuffer* buffer) { return gst_pad_push(pad_.get(), buffer); }
  GstFlowReturn push(GstBufferList* list) { return gst_pad_push_list(pad_.get(), list); }
  gst::Caps peer_caps() { return gst::Caps(gst_pad_peer_query_caps(pad_.get(), nullptr)); }
  bool peer_query(GstQuery* query) { return gst_pad_peer_query(pad_.get(), query) != FALSE; }

  std::vector<GstEventType> upstream_events;

 private:
  gst::Pad pad_;
  gst::Caps caps_;
};

/// What comes out of a source pad of the element.
class Catcher {
 public:
  explicit Catcher(GstPad* src, const char* caps = "ANY")
      : pad_(new_pad("catcher", GST_PAD_SINK)), caps_(gst_caps_from_string(caps)) {
    gst_pad_set_element_private(pad_.get(), this);
    gst_pad_set_chain_function(pad_.get(), [](GstPad* pad, GstObject*, GstBuffer* buffer) {
      of(pad).buffers.emplace_back(buffer);
      return of(pad).answer;
    });
    gst_pad_set_chain_list_function(pad_.get(), [](GstPad* pad, GstObject*, GstBufferList* list) {
      of(pad).lists.push_back(list);
      gst_buffer_list_unref(list);
      return GST_FLOW_OK;
    });
    gst_pad_set_event_function(
        pad_.get(), [](GstPad* pad, GstObject*, GstEvent* event) -> gboolean {
          of(pad).events.push_back(GST_EVENT_TYPE(event));
          if (const auto seen = gst::from_structure(gst_event_get_structure(event))) {
            of(pad).incidents.push_back(*seen);
          }
          gst_event_unref(event);
          return TRUE;
        });
    gst_pad_set_query_function(pad_.get(),
                               [](GstPad* pad, GstObject*, GstQuery* query) -> gboolean {
                                 of(pad).queries.push_back(GST_QUERY_TYPE(query));
                                 if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS)
                                   return GST_QUERY_TYPE(query) == GST_QUERY_ALLOCATION;
                                 gst_query_set_caps_result(query, of(pad).caps_.get());
                                 return TRUE;
                               });
    gst_pad_set_active(pad_.get(), TRUE);
    EXPECT_EQ(gst_pad_link(src, pad_.get()), GST_PAD_LINK_OK);
  }
  ~Catcher() { gst_pad_set_active(pad_.get(), FALSE); }
  Catcher(const Catcher&) = delete;
  Catcher& operator=(const Catcher&) = delete;

  bool send_upstream(GstEvent* event) { return gst_pad_push_event(pad_.get(), event) != FALSE; }
  GstPad* operator*() { return pad_.get(); }

  std::vector<gst::Buffer> buffers;
  std::vector<GstBufferList*> lists;  // only their addresses
  std::vector<GstEventType> events;
  std::vector<Event> incidents;
  std::vector<GstQueryType> queries;
  GstFlowReturn answer = GST_FLOW_OK;

 private:
  static Catcher& of(GstPad* pad) {
    return *static_cast<Catcher*>(gst_pad_get_element_private(pad));
  }
  gst::Pad pad_;
  gst::Caps caps_;
};

class VqaNotify : public testing::Test {
 protected:
  VqaNotify()
      : file_(dir_.path("events.jsonl")),
        element_(static_cast<GstElement*>(
            gst_object_ref_sink(gst_element_factory_make("vqanotify", nullptr)))) {
    gst_element_set_bus(element_.get(), bus_.bus());
    g_object_set(element_.get(), "targets", ("file:" + file_).c_str(), nullptr);
  }
  ~VqaNotify() override {
    stop();
    gst_element_set_bus(element_.get(), nullptr);
    bus_.clear();
  }

  bool start() {
    return gst_element_set_state(element_.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
  }
  void stop() { gst_element_set_state(element_.get(), GST_STATE_NULL); }
  gst::Pad pad(const char* name) {
    return gst::Pad(gst_element_request_pad_simple(element_.get(), name));
  }
  bool is_sink() const { return GST_OBJECT_FLAG_IS_SET(element_.get(), GST_ELEMENT_FLAG_SINK); }
  std::size_t eos_count() { return bus_.of_type(GST_MESSAGE_EOS).size(); }
  struct Stats {
    guint64 delivered = 0, dropped = 0, dropped_samples = 0, queued = 0;
  };
  Stats stats() const {
    GstStructure* structure = nullptr;
    g_object_get(element_.get(), "stats", &structure, nullptr);
    const gst::Structure owned(structure);
    Stats stats;
    EXPECT_TRUE(gst_structure_get(structure, "delivered", G_TYPE_UINT64, &stats.delivered,
                                  "dropped", G_TYPE_UINT64, &stats.dropped, "dropped-samples",
                                  G_TYPE_UINT64, &stats.dropped_samples, "queued", G_TYPE_UINT64,
                                  &stats.queued, nullptr));
    return stats;
  }
  std::vector<json> objects() const { return read_objects(file_); }
  static std::vector<json> read_objects(const std::string& path) {
    std::vector<json> objects;
    for (const auto& line : lines_of(path)) objects.push_back(json::parse(line));
    return objects;
  }
  static std::vector<std::string> types(const std::vector<json>& objects) {
    std::vector<std::string> types;
    for (const auto& object : objects) types.push_back(object.at("type"));
    return types;
  }

  TempDir dir_;
  std::string file_;
  BusLog bus_;
  gst::Element element_;
};

// --- Pads ---------------------------------------------------------------------------------------

TEST_F(VqaNotify, GivesPadsByNameAndByNumber) {
  const gst::Pad three = pad("sink_3"), first = pad("sink_%u"), second = pad("sink_%u");
  ASSERT_TRUE(three && first && second);
  EXPECT_STREQ(GST_PAD_NAME(three.get()), "sink_3");
  EXPECT_STREQ(GST_PAD_NAME(first.get()), "sink_0");
  EXPECT_STREQ(GST_PAD_NAME(second.get()), "sink_1");
  const gst::Pad src = pad("src_3"), src_first = pad("src_%u");
  ASSERT_TRUE(src && src_first);
  EXPECT_STREQ(GST_PAD_NAME(src.get()), "src_3");
  EXPECT_STREQ(GST_PAD_NAME(src_first.get()), "src_0");
}

TEST_F(VqaNotify, RefusesPadsThatAreThereOrThatItDoesNotKnow) {
  const gst::Pad first = pad("sink_0");
  // GStreamer itself does not let the very same name through.
  EXPECT_EQ(pad("sink_00"), nullptr);
  EXPECT_EQ(pad("video"), nullptr);
  EXPECT_EQ(pad("sink_x"), nullptr);
  EXPECT_EQ(element_->numpads, 1);
}

TEST_F(VqaNotify, GivesAReleasedPadAgain) {
  for (int i = 0; i < 3; ++i) {
    const gst::Pad sink = pad("sink_0"), src = pad("src_0");
    ASSERT_TRUE(sink && src);
    gst_element_release_request_pad(element_.get(), sink.get());
    gst_element_release_request_pad(element_.get(), src.get());
    EXPECT_EQ(element_->numpads, 0);
  }
}

// Somebody may still hold a pad, and ask it, when it is gone from the element.
TEST_F(VqaNotify, LetsReleasedPadsBeAsked) {
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  gst_element_release_request_pad(element_.get(), sink.get());
  gst_element_release_request_pad(element_.get(), src.get());
  for (GstPad* gone : {sink.get(), src.get()}) {
    const gst::Caps caps(gst_pad_query_caps(gone, nullptr));
    EXPECT_NE(caps, nullptr);
    GstQuery* latency = gst_query_new_latency();
    gst_pad_query(gone, latency);
    gst_query_unref(latency);
  }
}

TEST_F(VqaNotify, IsASinkWhileAStreamEndsInIt) {
  EXPECT_TRUE(is_sink());
  const gst::Pad sink = pad("sink_0");
  EXPECT_TRUE(is_sink());
  const gst::Pad src = pad("src_0");
  EXPECT_TRUE(is_sink());
  {
    const Catcher catcher(src.get());
    EXPECT_FALSE(is_sink());
    const gst::Pad second = pad("sink_1");
    EXPECT_TRUE(is_sink());
    gst_element_release_request_pad(element_.get(), second.get());
    EXPECT_FALSE(is_sink());
  }
  const gst::Pad peer(gst_pad_get_peer(src.get()));
  if (peer) gst_pad_unlink(src.get(), peer.get());
  EXPECT_TRUE(is_sink());
}

// --- The end of a branch ------------------------------------------------------------------------

TEST_F(VqaNotify, PostsEosWhenAllThatStartedIsOver) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1"), pad("sink_2")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get()), never(pads[2].get());
  first.start();
  second.start();
  EXPECT_TRUE(first.end());
  EXPECT_EQ(eos_count(), 0U);
  EXPECT_TRUE(second.end());
  EXPECT_EQ(eos_count(), 1U);
}

TEST_F(VqaNotify, PostsEosWhenTheLastStreamThatRanIsTakenAway) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get());
  first.start();
  second.start();
  first.end();
  gst_element_release_request_pad(element_.get(), pads[1].get());
  EXPECT_EQ(eos_count(), 1U);
}

TEST_F(VqaNotify, PostsEosAgainAfterAFlushOrANewStream) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.end();
  feeder.send(gst_event_new_flush_start());
  feeder.send(gst_event_new_flush_stop(TRUE));
  feeder.start();
  feeder.end();
  EXPECT_EQ(eos_count(), 2U);
}

TEST_F(VqaNotify, TakesDataThatEndsInIt) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
  GstBufferList* list = gst_buffer_list_new();
  gst_buffer_list_add(list, gst_buffer_new());
  EXPECT_EQ(feeder.push(list), GST_FLOW_OK);
  EXPECT_TRUE(gst_caps_is_any(feeder.peer_caps().get()));
}

// It has no preroll: the end may come before the pipeline is playing.
TEST_F(VqaNotify, EndsPipelinesHoweverShort) {
  for (int i = 0; i < 100; ++i) {
    Pipeline pipeline(
        "videotestsrc num-buffers=1 ! video/x-raw,width=16,height=16 ! vqanotify "
        "targets=file:/dev/null");
    ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS) << i;
  }
}

// --- Inline -------------------------------------------------------------------------------------

TEST_F(VqaNotify, PassesBuffersAndListsAndEvents) {
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  GstBuffer* const buffer = gst_buffer_new();
  const gst::Buffer mine(gst_buffer_ref(buffer));
  EXPECT_EQ(feeder.push(buffer), GST_FLOW_OK);
  GstBufferList* const list = gst_buffer_list_new();
  gst_buffer_list_add(list, gst_buffer_new());
  EXPECT_EQ(feeder.push(list), GST_FLOW_OK);
  feeder.send(incident(Phase::begin, 1, 3s));
  feeder.end();
  ASSERT_EQ(catcher.buffers.size(), 1U);
  EXPECT_EQ(catcher.buffers[0].get(), buffer);
  EXPECT_EQ(catcher.lists, std::vector{list});
  EXPECT_EQ(catcher.events, (std::vector{GST_EVENT_STREAM_START, GST_EVENT_CAPS, GST_EVENT_SEGMENT,
                                         GST_EVENT_CUSTOM_DOWNSTREAM, GST_EVENT_EOS}));
  EXPECT_EQ(eos_count(), 0U) << "the sink behind it posts EOS";
}

TEST_F(VqaNotify, PassesFlowReturnsUpstream) {
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  for (const auto flow : {GST_FLOW_EOS, GST_FLOW_NOT_NEGOTIATED, GST_FLOW_FLUSHING, GST_FLOW_OK}) {
    catcher.answer = flow;
    EXPECT_EQ(feeder.push(gst_buffer_new()), flow);
  }
}

TEST_F(VqaNotify, KeepsQueriesAndUpstreamEventsWithinAPair) {
  const gst::Pad video_in = pad("sink_0"), video_out = pad("src_0");
  const gst::Pad audio_in = pad("sink_1"), audio_out = pad("src_1");
  ASSERT_TRUE(start());
  Feeder video(video_in.get(), "video/x-raw"), audio(audio_in.get(), "audio/x-raw");
  Catcher video_end(video_out.get(), "video/x-raw"), audio_end(audio_out.get(), "audio/x-raw");
  const auto name = [](const gst::Caps& caps) -> std::string {
    return gst_caps_get_size(caps.get()) == 1
               ? gst_structure_get_name(gst_caps_get_structure(caps.get(), 0))
               : gst::Chars(gst_caps_to_string(caps.get())).get();
  };
  EXPECT_EQ(name(video.peer_caps()), "video/x-raw");
  EXPECT_EQ(name(audio.peer_caps()), "audio/x-raw");
  video.start();
  audio.start();

  video_end.queries.clear();
  audio_end.queries.clear();
  const gst::Caps caps(gst_caps_new_empty_simple("video/x-raw"));
  GstQuery* allocation = gst_query_new_allocation(caps.get(), TRUE);
  EXPECT_TRUE(video.peer_query(allocation));
  gst_query_unref(allocation);
  EXPECT_EQ(video_end.queries, std::vector{GST_QUERY_ALLOCATION});
  EXPECT_TRUE(audio_end.queries.empty());

  audio.upstream_events.clear();
  video.upstream_events.clear();
  EXPECT_TRUE(audio_end.send_upstream(gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 1, 0, 0)));
  EXPECT_EQ(audio.upstream_events, std::vector{GST_EVENT_QOS});
  EXPECT_TRUE(video.upstream_events.empty());
}

TEST_F(VqaNotify, TakesASinkInTheMiddleOfAStream) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
  const gst::Pad src = pad("src_0");
  Catcher catcher(src.get());
  EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
  EXPECT_EQ(catcher.events,
            (std::vector{GST_EVENT_STREAM_START, GST_EVENT_CAPS, GST_EVENT_SEGMENT}));
  EXPECT_EQ(catcher.buffers.size(), 1U);
}

TEST_F(VqaNotify, RunsWithSoundAndPictureThroughIt) {
  Pipeline pipeline(
      "vqanotify name=n targets=file:/dev/null "
      "videotestsrc num-buffers=50 ! video/x-raw,width=64,height=48 ! n.sink_0  "
      "n.src_0 ! videoconvert ! fakesink "
      "audiotestsrc num-buffers=50 ! n.sink_1  n.src_1 ! audioconvert ! fakesink");
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  Pipeline mixed(
      "vqanotify name=n targets=file:/dev/null "
      "videotestsrc num-buffers=50 ! video/x-raw,width=64,height=48 ! n.sink_0  "
      "n.src_0 ! videoconvert ! fakesink  audiotestsrc num-buffers=50 ! n.sink_1");
  EXPECT_EQ(mixed.run(), GST_MESSAGE_EOS);
}

// A bin takes the sink flag from its children when they are added.
TEST_F(VqaNotify, LetsABinAroundItEnd) {
  Pipeline pipeline(
      "videotestsrc num-buffers=5 ! video/x-raw,width=16,height=16 ! identity name=in");
  GstElement* bin = gst_bin_new("around");
  gst_bin_add(GST_BIN(*pipeline), bin);
  GstElement* notify = gst_element_factory_make("vqanotify", nullptr);
  g_object_set(notify, "targets", "file:/dev/null", nullptr);
  gst_bin_add(GST_BIN(bin), notify);
  GstElement* end = gst_element_factory_make("fakesink", nullptr);
  gst_bin_add(GST_BIN(*pipeline), end);
  for (const char* name : {"sink_0", "src_0"}) {
    const gst::Pad inner(gst_element_request_pad_simple(notify, name));
    GstPad* ghost = gst_ghost_pad_new(name, inner.get());
    gst_pad_set_active(ghost, TRUE);
    gst_element_add_pad(bin, ghost);
  }
  const gst::Element in = pipeline.child("in");
  ASSERT_TRUE(gst_element_link_pads(in.get(), "src", bin, "sink_0"));
  ASSERT_TRUE(gst_element_link_pads(bin, "src_0", end, "sink"));
  EXPECT_EQ(pipeline.run(3), GST_MESSAGE_EOS);
}

// --- Notifications ------------------------------------------------------------------------------

constexpr char kFreezing[] =
    "concat name=c ! vqafreeze name=detector sample-interval=1000000000 "
    "videotestsrc pattern=zone-plate kx2=20 ky2=20 kt=3 num-buffers=50 ! "
    "video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. "
    "videotestsrc pattern=zone-plate kx2=20 ky2=20 num-buffers=1 ! imagefreeze num-buffers=75 ! "
    "video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. "
    "detector. ! ";

// What a line about this event holds beside who wrote it and when.
json data_of(Event event, const std::string& label) {
  if (event.label.empty()) event.label = label;
  return json::parse(to_cloud_event(event, {.host = "h", .process = "p"}, 1, {})).at("data");
}

TEST_F(VqaNotify, WritesWhatTheBusSaw) {
  Pipeline pipeline(std::string(kFreezing) + "vqanotify label=by-the-way targets=file:" + file_);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto events = pipeline.bus().events();
  const auto written = objects();
  ASSERT_EQ(written.size(), events.size());
  ASSERT_EQ(of_phase(events, Phase::begin).size(), 1U);
  ASSERT_EQ(of_phase(events, Phase::end).size(), 1U);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(written[i].at("data"), data_of(events[i], "by-the-way"));
    EXPECT_EQ(written[i].at("specversion"), "1.0");
  }
}

TEST_F(VqaNotify, NotifiesTwiceInARow) {
  const std::string second = dir_.path("second.jsonl");
  Pipeline pipeline(std::string(kFreezing) + "vqanotify targets=file:" + file_ +
                    " ! identity ! vqanotify targets=file:" + second);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto first = objects(), other = read_objects(second);
  ASSERT_EQ(first.size(), pipeline.bus().events().size());
  ASSERT_EQ(other.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].at("data"), other[i].at("data"));
  }
}

TEST_F(VqaNotify, TakesEventsFromEveryPairAndOutOfBand) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get());
  first.start();
  second.start();
  first.send(incident(Phase::begin, 1, 3s));
  second.send(incident(Phase::begin, 2, 3s));
  second.send(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                   gst::to_structure(incident(Phase::end, 2, 4s)).release()));
  first.send(incident(Phase::end, 1, 4s));
  first.send(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("other")));
  first.send(
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("vqa-event")));
  stop();
  std::vector<int> numbers;
  for (const auto& object : objects()) numbers.push_back(object.at("data").at("incident"));
  EXPECT_EQ(numbers, (std::vector{1, 2, 2, 1}));
}

TEST_F(VqaNotify, NamesTheStreamOfEventsThatHaveNoName) {
  g_object_set(element_.get(), "label", "mine", nullptr);
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  feeder.send(incident(Phase::sample, 0, 3s));
  Event named = incident(Phase::sample, 0, 3s);
  named.label = "theirs";
  feeder.send(named);
  stop();
  const auto written = objects();
  ASSERT_EQ(written.size(), 2U);
  EXPECT_EQ(written[0].at("data").at("stream"), "mine");
  EXPECT_EQ(written[1].at("data").at("stream"), "theirs");
  ASSERT_EQ(catcher.incidents.size(), 2U);
  EXPECT_EQ(catcher.incidents[0].label, "") << "what passes is not changed";
}

TEST_F(VqaNotify, EndsAtShutdownWhatIsOpen) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(incident(Phase::begin, 1, 3s));
  feeder.send(incident(Phase::begin, 2, 4s));
  feeder.send(incident(Phase::end, 2, 5s));
  stop();
  const auto written = objects();
  ASSERT_EQ(types(written), (std::vector<std::string>{"vqa.incident.begin", "vqa.incident.begin",
                                                      "vqa.incident.end", "vqa.incident.end"}));
  EXPECT_EQ(written[3].at("data").at("incident"), 1);
  EXPECT_EQ(written[3].at("data").at("details").at("reason"), "shutdown");
  EXPECT_EQ(written[3].at("data").at("duration"), 4000000000);
}

TEST_F(VqaNotify, CountsWhatItDelivers) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  for (std::uint64_t i = 1; i <= 10; ++i) feeder.send(incident(Phase::begin, i, 3s));
  const Stats running = stats();
  EXPECT_EQ(running.delivered + running.queued, 10U);
  stop();
  const Stats last = stats();
  EXPECT_EQ(last.delivered, 20U);  // with the ends
  EXPECT_EQ(last.queued + last.dropped + last.dropped_samples, 0U);
  EXPECT_EQ(objects().size(), 20U);
}

TEST_F(VqaNotify, WorksAgainAfterAStop) {
  const gst::Pad sink = pad("sink_0");
  Feeder feeder(sink.get());
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(start());
    feeder.start();
    EXPECT_TRUE(feeder.send(incident(Phase::sample, 0, i * 1s)));
    EXPECT_TRUE(feeder.end());
    stop();
    EXPECT_EQ(eos_count(), static_cast<std::size_t>(i));
    EXPECT_EQ(stats().delivered, 1U) << "counts are those of the last run";
    EXPECT_EQ(objects().size(), static_cast<std::size_t>(i));
  }
}

TEST_F(VqaNotify, WritesToSeveralTargets) {
  const std::string second = dir_.path("second file.jsonl");
  const gst::Chars uri(g_filename_to_uri(second.c_str(), nullptr, nullptr));
  g_object_set(element_.get(), "targets", ("file:" + file_ + " " + uri.get()).c_str(), nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(incident(Phase::sample, 0, 3s));
  stop();
  EXPECT_EQ(lines_of(file_).size(), 1U);
  EXPECT_EQ(lines_of(second), lines_of(file_));
}

// --- Targets that do not work -------------------------------------------------------------------

TEST_F(VqaNotify, WarnsWhenAFileCannotBeWrittenAndGoesOn) {
  g_object_set(element_.get(), "targets", "file:/nowhere/at/all.jsonl", nullptr);
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  feeder.send(incident(Phase::begin, 1, 3s));
  ASSERT_NE(bus_.wait_for(GST_MESSAGE_WARNING), nullptr);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
  feeder.send(incident(Phase::end, 1, 4s));
  EXPECT_EQ(catcher.buffers.size(), 100U);
  stop();
  const auto warnings = bus_.texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 2U) << testing::PrintToString(warnings);
  EXPECT_NE(warnings[0].find("/nowhere/at/all.jsonl"), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("make its directory"), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[1].find("2 notifications"), std::string::npos) << warnings[1];
  EXPECT_EQ(bus_.texts(GST_MESSAGE_ERROR), std::vector<std::string>{});
  EXPECT_EQ(stats().dropped, 2U);
}

TEST_F(VqaNotify, RefusesATargetThatItDoesNotKnow) {
  for (const char* bad : {"carrier-pigeon:home", "file:", "/just/a/path", "file://host/x"}) {
    bus_.clear();
    g_object_set(element_.get(), "targets", ("stdout: " + std::string(bad)).c_str(), nullptr);
    EXPECT_FALSE(start()) << bad;
    stop();
    const auto errors = bus_.texts(GST_MESSAGE_ERROR);
    ASSERT_EQ(errors.size(), 1U) << bad;
    const std::string named = std::string(bad).substr(0, std::string(bad).find(':'));
    EXPECT_NE(errors[0].find(named), std::string::npos) << errors[0];
    EXPECT_NE(errors[0].find("file:"), std::string::npos) << "no remedy: " << errors[0];
  }
  g_object_set(element_.get(), "targets", ("file:" + file_).c_str(), nullptr);
  EXPECT_TRUE(start()) << "after a refusal it can be put right";
}

TEST_F(VqaNotify, NeedsNoTarget) {
  g_object_set(element_.get(), "targets", "", nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  EXPECT_TRUE(feeder.send(incident(Phase::begin, 1, 3s)));
  feeder.end();
  EXPECT_EQ(eos_count(), 1U);
}

}  // namespace
}  // namespace vqa::test
