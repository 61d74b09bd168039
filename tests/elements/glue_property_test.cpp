// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "glue/object_type.h"
#include "glue/property.h"

namespace vqa::gst {
namespace glue_property_test {

struct Settings {
  bool on = true;
  int count = 7;
  double level = 0.25;
  Time patience = 1500ms;
};

constexpr Property<Settings> kTable[] = {
    {"on", "Whether at all", &Settings::on},
    {"count", "How many", &Settings::count, -5, 100},
    {"level", "How much", &Settings::level, 0.125, 64},
    {"patience", "How long, in ns", &Settings::patience, 0.1, 86400},
};
constexpr guint kFirst = 3;

// The smallest object that has the table: ids below `kFirst` are somebody else's.
class Holder : public ObjectType<Holder, GObject, GObjectClass> {
 public:
  static constexpr char kTypeName[] = "VqaTestPropertyHolder";
  static GType parent_type() { return G_TYPE_OBJECT; }
  explicit Holder(GObject*) { ++alive; }
  ~Holder() { --alive; }
  static void class_init(GObjectClass* klass) {
    install_properties<Settings>(klass, kFirst, kTable);
  }
  void set_property(guint id, const GValue* value, GParamSpec*) {
    set_member(settings, kTable[id - kFirst], value);
  }
  void get_property(guint id, GValue* value, GParamSpec*) {
    get_member(settings, kTable[id - kFirst], value);
  }

  static inline int alive = 0;
  Settings settings;
};

class GlueProperty : public testing::Test {
 protected:
  GlueProperty() : object_(G_OBJECT(g_object_new(Holder::type(), nullptr))) {}
  ~GlueProperty() override {
    g_object_unref(object_);
    EXPECT_EQ(Holder::alive, 0) << "state and object live together";
  }
  GParamSpec* spec(const char* name) const {
    return g_object_class_find_property(G_OBJECT_GET_CLASS(object_), name);
  }
  GObject* object_;
};

TEST_F(GlueProperty, TakesTypeDefaultAndLimitsFromTheTable) {
  ASSERT_TRUE(G_IS_PARAM_SPEC_BOOLEAN(spec("on")));
  EXPECT_TRUE(G_PARAM_SPEC_BOOLEAN(spec("on"))->default_value);

  ASSERT_TRUE(G_IS_PARAM_SPEC_INT(spec("count")));
  const auto* count = G_PARAM_SPEC_INT(spec("count"));
  EXPECT_EQ(count->default_value, 7);
  EXPECT_EQ(count->minimum, -5);
  EXPECT_EQ(count->maximum, 100);

  ASSERT_TRUE(G_IS_PARAM_SPEC_DOUBLE(spec("level")));
  const auto* level = G_PARAM_SPEC_DOUBLE(spec("level"));
  EXPECT_EQ(level->default_value, 0.25);
  EXPECT_EQ(level->minimum, 0.125);
  EXPECT_EQ(level->maximum, 64);

  ASSERT_TRUE(G_IS_PARAM_SPEC_UINT64(spec("patience")));
  const auto* patience = G_PARAM_SPEC_UINT64(spec("patience"));
  EXPECT_EQ(patience->default_value, 1500 * GST_MSECOND);
  EXPECT_EQ(patience->minimum, 100 * GST_MSECOND);
  EXPECT_EQ(patience->maximum, 86400 * GST_SECOND);
}

TEST_F(GlueProperty, CanBeSetWhilePlaying) {
  for (const auto& row : kTable) {
    EXPECT_EQ(spec(row.name)->flags & kMutable, kMutable) << row.name;
    EXPECT_STREQ(g_param_spec_get_blurb(spec(row.name)), row.blurb);
  }
}

TEST_F(GlueProperty, StartsFromTheDefaults) {
  gboolean on = FALSE;
  gint count = 0;
  gdouble level = 0;
  guint64 patience = 0;
  g_object_get(object_, "on", &on, "count", &count, "level", &level, "patience", &patience,
               nullptr);
  EXPECT_TRUE(on);
  EXPECT_EQ(count, 7);
  EXPECT_EQ(level, 0.25);
  EXPECT_EQ(patience, 1500 * GST_MSECOND);
}

TEST_F(GlueProperty, SetsTheMembers) {
  g_object_set(object_, "on", FALSE, "count", -3, "level", 12.5, "patience",
               guint64{3600 * GST_SECOND} + 1, nullptr);
  const Settings& settings = Holder::of(object_).settings;
  EXPECT_FALSE(settings.on);
  EXPECT_EQ(settings.count, -3);
  EXPECT_EQ(settings.level, 12.5);
  EXPECT_EQ(settings.patience, 1h + 1ns);

  gboolean on = TRUE;
  gint count = 0;
  gdouble level = 0;
  guint64 patience = 0;
  g_object_get(object_, "on", &on, "count", &count, "level", &level, "patience", &patience,
               nullptr);
  EXPECT_FALSE(on);
  EXPECT_EQ(count, -3);
  EXPECT_EQ(level, 12.5);
  EXPECT_EQ(patience, 3600 * GST_SECOND + 1);
}

}  // namespace glue_property_test
}  // namespace vqa::gst
