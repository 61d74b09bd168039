// SPDX-License-Identifier: LGPL-2.1-or-later
#include <atomic>
#include <random>
#include <thread>

#include "elements/contract_video.h"

namespace vqa::test {
namespace contract_video_properties_test {

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

}  // namespace contract_video_properties_test
}  // namespace vqa::test
