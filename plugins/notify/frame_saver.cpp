// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/frame_saver.h"

#include <gst/video/video.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

#include "notify/block_signals.h"
#include "notify/picture.h"

namespace vqa::gst {
namespace {

constexpr unsigned kWidest = 16384;

struct FreeConverter {
  void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
};

class MappedFrame {
 public:
  MappedFrame(GstVideoInfo* info, GstBuffer* buffer, GstMapFlags flags) {
    if (gst_video_frame_map(&frame_, info, buffer, flags) == FALSE) {
      throw std::runtime_error("its memory cannot be read");
    }
  }
  ~MappedFrame() { gst_video_frame_unmap(&frame_); }
  MappedFrame(const MappedFrame&) = delete;
  MappedFrame& operator=(const MappedFrame&) = delete;
  GstVideoFrame* get() { return &frame_; }

 private:
  GstVideoFrame frame_;
};

// As large as wanted, and no larger than it is shown, with square pixels.
GstVideoInfo small_info(const GstVideoInfo& in, int width) {
  const double shown = static_cast<double>(GST_VIDEO_INFO_WIDTH(&in)) * GST_VIDEO_INFO_PAR_N(&in) /
                       GST_VIDEO_INFO_PAR_D(&in);
  const double wide = std::min<double>(width, shown);
  const auto size = [](double pixels) { return static_cast<guint>(std::max(1., pixels + 0.5)); };
  GstVideoInfo out;
  gst_video_info_set_interlaced_format(&out, GST_VIDEO_FORMAT_BGRx,
                                       GST_VIDEO_INFO_INTERLACE_MODE(&in), size(wide),
                                       size(GST_VIDEO_INFO_HEIGHT(&in) * wide / shown));
  GST_VIDEO_INFO_FPS_N(&out) = GST_VIDEO_INFO_FPS_N(&in);
  GST_VIDEO_INFO_FPS_D(&out) = GST_VIDEO_INFO_FPS_D(&in);
  return out;
}

Picture picture_of(const GstVideoFrame& frame) {
  Picture picture(GST_VIDEO_FRAME_WIDTH(&frame), GST_VIDEO_FRAME_HEIGHT(&frame));
  const auto* from = static_cast<const guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  for (int y = 0; y < picture.height; ++y, from += GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0)) {
    std::copy_n(from, picture.width * 4, picture.row(y));
  }
  return picture;
}

struct Scaled {
  Picture picture;
  double x, y;  ///< of a pixel of the frame
};

Scaled scaled(GstBuffer* frame, const GstCaps* caps, int width) {
  GstVideoInfo in;
  if (caps == nullptr || gst_video_info_from_caps(&in, caps) == FALSE) {
    throw std::runtime_error("its format is unknown");
  }
  GstVideoInfo out = small_info(in, width);
  const std::unique_ptr<GstVideoConverter, FreeConverter> converter(
      gst_video_converter_new(&in, &out, nullptr));
  if (!converter) throw std::runtime_error("its format cannot be converted");
  const Buffer made(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&out), nullptr));
  MappedFrame source(&in, frame, GST_MAP_READ), target(&out, made.get(), GST_MAP_READWRITE);
  gst_video_converter_frame(converter.get(), source.get(), target.get());
  return {.picture = picture_of(*target.get()),
          .x = static_cast<double>(GST_VIDEO_INFO_WIDTH(&out)) / GST_VIDEO_INFO_WIDTH(&in),
          .y = static_cast<double>(GST_VIDEO_INFO_HEIGHT(&out)) / GST_VIDEO_INFO_HEIGHT(&in)};
}

Picture with_outline(const Scaled& scaled, const WantedEvidence& evidence) {
  Picture picture = scaled.picture;
  if (const auto box = parse_box(evidence.box)) {
    const auto to = [](int pixel, double scale) { return static_cast<int>(pixel * scale); };
    outline(picture, {.x = to(box->x, scaled.x),
                      .y = to(box->y, scaled.y),
                      .width = to(box->width, scaled.x),
                      .height = to(box->height, scaled.y)});
  }
  return picture;
}

bool is_raw_video(GstPad* pad) {
  const Caps caps(gst_pad_get_current_caps(pad));
  return caps && gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "video/x-raw");
}

}  // namespace

FrameSaver::FrameSaver(EvidenceStore store, unsigned width, Courier::Tell tell, Saved saved)
    : store_(std::move(store)), width_(width), tell_(std::move(tell)), saved_(std::move(saved)) {}

FrameSaver::~FrameSaver() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

bool FrameSaver::can_take_next(GstPad* pad) {
  {
    const std::lock_guard lock(mutex_);
    if (busy_) return false;
  }
  return is_raw_video(pad);
}

void FrameSaver::take_next(GstPad* pad, WantedEvidence evidence) {
  const std::lock_guard lock(mutex_);
  wanted_[pad].push_back(std::move(evidence));
  any_wanted_ = true;
}

void FrameSaver::see(GstPad* pad, GstBuffer* frame) {
  if (!any_wanted_) return;
  const std::lock_guard lock(mutex_);
  auto mine = wanted_.extract(pad);
  any_wanted_ = !wanted_.empty();
  if (mine.empty() || busy_) return;
  busy_ = true;
  job_ = {.frame = Buffer(gst_buffer_ref(frame)),
          .caps = Caps(gst_pad_get_current_caps(pad)),
          .wanted = std::move(mine.mapped())};
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  wake_.notify_one();
}

void FrameSaver::tell(bool works, const std::string& text) {
  if (std::exchange(works_, works) != works) tell_({.works = works, .text = text});
}

void FrameSaver::save(Job job) {
  try {
    const int width = static_cast<int>(std::min(width_, kWidest));
    const Scaled small = scaled(job.frame.get(), job.caps.get(), width);
    job.frame.reset();
    for (const WantedEvidence& evidence : job.wanted) {
      saved_(evidence, store_.save(evidence.name, to_jpeg(with_outline(small, evidence))));
    }
    tell(true, "Pictures of incidents are kept again");
  } catch (const std::exception& failure) {
    tell(false, std::string("Cannot keep the picture of an incident: ") + failure.what() +
                    " (make room, check the permissions of state-dir, or set evidence-limit=0)");
  }
}

void FrameSaver::work() {
  block_signals();
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return quit_ || busy_; });
    if (!busy_) return;
    Job job = std::exchange(job_, {});
    lock.unlock();
    save(std::move(job));
    lock.lock();
    busy_ = false;
  }
}

}  // namespace vqa::gst
