// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/properties.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <variant>

#include "monitor/monitor.h"
#include "notify/notify.h"

namespace vqa::fleet {
namespace {

std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = corner + (a[i] == b[j] ? 0 : 1);
      corner = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, corner + 1});
    }
  }
  return row.back();
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  const auto best = std::min_element(known.begin(), known.end(), [&](auto& a, auto& b) {
    return distance(word, a) < distance(word, b);
  });
  const bool is_near = best != known.end() && distance(word, *best) <= 1 + word.size() / 3;
  return is_near ? ": did you mean " + *best + "?" : "";
}

bool is_settable(const GParamSpec* spec) {
  return (spec->flags & G_PARAM_WRITABLE) != 0 && spec->owner_type != GST_TYPE_OBJECT &&
         spec->owner_type != GST_TYPE_BIN;
}

std::vector<std::string> names_of(GstElement* element) {
  guint count = 0;
  GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
  std::vector<std::string> names;
  for (guint i = 0; i < count; ++i) {
    if (is_settable(specs[i])) names.emplace_back(specs[i]->name);
  }
  g_free(specs);
  return names;
}

std::string range_of(GParamSpec* spec) {
  const auto text = [spec](auto from, auto to) {
    const auto in_words = [](auto value) {
      std::ostringstream words;
      words << value;
      return words.str();
    };
    const std::string blurb = g_param_spec_get_blurb(spec);
    const bool is_time = to > 1e9 && blurb.find(" ns") != blurb.npos;
    return "a number from " + in_words(from) + " to " + in_words(to) +
           (is_time ? " (times are in ns: 3 s are 3000000000)" : "");
  };
  if (G_IS_PARAM_SPEC_UINT64(spec)) {
    return text(G_PARAM_SPEC_UINT64(spec)->minimum, G_PARAM_SPEC_UINT64(spec)->maximum);
  }
  if (G_IS_PARAM_SPEC_UINT(spec)) {
    return text(G_PARAM_SPEC_UINT(spec)->minimum, G_PARAM_SPEC_UINT(spec)->maximum);
  }
  if (G_IS_PARAM_SPEC_INT(spec)) {
    return text(G_PARAM_SPEC_INT(spec)->minimum, G_PARAM_SPEC_INT(spec)->maximum);
  }
  if (G_IS_PARAM_SPEC_DOUBLE(spec)) {
    return text(G_PARAM_SPEC_DOUBLE(spec)->minimum, G_PARAM_SPEC_DOUBLE(spec)->maximum);
  }
  if (G_IS_PARAM_SPEC_BOOLEAN(spec)) return "true or false";
  if (!G_IS_PARAM_SPEC_ENUM(spec))
    return "what GStreamer reads as " + std::string(G_PARAM_SPEC_TYPE_NAME(spec));
  std::string words;
  const GEnumClass* values = G_PARAM_SPEC_ENUM(spec)->enum_class;
  for (guint i = 0; i < values->n_values; ++i) {
    words += (words.empty() ? "one of " : ", ") + std::string(values->values[i].value_nick);
  }
  return words;
}

}  // namespace

std::unique_ptr<Properties> Properties::load() {
  GstElement* monitor = gst_element_factory_make("vqamonitor", nullptr);
  if (monitor == nullptr) return nullptr;
  return std::unique_ptr<Properties>(new Properties(GST_ELEMENT(gst_object_ref_sink(monitor))));
}

Properties::Properties(GstElement* monitor) : monitor_(monitor) {
  for (GList* child = GST_BIN_CHILDREN(monitor); child != nullptr; child = child->next) {
    const std::string name = GST_OBJECT_NAME(child->data);
    parts_[name] = GST_ELEMENT(child->data);
    if (name.starts_with("vqa") && name != "vqanotify") detectors_.push_back(name.substr(3));
  }
  std::sort(detectors_.begin(), detectors_.end());
}

Properties::~Properties() { gst_object_unref(monitor_); }

std::optional<std::string> Properties::problem_of_value(GParamSpec* spec,
                                                        const std::string& value) const {
  if (G_IS_PARAM_SPEC_STRING(spec)) return std::nullopt;
  GValue parsed = G_VALUE_INIT;
  g_value_init(&parsed, spec->value_type);
  // (g_param_value_validate says that it had to change what is out of range.)
  const bool is_good = gst_value_deserialize(&parsed, value.c_str()) != FALSE &&
                       g_param_value_validate(spec, &parsed) == FALSE;
  g_value_unset(&parsed);
  if (is_good) return std::nullopt;
  return "\"" + value + "\" is not " + range_of(spec);
}

std::optional<std::string> Properties::problem(const std::string& key, const std::string& value) {
  const auto colons = key.rfind("::");
  GstElement* element = monitor_;
  std::string part = "vqamonitor", property = key;
  if (colons != key.npos) {
    part = key.substr(0, colons);
    property = key.substr(colons + 2);
    const auto found = parts_.find(part);
    if (found == parts_.end()) {
      std::vector<std::string> known;
      for (const auto& [name, unused] : parts_) known.push_back(name);
      return "vqamonitor has no part \"" + part + "\"" + nearest(part, known);
    }
    element = found->second;
  }
  GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), property.c_str());
  if (spec == nullptr || !is_settable(spec)) {
    return part + " has no property \"" + property + "\"" + nearest(property, names_of(element)) +
           " (gst-inspect-1.0 " + part + " lists them)";
  }
  if (key == "detectors") {
    auto chosen = choose_detectors(value, detectors_);
    if (const auto* bad = std::get_if<BadDetectors>(&chosen)) return bad->problem;
  }
  if (key == "targets") {
    auto targets = make_targets(value);
    if (const auto* bad = std::get_if<BadTarget>(&targets)) return bad->problem;
  }
  return problem_of_value(spec, value);
}

std::optional<std::string> Properties::problem_of_uri(const std::string& uri) {
  if (uri.starts_with('{')) return std::nullopt;  // all of it is a secret
  char* protocol = gst_uri_get_protocol(uri.c_str());
  if (protocol == nullptr) {
    if (uri.starts_with('/')) return std::nullopt;
    return "\"" + without_secrets(uri) +
           "\" is neither a URI nor the path of a file: write scheme://address, or /path/to/file";
  }
  const auto [known, is_new] = protocols_.try_emplace(protocol, false);
  if (is_new) known->second = gst_uri_protocol_is_supported(GST_URI_SRC, protocol) != FALSE;
  const std::string name = protocol;
  g_free(protocol);
  if (known->second) return std::nullopt;
  return "nothing installed reads " + name +
         ": check the spelling, or install gstreamer1.0-plugins-good and -bad";
}

}  // namespace vqa::fleet
