// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/element_costs.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <utility>

namespace vqa::bench {
namespace {

constexpr std::pair<const char*, const char*> kWays[] = {
    {"sink", "src"}, {"vsink", "vsrc"}, {"asink", "asrc"}};

std::int64_t thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool is_ours(GstElement* element) {
  GstElementFactory* const factory = gst_element_get_factory(element);
  return factory != nullptr && std::string_view(GST_OBJECT_NAME(factory)).substr(0, 3) == "vqa";
}

}  // namespace

ElementCosts::ElementCosts(GstElement* pipeline) {
  const gst::Iterator all(gst_bin_iterate_recurse(GST_BIN(pipeline)));
  const auto watch = [](const GValue* value, gpointer self) {
    static_cast<ElementCosts*>(self)->watch(GST_ELEMENT(g_value_get_object(value)));
  };
  gst_iterator_foreach(all.get(), watch, this);
}

void ElementCosts::watch(GstElement* element) {
  if (!is_ours(element)) return;
  for (const auto& [in, out] : kWays) {
    const gst::Pad sink(gst_element_get_static_pad(element, in));
    const gst::Pad source(gst_element_get_static_pad(element, out));
    if (!sink || !source) continue;
    Way& way = ways_.emplace_back();
    way.name =
        GST_OBJECT_NAME(element) + (in == std::string_view("sink") ? "" : std::string(".") + in);
    gst_pad_add_probe(sink.get(), GST_PAD_PROBE_TYPE_BUFFER, on_enter, &way, nullptr);
    gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_BUFFER, on_leave, &way, nullptr);
  }
}

GstPadProbeReturn ElementCosts::on_enter(GstPad*, GstPadProbeInfo*, gpointer data) {
  static_cast<Way*>(data)->entered = thread_time();
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn ElementCosts::on_leave(GstPad*, GstPadProbeInfo*, gpointer data) {
  Way& way = *static_cast<Way*>(data);
  const std::int64_t spent = thread_time() - way.entered;
  way.spent += spent;
  way.longest = std::max(way.longest.load(), spent);
  ++way.buffers;
  return GST_PAD_PROBE_OK;
}

std::string ElementCosts::json() const {
  std::string text = "{";
  for (const Way& way : ways_) {
    char line[200];
    std::snprintf(
        line, sizeof line, "%s\"%s\": {\"cpu\": %.9f, \"buffers\": %lld, \"longest\": %.9f}",
        text.size() > 1 ? ", " : "", way.name.c_str(), static_cast<double>(way.spent) / 1e9,
        static_cast<long long>(way.buffers), static_cast<double>(way.longest) / 1e9);
    text += line;
  }
  return text + "}";
}

}  // namespace vqa::bench
