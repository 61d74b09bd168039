// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/source_settings.h"

#include <optional>
#include <string>
#include <string_view>

#include "glue/raii.h"

namespace vqa::gst {
namespace {

constexpr guint kNotYours = 30;           // seconds
constexpr gint kReceiveBuffer = 8 << 20;  // bytes; the system may allow less

bool has(GstElement* element, const char* property) {
  return g_object_class_find_property(G_OBJECT_GET_CLASS(element), property) != nullptr;
}

// What a query says: udp://239.1.1.1:5000?multicast-iface=eth1
std::optional<std::string> in_query(std::string_view uri, const std::string& key) {
  for (const char* mark : {"?", "&"}) {
    const auto at = uri.find(mark + key + "=");
    if (at == uri.npos) continue;
    const auto value = uri.substr(at + key.size() + 2);
    return std::string(value.substr(0, value.find_first_of("&#")));
  }
  return std::nullopt;
}

}  // namespace

void SourceSettings::attach(GstElement* uridecodebin) {
  decode_ = uridecodebin;
  const auto set_up = +[](GstElement*, GstElement* source, gpointer self) {
    static_cast<SourceSettings*>(self)->set_up(source);
  };
  g_signal_connect(decode_, "source-setup", G_CALLBACK(set_up), this);
  const auto added = +[](GstBin*, GstElement* element, gpointer self) {
    static_cast<const SourceSettings*>(self)->help_finding_type(element);
  };
  g_signal_connect(decode_, "element-added", G_CALLBACK(added), this);
}

void SourceSettings::set(const Values& values) {
  values_ = values;
  g_object_set(decode_, "connection-speed", values_.variant, nullptr);
}

std::string SourceSettings::uri() const {
  char* address = nullptr;
  g_object_get(decode_, "uri", &address, nullptr);
  const Chars uri(address);
  return uri ? uri.get() : "";
}

// GStreamer 1.22 takes a DASH manifest of 2 to 4 KiB for any XML, if it comes through HTTP.
void SourceSettings::help_finding_type(GstElement* element) const {
  GstElementFactory* factory = gst_element_get_factory(element);
  if (factory == nullptr || g_strcmp0(GST_OBJECT_NAME(factory), "typefind") != 0) return;
  const std::string text = uri();
  if (!std::string_view(text).substr(0, text.find_first_of("?#")).ends_with(".mpd")) return;
  const Caps caps(gst_caps_new_empty_simple("application/dash+xml"));
  g_object_set(element, "force-caps", caps.get(), nullptr);
}

void SourceSettings::set_up(GstElement* source) const {
  const std::string text = uri();
  if (has(source, "latency") && !in_query(text, "latency")) {
    const std::string ms = std::to_string(values_.latency / GST_MSECOND);
    gst_util_set_object_arg(G_OBJECT(source), "latency", ms.c_str());
  }
  // Elements do not all read it themselves.
  if (const auto name = in_query(text, "multicast-iface"); name && has(source, "multicast-iface"))
    g_object_set(source, "multicast-iface", name->c_str(), nullptr);
  // It would go on trying by itself, and say so in warnings only.
  if (has(source, "auto-reconnect")) g_object_set(source, "auto-reconnect", FALSE, nullptr);
  // What is silent is for the monitor to tell: as silent, and not as a failure.
  if (has(source, "idle-timeout")) g_object_set(source, "timeout", kNotYours, nullptr);
  for (const char* name : {"buffer-size", "udp-buffer-size"}) {
    if (has(source, name)) g_object_set(source, name, kReceiveBuffer, nullptr);
  }
}

}  // namespace vqa::gst
