// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <span>
#include <type_traits>
#include <variant>

#include "core/time.h"

namespace vqa::gst {

inline constexpr auto kMutable = static_cast<GParamFlags>(
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);

inline constexpr auto kReady =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);

inline constexpr double kDay = 86400;  ///< s: as long as a detector may wait for anything

/// One row of a detector's property table: a name, and the member of its Config that it sets. The
/// type and the default are those of the member. Times are guint64 nanoseconds, limits in seconds.
template <class Config>
struct Property {
  const char* name;
  const char* blurb;
  std::variant<bool Config::*, int Config::*, double Config::*, Time Config::*> member;
  double min = 0;
  double max = 0;
};

namespace detail {

inline guint64 nanoseconds(double seconds) { return static_cast<guint64>(seconds * GST_SECOND); }

inline GParamSpec* param_spec(const char* name, const char* blurb, bool value, double, double) {
  return g_param_spec_boolean(name, name, blurb, value, kMutable);
}
inline GParamSpec* param_spec(const char* name, const char* blurb, int value, double min,
                              double max) {
  return g_param_spec_int(name, name, blurb, static_cast<int>(min), static_cast<int>(max), value,
                          kMutable);
}
inline GParamSpec* param_spec(const char* name, const char* blurb, double value, double min,
                              double max) {
  return g_param_spec_double(name, name, blurb, min, max, value, kMutable);
}
inline GParamSpec* param_spec(const char* name, const char* blurb, Time value, double min,
                              double max) {
  return g_param_spec_uint64(name, name, blurb, nanoseconds(min), nanoseconds(max),
                             static_cast<guint64>(value.count()), kMutable);
}

inline void from_value(const GValue* value, bool& member) { member = g_value_get_boolean(value); }
inline void from_value(const GValue* value, int& member) { member = g_value_get_int(value); }
inline void from_value(const GValue* value, double& member) { member = g_value_get_double(value); }
inline void from_value(const GValue* value, Time& member) {
  member = Time(static_cast<Time::rep>(g_value_get_uint64(value)));
}

inline void to_value(bool member, GValue* value) { g_value_set_boolean(value, member); }
inline void to_value(int member, GValue* value) { g_value_set_int(value, member); }
inline void to_value(double member, GValue* value) { g_value_set_double(value, member); }
inline void to_value(Time member, GValue* value) {
  g_value_set_uint64(value, static_cast<guint64>(member.count()));
}

}  // namespace detail

/// Installs the table; the first row gets the id `first`.
template <class Config>
void install_properties(GObjectClass* klass, guint first, std::span<const Property<Config>> table) {
  static constexpr Config kDefaults{};
  for (const auto& row : table) {
    GParamSpec* spec = std::visit(
        [&row](auto member) {
          return detail::param_spec(row.name, row.blurb, kDefaults.*member, row.min, row.max);
        },
        row.member);
    g_object_class_install_property(klass, first++, spec);
  }
}

template <class Config>
void set_member(Config& config, const Property<Config>& row, const GValue* value) {
  std::visit([&](auto member) { detail::from_value(value, config.*member); }, row.member);
}

template <class Config>
void get_member(const Config& config, const Property<Config>& row, GValue* value) {
  std::visit([&](auto member) { detail::to_value(config.*member, value); }, row.member);
}

}  // namespace vqa::gst
