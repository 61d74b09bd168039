// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqaavsync
 * @title: vqaavsync
 *
 * Reports when sound and picture do not belong together. The picture passes from `vsink` to `vsrc`
 * and the sound from `asink` to `asrc`: the same buffers, and neither side ever waits for the
 * other. Events are element messages named `vqa-event` with `detector` "avsync" and one of these
 * kinds; offsets are positive when the sound is late, and `details.words` says it in words:
 *
 * * `offset`: the sound is early or late, by flashes and beeps in a clip for this, or against
 * another tap of the same programme, whose prints are in #reference (it wrote them as
 * #record-reference), or, if more than 250 ms, by the lips of who speaks (#speech). A warning from
 * #early-limit or #late-limit on, critical from #early-critical or #late-critical.
 * * `shift`: by lips, the sound is earlier or later than it used to be in this stream.
 * * `gap`: the time stamps of one side jump by #min-gap or more.
 * * `drift`: the clock of the sound runs away from its time stamps by #drift-limit or more.
 * * `stop`: one side is missing while the other goes on, for #stop-duration.
 *
 * |[
 * gst-launch-1.0 -m vqaavsync name=s videotestsrc num-buffers=99 ! s.vsink s.vsrc ! fakesink \
 *   audiotestsrc num-buffers=99 ! s.asink s.asrc ! fakesink
 * ]|
 */

#include <atomic>
#include <iterator>
#include <string>

#include "avsync/profile.h"
#include "avsync/two_sides.h"
#include "glue/object_type.h"
#include "glue/property.h"

namespace vqa::gst {
namespace {

constexpr Property<AvSyncConfig> kProperties[] = {
    {"early-limit", "Sound this early is a warning, in ns", &AvSyncConfig::early_limit, 0.001, 10},
    {"late-limit", "Sound this late is a warning, in ns", &AvSyncConfig::late_limit, 0.001, 10},
    {"early-critical", "Sound this early is critical, in ns", &AvSyncConfig::early_critical, 0.001,
     10},
    {"late-critical", "Sound this late is critical, in ns", &AvSyncConfig::late_critical, 0.001,
     10},
    {"clear-duration", "All in order for this long ends an incident, in ns",
     &AvSyncConfig::clear_duration, 0, kDay},
    {"min-gap", "Time stamps that jump by less are in order, in ns", &AvSyncConfig::min_gap, 0.005,
     10},
    {"critical-gap", "Time stamps that jump by this much are critical, in ns",
     &AvSyncConfig::critical_gap, 0.005, kDay},
    {"drift-limit", "A clock that drifts by less is in order, in ppm", &AvSyncConfig::drift_limit,
     1, 1e5},
    {"stop-duration", "One side missing for this long is a warning, in ns",
     &AvSyncConfig::stop_duration, 0.2, kDay},
    {"critical-stop", "One side missing for this long is critical, in ns",
     &AvSyncConfig::critical_stop, 0.2, kDay},
    {"speech", "Look at faces, and compare how they move with what is said", &AvSyncConfig::speech},
};

class AvSyncElement : public ObjectType<AvSyncElement, GstElement, GstElementClass> {
 public:
  static constexpr char kTypeName[] = "GstVqaAvSync";
  static GType parent_type() { return GST_TYPE_ELEMENT; }

  explicit AvSyncElement(GstElement* element) : element_(element), sides_(element) {}

  static void class_init(GstElementClass* klass) {
    auto* object_class = G_OBJECT_CLASS(klass);
    Reporter::install_properties(object_class, true);
    install_properties<AvSyncConfig>(object_class, Reporter::kFirstOwn, kProperties);
    const auto file = [object_class](guint id, const char* name, const char* blurb) {
      g_object_class_install_property(object_class, id,
                                      g_param_spec_string(name, name, blurb, "", kReady));
    };
    g_object_class_install_property(object_class, kProfile, profile_spec());
    file(kRecord, "record-reference",
         "File for prints of what passes, for another tap to compare with");
    file(kReference, "reference", "File of such prints, which may still grow, to compare with");
    gst_element_class_set_static_metadata(
        klass, "Sound and picture comparer", "Filter/Analyzer/Video/Audio",
        "Reports when sound and picture do not belong together", "The VQA authors");
    TwoSides::add_templates(klass);
    klass->change_state = [](GstElement* element, GstStateChange change) {
      return of(element).change_state(change);
    };
  }

  void set_property(guint id, const GValue* value, GParamSpec* spec) {
    if (sides_.reporter().set_property(id, value)) return;
    if (std::string* path = path_of(id)) {
      const ObjectLock lock(element_);
      const char* text = g_value_get_string(value);
      *path = text != nullptr ? text : "";
      return;
    }
    const auto* row = own_property(id);
    if (id == kProfile) {
      profile_ = g_value_get_enum(value);
      sides_.with_config([this](AvSyncConfig& config) { apply_profile(profile_, config); });
    } else if (row != nullptr) {
      sides_.with_config([&](AvSyncConfig& config) { set_member(config, *row, value); });
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

  void get_property(guint id, GValue* value, GParamSpec* spec) {
    if (sides_.reporter().get_property(id, value)) return;
    if (const std::string* path = path_of(id)) {
      const ObjectLock lock(element_);
      g_value_set_string(value, path->c_str());
    } else if (id == kProfile) {
      g_value_set_enum(value, profile_);
    } else if (const auto* row = own_property(id)) {
      sides_.with_config([&](const AvSyncConfig& config) { get_member(config, *row, value); });
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

 private:
  enum : guint { kProfile = Reporter::kFirstOwn + std::size(kProperties), kRecord, kReference };

  static const Property<AvSyncConfig>* own_property(guint id) {
    return id >= Reporter::kFirstOwn && id < kProfile ? &kProperties[id - Reporter::kFirstOwn]
                                                      : nullptr;
  }

  std::string* path_of(guint id) {
    return id == kRecord ? &record_ : id == kReference ? &reference_ : nullptr;
  }

  GstStateChangeReturn change_state(GstStateChange change) {
    if (change == GST_STATE_CHANGE_READY_TO_PAUSED && !start()) return GST_STATE_CHANGE_FAILURE;
    const auto result = parent_class()->change_state(element_, change);
    if (change == GST_STATE_CHANGE_PAUSED_TO_READY) sides_.stop();
    return result;
  }

  bool start() {
    std::string record, reference;
    {
      const ObjectLock lock(element_);
      record = record_;
      reference = reference_;
    }
    return sides_.start(record, reference);
  }

  GstElement* element_;
  TwoSides sides_;
  std::atomic<int> profile_ = kDefaultProfile;
  std::string record_, reference_;  ///< guarded by the object lock
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqaavsync)
GST_ELEMENT_REGISTER_DEFINE(vqaavsync, "vqaavsync", GST_RANK_NONE, vqa::gst::AvSyncElement::type())
