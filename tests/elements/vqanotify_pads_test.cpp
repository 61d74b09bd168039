// SPDX-License-Identifier: LGPL-2.1-or-later
#include "elements/vqanotify_fixture.h"

namespace vqa::test {
namespace vqanotify_pads_test {

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

}  // namespace vqanotify_pads_test
}  // namespace vqa::test
