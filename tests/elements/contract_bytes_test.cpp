// SPDX-License-Identifier: LGPL-2.1-or-later
// What every element for transport streams owes to what passes through it, and to those who read
// its events: as the contract of video elements, as far as bytes have such a thing.
#include "elements/contract_bytes.h"

#include <atomic>
#include <thread>

namespace vqa::test {
namespace contract_bytes_test {

const std::vector<Bytes>& material() {
  static const std::vector<Bytes> slots = transport_slots({});
  return slots;
}
// Ends while packets are still missing.
const std::vector<Bytes>& broken_off() {
  static const std::vector<Bytes> slots = transport_slots({.slots = 45});
  return slots;
}

void sample_often(GstElement* element) {
  g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
}

class ByteContract : public testing::TestWithParam<std::string> {
 protected:
  std::vector<Event> events_of(const std::vector<Bytes>& slots,
                               const Harness::Setup& setup = {}) const {
    Harness harness(GetParam(), setup);
    set_ts_caps(harness);
    play_slots(harness, slots);
    harness.push_event(gst_event_new_eos());
    return harness.bus().events();
  }
};

TEST_P(ByteContract, PassesTheSameBuffers) {
  for (const bool shared : {false, true}) {
    for (const auto flag : {GstBufferFlags(0), GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DISCONT,
                            GST_BUFFER_FLAG_CORRUPTED, GST_BUFFER_FLAG_DROPPABLE}) {
      Harness harness(GetParam());
      set_ts_caps(harness);
      for (guint i = 0; i < 4; ++i) {
        gst::Buffer buffer = byte_buffer(material()[i]);
        gst_buffer_append_memory(buffer.get(), gst_allocator_alloc(nullptr, 100, nullptr));
        gst_buffer_memset(buffer.get(), material()[i].size(), 0x47, 100);
        GST_BUFFER_DTS(buffer.get()) = i * kSlot;
        if (i > 0) GST_BUFFER_FLAG_SET(buffer.get(), flag);
        expect_same_out(harness, std::move(buffer), shared);
      }
      gst::Buffer empty(gst_buffer_new());
      GstBuffer* const address = empty.get();
      EXPECT_EQ(harness.push(std::move(empty)), GST_FLOW_OK);
      EXPECT_EQ(harness.try_pull().get(), address);
    }
  }
}

TEST_P(ByteContract, PassesBufferLists) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  GstBufferList* list = gst_buffer_list_new();
  std::vector<GstBuffer*> in;
  for (guint i = 0; i < 5; ++i) {
    gst::Buffer buffer = byte_buffer(material()[i]);
    in.push_back(buffer.get());
    gst_buffer_list_add(list, buffer.release());
  }
  ASSERT_EQ(gst_pad_push_list((*harness)->srcpad, list), GST_FLOW_OK);
  for (GstBuffer* buffer : in) EXPECT_EQ(harness.try_pull().get(), buffer);
}

TEST_P(ByteContract, DropsNothingWhenToldThatItIsLate) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  for (guint i = 0; i < 10; ++i) {
    gst_harness_push_upstream_event(
        *harness, gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.01, 10 * GST_SECOND, i * kSlot));
    gst::Buffer buffer = byte_buffer(material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kSlot;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_NE(harness.try_pull(), nullptr) << i;
  }
}

TEST_P(ByteContract, TakesAnyBytesOfAnySize) {
  for (const std::size_t size : {1, 187, 188, 189, 1316, 65536}) {
    Harness harness(GetParam(), sample_often);
    set_ts_caps(harness, 204);
    for (int i = 0; i < 50; ++i) {
      Bytes bytes(size);
      for (std::size_t k = 0; k < size; ++k) bytes[k] = static_cast<std::uint8_t>(k * 7 + size);
      expect_same_out(harness, byte_buffer(bytes), false);
    }
    harness.push_event(gst_event_new_eos());
    expect_paired(harness.bus().events());
  }
}

// --- Ends of incidents --------------------------------------------------------------------------

TEST_P(ByteContract, EndsIncidentsAtAFlushAndGoesOn) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  play_slots(harness, broken_off());
  harness.push_event(gst_event_new_flush_start());
  harness.push_event(gst_event_new_flush_stop(TRUE));
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U) << to_text(events);
  expect_ended(events, "flush");
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  harness.push_event(gst_event_new_segment(&segment));
  play_slots(harness, broken_off());
  harness.push_event(gst_event_new_eos());
  EXPECT_EQ(harness.bus().events().size(), 4U);
  expect_paired(harness.bus().events());
}

TEST_P(ByteContract, EndsIncidentsWhenTheCapsChange) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  play_slots(harness, broken_off());
  set_ts_caps(harness);
  EXPECT_EQ(harness.bus().events().size(), 1U) << "the same again is no change";
  set_ts_caps(harness, 192);
  expect_ended(harness.bus().events(), "caps");
}

TEST_P(ByteContract, EndsIncidentsBeforeTheEndOfTheStream) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  play_slots(harness, broken_off());
  harness.take_src_events();
  harness.push_event(gst_event_new_eos());
  expect_ended(harness.bus().events(), "eos");
  const auto seen = harness.take_src_events();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[0].structure, "");
  EXPECT_EQ(seen[1].type, GST_EVENT_EOS);
}

TEST_P(ByteContract, EndsIncidentsAtShutdown) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  play_slots(harness, broken_off());
  harness.stop();
  expect_ended(harness.bus().events(), "shutdown");
}

TEST_P(ByteContract, EndsIncidentsWhereTimeJumps) {
  Harness harness(GetParam());
  set_ts_caps(harness);
  play_slots(harness, broken_off(), 60 * GST_SECOND);
  play_slots(harness, broken_off());
  play_slots(harness, broken_off(), 60 * GST_SECOND);
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  expect_paired(events);
  for (const auto& event : events) EXPECT_LT(event.duration, 4s) << to_text(events);
}

// --- Events -------------------------------------------------------------------------------------

TEST_P(ByteContract, TellsTheBusAndTheStreamTheSame) {
  Harness harness(GetParam(), [](GstElement* element) {
    sample_often(element);
    g_object_set(element, "label", "sky 1/\xC3\xA9", nullptr);
    gst_object_set_name(GST_OBJECT(element), "watcher");
  });
  set_ts_caps(harness);
  play_slots(harness, material());
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
  for (const auto& event : harness.bus().events()) {
    EXPECT_EQ(event.label, "sky 1/\xC3\xA9");
    EXPECT_EQ(event.element, "watcher");
    EXPECT_EQ("vqa" + event.detector, GetParam());
  }
}

TEST_P(ByteContract, TellsTimesOfSegmentsRight) {
  Harness harness(GetParam(), sample_often);
  set_ts_caps(harness);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 10 * GST_SECOND;
  segment.time = 100 * GST_SECOND;
  segment.base = 5 * GST_SECOND;
  harness.push_event(gst_event_new_segment(&segment));
  play_slots(harness, material(), 10 * GST_SECOND);
  const auto events = harness.bus().events();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) {
    ASSERT_TRUE(event.timestamp && event.stream_time) << to_line(event);
    EXPECT_EQ(event.running_time, *event.timestamp - 5s);
    EXPECT_EQ(*event.stream_time, *event.timestamp + 90s);
  }
}

TEST_P(ByteContract, SamplesAtTheIntervalThatItIsTold) {
  std::map<std::string, std::vector<Event>> samples;
  for (const auto& event : of_phase(events_of(material(), sample_often), Phase::sample))
    samples[event.kind].push_back(event);
  EXPECT_FALSE(samples.empty());
  for (const auto& [kind, of_it] : samples) {
    ASSERT_EQ(of_it.size(), material().size() / 5) << kind;
    for (std::size_t i = 0; i < of_it.size(); ++i) {
      EXPECT_EQ(of_it[i].running_time, i * 200ms) << kind;
      EXPECT_EQ(of_it[i].incident, 0U) << kind;
    }
  }
  EXPECT_EQ(to_text(of_phase(events_of(material()), Phase::sample)), "");
}

TEST_P(ByteContract, LetsOtherThreadsSetItsProperties) {
  Harness harness(GetParam());
  set_ts_caps(harness);
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
        g_object_set_property(G_OBJECT(element), specs[i]->name, &value);
        g_object_get_property(G_OBJECT(element), specs[i]->name, &value);
        g_value_unset(&value);
      }
    }
    g_free(specs);
  });
  for (guint i = 0; i < 20; ++i) play_slots(harness, material(), i * 5 * GST_SECOND);
  done = true;
  setter.join();
  harness.push_event(gst_event_new_eos());
  expect_paired(harness.bus().events());
}

INSTANTIATE_TEST_SUITE_P(Elements, ByteContract, testing::ValuesIn(our_byte_elements()),
                         [](const auto& info) { return info.param; });

TEST(ByteContractMaterial, HoldsOneLoss) {
  ASSERT_FALSE(our_byte_elements().empty());
  Harness harness("vqatransport");
  set_ts_caps(harness);
  play_slots(harness, material());
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U) << to_text(events);
  EXPECT_EQ(events[1].value, 5);
}

}  // namespace contract_bytes_test
}  // namespace vqa::test
