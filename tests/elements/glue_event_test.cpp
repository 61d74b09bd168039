// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "glue/event_gst.h"
#include "support/harness.h"

namespace vqa::gst {
namespace glue_event_test {

Event some_event() {
  Event event;
  event.detector = "freeze";
  event.kind = "freeze";
  event.element = "vqafreeze0";
  event.label = "sky-1";
  event.phase = Phase::end;
  event.incident = 17;
  event.severity = Severity::critical;
  event.running_time = 12480ms;
  event.stream_time = 13s;
  event.timestamp = 14s;
  event.start = 12400ms;
  event.duration = 80ms;
  event.value = 0.131;
  event.threshold = 0.1;
  event.unit = "ratio";
  event.confidence = 0.97;
  event.arrived_at = 15s;
  event.detected_at = 15'100ms;
  event.details = {
      {"reason", std::string("eos")}, {"area", 0.5}, {"blocks", std::int64_t{12}}, {"whole", true}};
  return event;
}

std::string random_text(std::mt19937_64& random) {
  static const std::string kPieces[] = {"",  "a",        "Z9",           " ",        ",",
                                        ";", "\"",       "\\",           "=",        "\n",
                                        "{", "\xC3\xA9", "\xE2\x82\xAC", "(string)", "NULL"};
  std::string text;
  for (auto n = random() % 6; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
  return text;
}

Time random_time(std::mt19937_64& random) {
  return Time(static_cast<Time::rep>(random() >> (1 + random() % 63)));
}

Detail random_detail(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0:
      return random() % 2 == 0;
    case 1:
      return static_cast<std::int64_t>(random());
    case 2:
      return std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -40);
    default:
      return random_text(random);
  }
}

Event random_event(std::mt19937_64& random) {
  Event event;
  event.detector = random_text(random);
  event.kind = random_text(random);
  event.element = random_text(random);
  event.label = random_text(random);
  event.unit = random_text(random);
  event.phase = static_cast<Phase>(random() % 4);
  event.severity = static_cast<Severity>(random() % 3);
  event.incident = random();
  event.running_time = random_time(random);
  if (random() % 2 == 0) event.stream_time = random_time(random);
  if (random() % 2 == 0) event.timestamp = random_time(random);
  event.start = random_time(random);
  if (random() % 2 == 0) event.arrived_at = random_time(random);
  if (random() % 2 == 0) event.detected_at = random_time(random);
  event.duration = random_time(random);
  event.value = std::ldexp(static_cast<double>(random()), -50);
  event.threshold = -event.value;
  event.confidence = static_cast<double>(random() % 1000) / 1000;
  for (auto n = random() % 5; n > 0; --n) {
    event.details.emplace_back("detail-" + std::to_string(n), random_detail(random));
  }
  return event;
}

TEST(GlueEvent, SurvivesTheWayThere) {
  const Structure structure = to_structure(some_event());
  const auto back = from_structure(structure.get());
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, some_event());
}

TEST(GlueEvent, SurvivesTheWayWhateverIsInIt) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const Event event = random_event(random);
    const Structure structure = to_structure(event);
    const auto back = from_structure(structure.get());
    ASSERT_TRUE(back) << test::to_line(event);
    EXPECT_EQ(*back, event) << test::to_line(event);
  }
}

TEST(GlueEvent, SurvivesAsText) {
  const Structure structure = to_structure(some_event());
  const Chars text(gst_structure_to_string(structure.get()));
  const Structure parsed(gst_structure_from_string(text.get(), nullptr));
  ASSERT_TRUE(parsed) << text.get();
  const auto back = from_structure(parsed.get());
  ASSERT_TRUE(back) << text.get();
  EXPECT_EQ(*back, some_event()) << text.get();
}

// docs and other programs rely on these names and types.
TEST(GlueEvent, HasTheFieldsOfTheContract) {
  static const struct {
    const char* name;
    GType type;
  } kFields[] = {{"schema", G_TYPE_UINT},         {"detector", G_TYPE_STRING},
                 {"kind", G_TYPE_STRING},         {"element", G_TYPE_STRING},
                 {"label", G_TYPE_STRING},        {"phase", G_TYPE_STRING},
                 {"incident", G_TYPE_UINT64},     {"severity", G_TYPE_STRING},
                 {"running-time", G_TYPE_UINT64}, {"stream-time", G_TYPE_UINT64},
                 {"timestamp", G_TYPE_UINT64},    {"start", G_TYPE_UINT64},
                 {"duration", G_TYPE_UINT64},     {"value", G_TYPE_DOUBLE},
                 {"threshold", G_TYPE_DOUBLE},    {"unit", G_TYPE_STRING},
                 {"confidence", G_TYPE_DOUBLE},   {"details", GST_TYPE_STRUCTURE},
                 {"arrived-at", G_TYPE_UINT64},   {"detected-at", G_TYPE_UINT64}};
  const Structure structure = to_structure(some_event());
  EXPECT_STREQ(gst_structure_get_name(structure.get()), "vqa-event");
  EXPECT_EQ(gst_structure_n_fields(structure.get()), static_cast<int>(std::size(kFields)));
  for (const auto& field : kFields) {
    EXPECT_TRUE(gst_structure_has_field_typed(structure.get(), field.name, field.type))
        << field.name;
  }
  guint schema = 0;
  gst_structure_get_uint(structure.get(), "schema", &schema);
  EXPECT_EQ(schema, 1U);
}

TEST(GlueEvent, TellsUnknownTimesAsNone) {
  Event event = some_event();
  event.stream_time.reset();
  event.timestamp.reset();
  const Structure structure = to_structure(event);
  for (const char* name : {"stream-time", "timestamp"}) {
    guint64 ns = 0;
    ASSERT_TRUE(gst_structure_get_uint64(structure.get(), name, &ns));
    EXPECT_EQ(ns, GST_CLOCK_TIME_NONE);
  }
}

TEST(GlueEvent, LeavesUnknownFieldsAlone) {
  const Structure structure = to_structure(some_event());
  gst_structure_set(structure.get(), "schema", G_TYPE_UINT, 2U, "novelty", G_TYPE_DOUBLE, 1.0,
                    nullptr);
  const auto event = from_structure(structure.get());
  ASSERT_TRUE(event);
  EXPECT_EQ(*event, some_event());
}

TEST(GlueEvent, LeavesUnknownDetailsAlone) {
  const Structure structure = to_structure(some_event());
  const Structure details(gst_structure_new("details", "odd", G_TYPE_UINT, 3U, "caps",
                                            GST_TYPE_FRACTION, 1, 2, "empty", G_TYPE_STRING,
                                            nullptr, "area", G_TYPE_DOUBLE, 0.5, nullptr));
  gst_structure_set(structure.get(), "details", GST_TYPE_STRUCTURE, details.get(), nullptr);
  const auto event = from_structure(structure.get());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->details, (Details{{"area", 0.5}}));
}

TEST(GlueEvent, NeedsNoDetails) {
  const Structure structure = to_structure(some_event());
  gst_structure_remove_field(structure.get(), "details");
  const auto event = from_structure(structure.get());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->details, Details{});
  gst_structure_set(structure.get(), "details", G_TYPE_STRING, "none", nullptr);
  EXPECT_TRUE(from_structure(structure.get()));
}

// They came later: others, and older programs, do not say so.
TEST(GlueEvent, NeedsNoTimesOnTheWay) {
  const Structure structure = to_structure(some_event());
  gst_structure_remove_fields(structure.get(), "arrived-at", "detected-at", nullptr);
  const auto event = from_structure(structure.get());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->arrived_at, std::nullopt);
  EXPECT_EQ(event->detected_at, std::nullopt);
}

class GlueEventField : public testing::TestWithParam<const char*> {};

TEST_P(GlueEventField, MustBeThere) {
  const Structure structure = to_structure(some_event());
  gst_structure_remove_field(structure.get(), GetParam());
  EXPECT_FALSE(from_structure(structure.get()));
}

TEST_P(GlueEventField, MustBeOfItsType) {
  const Structure structure = to_structure(some_event());
  gst_structure_set(structure.get(), GetParam(), GST_TYPE_FRACTION, 1, 2, nullptr);
  EXPECT_FALSE(from_structure(structure.get()));
}

INSTANTIATE_TEST_SUITE_P(Fields, GlueEventField,
                         testing::Values("detector", "kind", "element", "label", "phase",
                                         "incident", "severity", "running-time", "stream-time",
                                         "timestamp", "start", "duration", "value", "threshold",
                                         "unit", "confidence"));

TEST(GlueEvent, IsNotMadeFromNonsense) {
  EXPECT_FALSE(from_structure(nullptr));
  const Structure other(gst_structure_new_empty("level"));
  EXPECT_FALSE(from_structure(other.get()));
  for (const auto& [field, text] : {std::pair{"phase", "middle"}, {"severity", "mild"}}) {
    const Structure structure = to_structure(some_event());
    gst_structure_set(structure.get(), field, G_TYPE_STRING, text, nullptr);
    EXPECT_FALSE(from_structure(structure.get())) << field;
  }
  const Structure no_text = to_structure(some_event());
  gst_structure_set(no_text.get(), "label", G_TYPE_STRING, nullptr, nullptr);
  EXPECT_FALSE(from_structure(no_text.get()));
}

// Anybody may send events. None of them may bring us a time before the beginning.
TEST(GlueEvent, TakesNoTimeBeyondItsRange) {
  for (const char* field : {"running-time", "start", "duration", "stream-time", "timestamp"}) {
    const Structure structure = to_structure(some_event());
    gst_structure_set(structure.get(), field, G_TYPE_UINT64, G_MAXUINT64 - 1, nullptr);
    EXPECT_FALSE(from_structure(structure.get())) << field;
  }
  for (const char* field : {"running-time", "start", "duration"}) {
    const Structure structure = to_structure(some_event());
    gst_structure_set(structure.get(), field, G_TYPE_UINT64, GST_CLOCK_TIME_NONE, nullptr);
    EXPECT_FALSE(from_structure(structure.get())) << field;
  }
}

TEST(GlueEvent, IsSentTwice) {
  const Pad src(gst_pad_new("src", GST_PAD_SRC));
  const Pad sink(gst_pad_new("sink", GST_PAD_SINK));
  static int taken = 0;
  taken = 0;
  gst_pad_set_event_function(sink.get(), [](GstPad*, GstObject*, GstEvent* event) -> gboolean {
    taken += from_structure(gst_event_get_structure(event)) == some_event();
    gst_event_unref(event);
    return TRUE;
  });
  gst_object_ref_sink(src.get());
  gst_object_ref_sink(sink.get());
  gst_pad_set_active(src.get(), TRUE);
  gst_pad_set_active(sink.get(), TRUE);
  gst_pad_push_event(src.get(), gst_event_new_stream_start("test"));
  ASSERT_EQ(gst_pad_link(src.get(), sink.get()), GST_PAD_LINK_OK);
  const Element element(
      static_cast<GstElement*>(gst_object_ref_sink(gst_element_factory_make("identity", nullptr))));
  test::BusLog bus;
  gst_element_set_bus(element.get(), bus.bus());

  publish(element.get(), src.get(), some_event(), Band::in);
  EXPECT_EQ(taken, 1);
  ASSERT_EQ(bus.events().size(), 1U);
  EXPECT_EQ(bus.events()[0], some_event());

  publish(element.get(), nullptr, some_event(), Band::in);
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(bus.events().size(), 2U);
  bus.clear();
  gst_element_set_bus(element.get(), nullptr);
}

}  // namespace glue_event_test
}  // namespace vqa::gst
