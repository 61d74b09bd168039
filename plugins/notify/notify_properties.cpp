// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/notify_properties.h"

#include <iterator>
#include <type_traits>
#include <variant>

#include "glue/property.h"

namespace vqa::gst {
namespace {

struct Row {
  const char* name;
  const char* blurb;
  std::variant<std::string NotifyConfig::*, Time NotifyConfig::*, unsigned NotifyConfig::*,
               std::uint64_t NotifyConfig::*>
      member;
};

constexpr Row kRows[] = {
    {"targets", "Where notifications go: URIs separated by spaces (stdout: file:///path.jsonl)",
     &NotifyConfig::targets},
    {"label", "Name of the stream for events that have none", &NotifyConfig::label},
    {"state-dir",
     "Where notifications are kept until they are delivered, and after that as history (empty = "
     "vqa below the XDG state directory, none = in memory alone)",
     &NotifyConfig::state_dir},
    {"retention", "How long the history is kept, in ns (0 = for ever)", &NotifyConfig::retention},
    {"storm-limit",
     "So many incidents of one kind within a minute are told to people one by one, more as one "
     "storm (0 = all)",
     &NotifyConfig::storm_limit},
    {"heartbeat", "How often to tell that the monitor lives, in ns (0 = never)",
     &NotifyConfig::heartbeat},
    {"heartbeat-file",
     "A file that is written about every second as long as data flows or is told to be lost, for "
     "whoever restarts what hangs (empty = none)",
     &NotifyConfig::heartbeat_file},
    {"lost-timeout",
     "A live stream of which nothing comes for this long is lost, in ns (0 = never)",
     &NotifyConfig::lost_timeout},
    {"evidence-limit",
     "So many bytes of pictures of incidents are kept below state-dir, for all monitors that share "
     "it (0 = no pictures)",
     &NotifyConfig::evidence_limit},
    {"evidence-clip",
     "So long before and after an incident the undecoded transport stream is kept as a clip beside "
     "the picture, in ns (0 = no clips)",
     &NotifyConfig::evidence_clip},
    {"evidence-width", "A picture of an incident is scaled to no more than so many pixels",
     &NotifyConfig::evidence_width},
};

const Row* row_of(guint id) { return id >= 1 && id <= std::size(kRows) ? &kRows[id - 1] : nullptr; }

GParamSpec* spec(const Row& row, const std::string& value) {
  return g_param_spec_string(row.name, row.name, row.blurb, value.c_str(), kReady);
}
GParamSpec* spec(const Row& row, Time value) {
  return g_param_spec_uint64(row.name, row.name, row.blurb, 0, G_MAXINT64,
                             static_cast<guint64>(value.count()), kReady);
}
GParamSpec* spec(const Row& row, unsigned value) {
  return g_param_spec_uint(row.name, row.name, row.blurb, 0, G_MAXUINT, value, kReady);
}
GParamSpec* spec(const Row& row, std::uint64_t value) {
  return g_param_spec_uint64(row.name, row.name, row.blurb, 0, G_MAXUINT64, value, kReady);
}

void read(const GValue* value, std::string& into) {
  const char* text = g_value_get_string(value);
  into = text != nullptr ? text : "";
}
void read(const GValue* value, Time& into) {
  into = Time(static_cast<Time::rep>(g_value_get_uint64(value)));
}
void read(const GValue* value, std::uint64_t& into) { into = g_value_get_uint64(value); }
void read(const GValue* value, unsigned& into) { into = g_value_get_uint(value); }

void write(const std::string& from, GValue* value) { g_value_set_string(value, from.c_str()); }
void write(Time from, GValue* value) {
  g_value_set_uint64(value, static_cast<guint64>(from.count()));
}
void write(std::uint64_t from, GValue* value) { g_value_set_uint64(value, from); }
void write(unsigned from, GValue* value) { g_value_set_uint(value, from); }

}  // namespace

guint install_notify_properties(GObjectClass* klass) {
  static const NotifyConfig kDefaults{};
  guint id = 0;
  for (const Row& row : kRows) {
    g_object_class_install_property(
        klass, ++id, std::visit([&](auto m) { return spec(row, kDefaults.*m); }, row.member));
  }
  return id + 1;
}

bool set_notify_property(NotifyConfig& config, guint id, const GValue* value) {
  const Row* row = row_of(id);
  if (row != nullptr) std::visit([&](auto m) { read(value, config.*m); }, row->member);
  return row != nullptr;
}

bool get_notify_property(const NotifyConfig& config, guint id, GValue* value) {
  const Row* row = row_of(id);
  if (row != nullptr) std::visit([&](auto m) { write(config.*m, value); }, row->member);
  return row != nullptr;
}

}  // namespace vqa::gst
