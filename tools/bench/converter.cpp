// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/converter.h"

#include <stdexcept>

#include "bench/second.h"

namespace vqa::bench {

Converter::Converter(MeasuredPipeline& pipeline, ObjectStore& store)
    : pipeline_(pipeline), store_(store) {
  for (const char* name : {"pictures", "sound"})
    if (auto sink = pipeline.element(name))
      sides_.push_back({.name = name, .sink = std::move(sink), .waiting = {}});
}

bool Converter::convert(int second) {
  bool any = false;
  std::vector<std::vector<Taken>> taken;
  for (Side& side : sides_) {
    taken.push_back(take(side, (static_cast<guint64>(second) + 1) * GST_SECOND));
    any = any || !taken.back().empty() || !side.over;
  }
  for (std::size_t i = 0; any && i < sides_.size(); ++i) put(sides_[i], second, taken[i]);
  for (const auto& samples : taken)
    for (const Taken& each : samples) gst_sample_unref(each.sample);
  return any;
}

/// All that comes before `until`.
std::vector<Converter::Taken> Converter::take(Side& side, guint64 until) {
  std::vector<Taken> taken;
  for (;;) {
    if (side.waiting.empty()) {
      GstSample* const sample = gst_app_sink_pull_sample(GST_APP_SINK(side.sink.get()));
      side.over = sample == nullptr;
      if (side.over) return taken;
      const guint64 time =
          gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                      GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
      if (GST_CLOCK_TIME_IS_VALID(time)) side.last = time;
      side.waiting.push_back({sample, side.last});
    }
    if (side.waiting.front().running_time >= until) return taken;
    taken.push_back(side.waiting.front());
    side.waiting.pop_front();
  }
}

void Converter::put(const Side& side, int second, const std::vector<Taken>& taken) {
  SecondHead head;
  std::vector<GstMapInfo> maps(taken.size());
  std::vector<Bytes> parts(1);  // the head comes first
  for (std::size_t i = 0; i < taken.size(); ++i) {
    GstBuffer* const buffer = gst_sample_get_buffer(taken[i].sample);
    if (i == 0)
      head.caps = gst::Chars(gst_caps_to_string(gst_sample_get_caps(taken[i].sample))).get();
    if (!gst_buffer_map(buffer, &maps[i], GST_MAP_READ)) throw std::runtime_error("cannot map");
    head.pieces.push_back({.running_time = taken[i].running_time,
                           .duration = GST_BUFFER_DURATION(buffer),
                           .flags = GST_BUFFER_FLAGS(buffer),
                           .size = maps[i].size});
    parts.emplace_back(maps[i].data, maps[i].size);
  }
  const std::string text = write_head(head);
  parts[0] = Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  store_.put(side.name + '/' + std::to_string(second), parts);
  for (std::size_t i = 0; i < taken.size(); ++i)
    gst_buffer_unmap(gst_sample_get_buffer(taken[i].sample), &maps[i]);
}

}  // namespace vqa::bench
