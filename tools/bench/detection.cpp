// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/detection.h"

#include <stdexcept>

namespace vqa::bench {

Detection::Detection(MeasuredPipeline& pipeline, ObjectStore& store, std::string name)
    : pipeline_(pipeline), store_(store), name_(std::move(name)) {
  for (const char* side : {"pictures", "sound"})
    if (auto source = pipeline.element(side))
      sides_.push_back(
          {.name = side, .caps = {}, .apart = {}, .source = std::move(source), .block = {}});
}

void Detection::detect(int second) {
  for (Side& side : sides_) fetch(side, second);
  pipeline_.wait_for_buffers(pushed_);
  put_result(std::to_string(second));
}

void Detection::finish() {
  for (Side& side : sides_) gst_app_src_end_of_stream(GST_APP_SRC(side.source.get()));
  pipeline_.wait_for_end();
  put_result("end");
}

void Detection::fetch(Side& side, int second) {
  GstMapInfo map{};
  store_.get(side.name + '/' + std::to_string(second), [&](std::size_t size) {
    // The last second lies where the next one may, unless somebody still looks at it.
    if (!side.block || side.block->maxsize < size || GST_MINI_OBJECT_REFCOUNT(side.block.get()) > 1)
      side.block.reset(gst_allocator_alloc(nullptr, size + size / 8, nullptr));
    gst_memory_resize(side.block.get(), 0, size);
    if (!gst_memory_map(side.block.get(), &map, GST_MAP_WRITE)) throw std::runtime_error("no room");
    return std::span(map.data, map.size);
  });
  const auto read = read_head({reinterpret_cast<const char*>(map.data), map.size});
  gst_memory_unmap(side.block.get(), &map);
  if (!read) throw std::runtime_error("that is no second of a stream");
  push(side, *read);
}

void Detection::set_caps(Side& side, const std::string& text) {
  side.caps = text;
  const gst::Caps caps(gst_caps_from_string(text.c_str()));
  gst_app_src_set_caps(GST_APP_SRC(side.source.get()), caps.get());
  GstAudioInfo info;
  side.apart.reset();
  if (side.name == "sound" && gst_audio_info_from_caps(&info, caps.get()) &&
      info.layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    side.apart = info;
}

void Detection::push(Side& side, const ReadHead& read) {
  GstAppSrc* const source = GST_APP_SRC(side.source.get());
  if (!read.head.caps.empty() && read.head.caps != side.caps) set_caps(side, read.head.caps);
  std::size_t place = read.length;
  for (const Piece& piece : read.head.pieces) {
    GstBuffer* const buffer = gst_buffer_new();
    gst_buffer_append_memory(buffer, gst_memory_share(side.block.get(), static_cast<gssize>(place),
                                                      static_cast<gssize>(piece.size)));
    GST_BUFFER_PTS(buffer) = piece.running_time;
    GST_BUFFER_DURATION(buffer) = piece.duration;
    GST_BUFFER_FLAGS(buffer) |= piece.flags & ~unsigned{GST_BUFFER_FLAG_TAG_MEMORY};
    if (side.apart)
      gst_buffer_add_audio_meta(buffer, &*side.apart,
                                piece.size / static_cast<gsize>(side.apart->bpf), nullptr);
    place += piece.size;
    if (gst_app_src_push_buffer(source, buffer) != GST_FLOW_OK)
      throw std::runtime_error("the detector takes nothing more");
    ++pushed_;
  }
}

void Detection::put_result(const std::string& second) {
  const std::string verdicts = pipeline_.take_verdicts();
  store_.put("results/" + name_ + '/' + second,
             {Bytes(reinterpret_cast<const std::uint8_t*>(verdicts.data()), verdicts.size())});
}

}  // namespace vqa::bench
