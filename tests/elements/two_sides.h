// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "elements/contract_audio.h"

namespace vqa::test {

/// One stream through an element that several pass through.
class Lane {
 public:
  Lane(GstElement* element, const char* sink, const char* src)
      : harness_(gst_harness_new_with_element(element, sink, src)) {
    gst_harness_set_live(harness_.get(), FALSE);
  }
  GstHarness* operator*() { return harness_.get(); }
  void set_caps(gst::Caps caps) { gst_harness_set_src_caps(harness_.get(), caps.release()); }
  GstFlowReturn push(gst::Buffer buffer) {
    return gst_harness_push(harness_.get(), buffer.release());
  }
  gst::Buffer try_pull() { return gst::Buffer(gst_harness_try_pull(harness_.get())); }
  bool push_event(GstEvent* event) {
    return gst_harness_push_event(harness_.get(), event) != FALSE;
  }
  void flush() {
    push_event(gst_event_new_flush_start());
    push_event(gst_event_new_flush_stop(TRUE));
    segment({});
  }
  struct Segment {
    double rate = 1;
    GstClockTime start = 0, base = 0, time = 0;
  };
  void segment(const Segment& wanted) {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    segment.rate = wanted.rate;
    segment.start = wanted.start;
    segment.base = wanted.base;
    segment.time = wanted.time;
    push_event(gst_event_new_segment(&segment));
  }
  /// The structures of the events of ours that came out, and the last event of any type.
  std::vector<std::string> take_events(GstEventType* last = nullptr) {
    std::vector<std::string> ours;
    while (GstEvent* event = gst_harness_try_pull_event(harness_.get())) {
      const GstStructure* structure = gst_event_get_structure(event);
      if (last != nullptr) *last = GST_EVENT_TYPE(event);
      if (structure != nullptr && gst_structure_has_name(structure, "vqa-event") != FALSE)
        ours.emplace_back(gst::Chars(gst_structure_to_string(structure)).get());
      gst_event_unref(event);
    }
    return ours;
  }

 private:
  struct Teardown {
    void operator()(GstHarness* harness) const { gst_harness_teardown(harness); }
  };
  std::unique_ptr<GstHarness, Teardown> harness_;
};

/// vqaavsync between four pads of ours, in PLAYING. Pictures are 25 a second, sound comes in pieces
/// of 20 ms.
class BothSides {
 public:
  static constexpr GstClockTime kFrame = GST_SECOND / 25, kPiece = GST_SECOND / 50;

  explicit BothSides(const Harness::Setup& before_start = {}) {
    GstElement* element = gst_element_factory_make("vqaavsync", nullptr);
    element_.reset(static_cast<GstElement*>(gst_object_ref_sink(element)));
    gst_element_set_bus(element, bus_.bus());
    if (before_start) before_start(element);
    picture_ = std::make_unique<Lane>(element, "vsink", "vsrc");
    sound_ = std::make_unique<Lane>(element, "asink", "asrc");
    picture_->set_caps(video_caps({}));
    sound_->set_caps(audio_caps({}));
  }
  ~BothSides() {
    picture_.reset();
    sound_.reset();
    gst_element_set_bus(element_.get(), nullptr);
  }
  BothSides(const BothSides&) = delete;
  BothSides& operator=(const BothSides&) = delete;

  GstElement* element() { return element_.get(); }
  BusLog& bus() { return bus_; }
  Lane& picture() { return *picture_; }
  Lane& sound() { return *sound_; }

  static gst::Buffer picture_at(GstClockTime time, std::uint8_t luma = 40) {
    static std::map<int, gst::Buffer> drawn;
    gst::Buffer& of_luma = drawn[luma];
    const VideoSpec spec;
    if (!of_luma)
      of_luma =
          video_buffer(spec, draw(spec.width, spec.height, [luma](int, int) { return luma; }));
    return at(time, kFrame, gst::Buffer(gst_buffer_copy(of_luma.get())));
  }
  static gst::Buffer sound_at(GstClockTime time, std::int16_t level = 0) {
    static std::map<int, gst::Buffer> made;
    gst::Buffer& of_level = made[level];
    if (!of_level) of_level = audio_buffer({}, Sounds(320, level));
    return at(time, kPiece, gst::Buffer(gst_buffer_copy(of_level.get())));
  }

  void show(GstClockTime from, GstClockTime until, std::uint8_t luma = 40) {
    for (; from < until; from += kFrame) {
      ASSERT_EQ(picture_->push(picture_at(from, luma)), GST_FLOW_OK);
      ASSERT_NE(picture_->try_pull(), nullptr);
    }
  }
  void play(GstClockTime from, GstClockTime until, std::int16_t level = 0) {
    for (; from < until; from += kPiece) {
      ASSERT_EQ(sound_->push(sound_at(from, level)), GST_FLOW_OK);
      ASSERT_NE(sound_->try_pull(), nullptr);
    }
  }
  /// Both in turn.
  void run(GstClockTime from, GstClockTime until) {
    for (; from < until; from += kFrame) {
      show(from, from + kFrame);
      play(from, from + kFrame);
    }
  }
  /// Opens an incident: the stamps of the sound jump by a tenth of a second.
  void gap() {
    run(0, 2 * GST_SECOND);
    play(2100 * GST_MSECOND, 2500 * GST_MSECOND);
  }
  void end() {
    picture_->push_event(gst_event_new_eos());
    sound_->push_event(gst_event_new_eos());
  }
  void stop() { gst_element_set_state(element_.get(), GST_STATE_NULL); }

 private:
  static gst::Buffer at(GstClockTime time, GstClockTime length, gst::Buffer buffer) {
    GST_BUFFER_PTS(buffer.get()) = time;
    GST_BUFFER_DURATION(buffer.get()) = length;
    return buffer;
  }

  BusLog bus_;
  gst::Element element_;
  std::unique_ptr<Lane> picture_, sound_;
};

}  // namespace vqa::test
