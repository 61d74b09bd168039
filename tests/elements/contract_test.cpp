// SPDX-License-Identifier: LGPL-2.1-or-later
// What every element of the plugin owes its users, whatever it does.
#include <gst/gst.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "support/harness.h"

namespace vqa::test {
namespace contract_test {

struct Unset {
  void operator()(GValue* value) const {
    g_value_unset(value);
    delete value;
  }
};
using Value = std::unique_ptr<GValue, Unset>;

Value new_value(GType type) {
  Value value(new GValue G_VALUE_INIT);
  g_value_init(value.get(), type);
  return value;
}

Value default_of(GParamSpec* spec) {
  Value value = new_value(spec->value_type);
  g_param_value_set_default(spec, value.get());
  return value;
}

// Strings have no limits: an empty one and a long one stand for them.
Value limit_of(GParamSpec* spec, bool upper) {
  Value value = new_value(spec->value_type);
  const auto pick = [upper](auto minimum, auto maximum) { return upper ? maximum : minimum; };
  if (G_IS_PARAM_SPEC_BOOLEAN(spec)) {
    g_value_set_boolean(value.get(), upper ? TRUE : FALSE);
  } else if (const auto* i = reinterpret_cast<GParamSpecInt*>(spec); G_IS_PARAM_SPEC_INT(spec)) {
    g_value_set_int(value.get(), pick(i->minimum, i->maximum));
  } else if (const auto* u = reinterpret_cast<GParamSpecUInt*>(spec); G_IS_PARAM_SPEC_UINT(spec)) {
    g_value_set_uint(value.get(), pick(u->minimum, u->maximum));
  } else if (const auto* l = reinterpret_cast<GParamSpecUInt64*>(spec);
             G_IS_PARAM_SPEC_UINT64(spec)) {
    g_value_set_uint64(value.get(), pick(l->minimum, l->maximum));
  } else if (const auto* d = reinterpret_cast<GParamSpecDouble*>(spec);
             G_IS_PARAM_SPEC_DOUBLE(spec)) {
    g_value_set_double(value.get(), pick(d->minimum, d->maximum));
  } else if (const auto* e = reinterpret_cast<GParamSpecEnum*>(spec); G_IS_PARAM_SPEC_ENUM(spec)) {
    g_value_set_enum(value.get(), pick(e->enum_class->minimum, e->enum_class->maximum));
  } else if (G_IS_PARAM_SPEC_STRING(spec)) {
    g_value_set_string(value.get(), upper ? std::string(1000, 'x').c_str() : "");
  } else {
    ADD_FAILURE() << "this test does not know properties such as " << spec->name;
  }
  return value;
}

std::string text_of(const GValue* value) {
  const gst::Chars text(g_strdup_value_contents(value));
  return text.get();
}

bool is_kebab(const std::string& name) {
  const auto is_part = [](char c) { return g_ascii_islower(c) || g_ascii_isdigit(c) || c == '-'; };
  return g_ascii_islower(name.front()) && name.back() != '-' && name.find("--") == name.npos &&
         std::all_of(name.begin(), name.end(), is_part);
}

class Contract : public testing::TestWithParam<std::string> {
 protected:
  gst::Element make() const {
    GstElement* element = gst_element_factory_make(GetParam().c_str(), nullptr);
    return gst::Element(static_cast<GstElement*>(gst_object_ref_sink(element)));
  }

  /// Its own properties, not those of its parents.
  static std::vector<GParamSpec*> properties(GstElement* element) {
    guint count = 0;
    GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
    std::vector<GParamSpec*> own;
    for (guint i = 0; i < count; ++i) {
      if (specs[i]->owner_type == G_OBJECT_TYPE(element)) own.push_back(specs[i]);
    }
    g_free(specs);
    return own;
  }

  static bool has(GstElement* element, const char* property) {
    return g_object_class_find_property(G_OBJECT_GET_CLASS(element), property) != nullptr;
  }

  // What an element needs to start at all, and not to write into the output of the tests.
  void prepare(GstElement* element) {
    if (has(element, "targets")) {
      g_object_set(element, "targets", ("file:" + dir_.path("events.jsonl")).c_str(), nullptr);
    }
    if (!has(element, "uri")) return;
    const std::string clip = dir_.path("clip.avi");
    Pipeline maker(
        "videotestsrc num-buffers=10 ! video/x-raw,width=64,height=48 ! jpegenc ! avimux "
        "! filesink location=" +
        clip);
    ASSERT_EQ(maker.run(), GST_MESSAGE_EOS);
    g_object_set(element, "uri", clip.c_str(), nullptr);
  }

 private:
  TempDir dir_;
};

TEST_P(Contract, SaysWhatItIs) {
  GstElementFactory* factory = gst_element_factory_find(GetParam().c_str());
  ASSERT_NE(factory, nullptr);
  for (const char* key : {GST_ELEMENT_METADATA_LONGNAME, GST_ELEMENT_METADATA_KLASS,
                          GST_ELEMENT_METADATA_DESCRIPTION, GST_ELEMENT_METADATA_AUTHOR}) {
    const char* text = gst_element_factory_get_metadata(factory, key);
    ASSERT_NE(text, nullptr) << key;
    EXPECT_STRNE(text, "") << key;
  }
  EXPECT_TRUE(g_str_has_prefix(GetParam().c_str(), "vqa"));
  EXPECT_EQ(gst_plugin_feature_get_rank(GST_PLUGIN_FEATURE(factory)), guint{GST_RANK_NONE})
      << "autoplugging must never pick it";
  gst_object_unref(factory);
}

TEST_P(Contract, DocumentsItsProperties) {
  const gst::Element element = make();
  const auto own = properties(element.get());
  EXPECT_FALSE(own.empty());
  for (GParamSpec* spec : own) {
    EXPECT_TRUE(is_kebab(spec->name)) << spec->name;
    const char* blurb = g_param_spec_get_blurb(spec);
    ASSERT_NE(blurb, nullptr) << spec->name;
    EXPECT_GT(std::string(blurb).size(), 10U) << spec->name;
    EXPECT_STRNE(blurb, g_param_spec_get_name(spec));
    if ((spec->flags & G_PARAM_WRITABLE) == 0) continue;
    const auto mutability = GST_PARAM_MUTABLE_READY | GST_PARAM_MUTABLE_PAUSED |
                            GST_PARAM_MUTABLE_PLAYING | G_PARAM_CONSTRUCT_ONLY;
    EXPECT_NE(spec->flags & mutability, 0) << "when may " << spec->name << " be set?";
  }
}

TEST_P(Contract, StartsFromTheDefaultsThatItTells) {
  const gst::Element element = make();
  for (GParamSpec* spec : properties(element.get())) {
    const Value fallback = default_of(spec);
    EXPECT_FALSE(g_param_value_validate(spec, fallback.get())) << spec->name << ": out of range";
    ASSERT_NE(spec->flags & G_PARAM_READABLE, 0) << spec->name;
    const Value value = new_value(spec->value_type);
    g_object_get_property(G_OBJECT(element.get()), spec->name, value.get());
    if ((spec->flags & G_PARAM_WRITABLE) == 0) continue;
    EXPECT_EQ(text_of(value.get()), text_of(fallback.get())) << spec->name;
  }
}

TEST_P(Contract, KeepsWhatItsPropertiesAreSetTo) {
  const gst::Element element = make();
  for (GParamSpec* spec : properties(element.get())) {
    if ((spec->flags & G_PARAM_WRITABLE) == 0) continue;
    Value values[] = {limit_of(spec, false), limit_of(spec, true), default_of(spec)};
    for (const auto& value : values) {
      g_object_set_property(G_OBJECT(element.get()), spec->name, value.get());
      const Value kept = new_value(spec->value_type);
      g_object_get_property(G_OBJECT(element.get()), spec->name, kept.get());
      EXPECT_EQ(text_of(kept.get()), text_of(value.get())) << spec->name;
    }
  }
}

TEST_P(Contract, TakesANullString) {
  const gst::Element element = make();
  for (GParamSpec* spec : properties(element.get())) {
    if (!G_IS_PARAM_SPEC_STRING(spec) || (spec->flags & G_PARAM_WRITABLE) == 0) continue;
    g_object_set(element.get(), spec->name, nullptr, nullptr);
    char* kept = nullptr;
    g_object_get(element.get(), spec->name, &kept, nullptr);
    const gst::Chars owned(kept);
    EXPECT_TRUE(kept == nullptr || *kept == '\0') << spec->name;
  }
}

TEST_P(Contract, StartsAndStopsAgainAndAgain) {
  const gst::Element element = make();
  prepare(element.get());
  BusLog bus;
  gst_element_set_bus(element.get(), bus.bus());
  for (const GstState top : {GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING}) {
    for (int i = 0; i < 10; ++i) {
      bus.clear();
      ASSERT_NE(gst_element_set_state(element.get(), top), GST_STATE_CHANGE_FAILURE) << top;
      // Decoders that are cut off in the middle may complain: what comes later does not count.
      ASSERT_EQ(bus.texts(GST_MESSAGE_ERROR), std::vector<std::string>{});
      ASSERT_EQ(gst_element_set_state(element.get(), GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    }
  }
  gst_element_set_bus(element.get(), nullptr);
}

TEST_P(Contract, GoesAwayWithItsLastReference) {
  std::atomic<bool> gone = false;
  const auto notice = [](gpointer flag, GObject*) {
    *static_cast<std::atomic<bool>*>(flag) = true;
  };
  for (const GstState top : {GST_STATE_NULL, GST_STATE_PLAYING}) {
    gst::Element element = make();
    prepare(element.get());
    gone = false;
    g_object_weak_ref(G_OBJECT(element.get()), notice, &gone);
    gst_element_set_state(element.get(), top);
    gst_element_set_state(element.get(), GST_STATE_NULL);
    ASSERT_FALSE(gone);
    element.reset();
    // A thread of GStreamer's that changes states of bins may hold it a little longer.
    for (int i = 0; i < 10000 && !gone; ++i) g_usleep(1000);
    ASSERT_TRUE(gone) << "after " << gst_element_state_get_name(top);
  }
}

TEST(ContractOfPlugin, HoldsTheElementsOfTheList) {
  const auto names = our_elements();
  EXPECT_GE(names.size(), 3U);
  EXPECT_GE(our_video_elements().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Elements, Contract, testing::ValuesIn(our_elements()),
                         [](const auto& info) { return info.param; });

}  // namespace contract_test
}  // namespace vqa::test
