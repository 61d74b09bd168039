// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/two_sides.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include "glue/event_gst.h"
#include "glue/planes.h"
#include "glue/sound.h"

namespace vqa::gst {
namespace {

Stamp stamp_of(const Passage::Arrival& arrival, Time duration, GstBuffer* buffer) {
  return {.time = arrival.stamp,
          .duration = duration,
          .discont = GST_BUFFER_IS_DISCONT(buffer) != FALSE};
}

}  // namespace

TwoSides::TwoSides(GstElement* element)
    : element_(element),
      reporter_(element),
      picture_(element, Side::picture, watchers(picture_, &TwoSides::see)),
      sound_(element, Side::sound, watchers(sound_, &TwoSides::hear)) {
  gst_video_info_init(&video_);
  gst_audio_info_init(&audio_);
  gst_segment_init(&segment_, GST_FORMAT_UNDEFINED);
  reporter_.stamp_within(segment_);
}

void TwoSides::add_templates(GstElementClass* klass) {
  Passage::add_templates(klass, Side::picture, luma_caps());
  Passage::add_templates(klass, Side::sound, sound_caps());
}

bool TwoSides::start(const std::string& record, const std::string& reference) {
  if (!reporter_.start()) return false;
  std::optional<std::string> problem;
  if (!record.empty()) {
    recorder_ = std::make_unique<ReferenceRecorder>();
    problem = recorder_->open(record);
  }
  if (!reference.empty() && !problem) {
    follower_ = std::make_unique<ReferenceFollower>();
    problem = follower_->open(reference);
  }
  playing_ = !problem;
  if (!problem) return true;
  recorder_.reset();
  follower_.reset();
  GST_ELEMENT_ERROR(element_, RESOURCE, SETTINGS, ("%s", problem->c_str()), (nullptr));
  return false;
}

void TwoSides::stop() {
  playing_ = false;
  for (Passage* passage : {&picture_, &sound_}) finish(*passage, "shutdown");
  avsync_.restart();
  picture_look_.stop();
  recorder_.reset();
  follower_.reset();
  for (Passage* passage : {&picture_, &sound_}) passage->reset();
}

Passage::Watchers TwoSides::watchers(Passage& passage, void (TwoSides::*look)(GstBuffer*)) {
  return {.buffer = [this, look](GstBuffer* buffer) { guarded([&] { (this->*look)(buffer); }); },
          .before = [this, &passage](GstEvent* event) { before(passage, event); },
          .after = [this, &passage](GstEvent* event) { after(passage, event); }};
}

// The stream goes on whatever becomes of the judgement: a monitor that fails says so itself.
template <class Work>
void TwoSides::guarded(Work work) {
  try {
    work();
  } catch (const std::exception& failure) {
    GST_ELEMENT_WARNING(element_, LIBRARY, FAILED,
                        ("A buffer could not be judged: %s", failure.what()), (nullptr));
  }
}

// --- In the thread of a side ------------------------------------------------------------------

// While the monitor cannot keep up, not all gets here. `blind` is what this side knew before.
bool TwoSides::is_blind(Passage& passage, bool& blind) {
  const bool overloaded = overloaded_;
  if (std::exchange(blind, overloaded) != overloaded) finish(passage, "overload");
  return overloaded;
}

void TwoSides::see(GstBuffer* buffer) {
  if (is_blind(picture_, picture_blind_)) return;
  if (gathering_.crowded()) return;
  if (const auto mask = reporter_.take_new_mask()) picture_look_.set_mask(*mask);
  const auto arrival = picture_.arrive(GST_BUFFER_PTS(buffer), interval(buffer));
  if (!arrival.shown) return;
  if (arrival.jumped_back) finish(picture_, "discontinuity");
  GstVideoFrame mapped;
  if (gst_video_frame_map(&mapped, &video_, buffer, GST_MAP_READ) == FALSE)
    throw std::runtime_error("its memory cannot be read");
  const VideoFrame frame{.luma = plane_of(mapped, GST_VIDEO_COMP_Y), .time = arrival.time};
  PictureNote note =
      picture_look_.take(frame, stamp_of(arrival, interval(buffer), buffer), speech_);
  gst_video_frame_unmap(&mapped);
  if (recorder_) recorder_->take(note.time, note.cells);
  judge(picture_, GST_BUFFER_PTS(buffer), [this, note = std::move(note)] {
    avsync_.take(note, sound_.busy() || !sound_.live(), events_);
  });
}

void TwoSides::hear(GstBuffer* buffer) {
  if (is_blind(sound_, sound_blind_)) return;
  if (gathering_.crowded()) return;
  MappedSound mapped(audio_, buffer);
  const auto shown =
      shown_part(sound_.segment(), GST_BUFFER_PTS(buffer), mapped.frames(), audio_.rate);
  const auto arrival = sound_.arrive(shown.pts, shown.duration);
  if (!arrival.shown || shown.frames == 0) return;
  if (arrival.jumped_back) finish(sound_, "discontinuity");
  const AudioBlock block = mapped.block(shown, arrival.time, std::abs(sound_.segment().rate));
  SoundNote note = sound_look_.take(block, stamp_of(arrival, shown.duration, buffer), speech_);
  if (recorder_) recorder_->take(note.prints);
  judge(sound_, shown.pts, [this, note = std::move(note)] {
    avsync_.take(note, picture_.busy() || !picture_.live(), events_);
  });
}

Time TwoSides::interval(GstBuffer* buffer) const {
  if (GST_BUFFER_DURATION_IS_VALID(buffer))
    return Time(static_cast<Time::rep>(GST_BUFFER_DURATION(buffer)));
  if (video_.fps_n <= 0) return {};
  return Time(static_cast<Time::rep>(gst_util_uint64_scale(
      GST_SECOND, static_cast<guint64>(video_.fps_d), static_cast<guint64>(video_.fps_n))));
}

void TwoSides::before(Passage& passage, GstEvent* event) {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_EOS:
      judge(passage, GST_CLOCK_TIME_NONE, [this, &passage] { avsync_.leave(passage.side()); });
      finish(passage, "eos");
      break;
    case GST_EVENT_CAPS:
      take_caps(passage, event);
      break;
    case GST_EVENT_GAP:
      announce(passage, event);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      if (is_lost(event)) finish(passage, "lost");
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM_OOB:
      overloaded_ = overload_of(event).value_or(overloaded_);
      break;
    default:
      break;
  }
}

// After a flush is over, for only then does anything get through again.
void TwoSides::after(Passage& passage, GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP) finish(passage, "flush");
}

void TwoSides::take_caps(Passage& passage, GstEvent* event) {
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  bool known = false, same = false;
  if (passage.side() == Side::picture) {
    const GstVideoInfo was = video_;
    known = was.finfo != nullptr && was.width > 0;
    gst_video_info_from_caps(&video_, caps);
    picture_look_.set_aspect(static_cast<double>(video_.par_n) / std::max(video_.par_d, 1));
    same = gst_video_info_is_equal(&was, &video_) != FALSE;
  } else {
    const GstAudioInfo was = audio_;
    known = was.rate > 0;
    gst_audio_info_from_caps(&audio_, caps);
    same = gst_audio_info_is_equal(&was, &audio_) != FALSE;
  }
  if (known && !same) finish(passage, "caps");
}

void TwoSides::announce(Passage& passage, GstEvent* event) {
  GstClockTime start = 0, length = 0;
  gst_event_parse_gap(event, &start, &length);
  if (!GST_CLOCK_TIME_IS_VALID(length)) length = 0;
  const guint64 until =
      gst_segment_to_running_time(&passage.segment(), GST_FORMAT_TIME, start + length);
  if (!GST_CLOCK_TIME_IS_VALID(until)) return;
  judge(passage, GST_CLOCK_TIME_NONE, [this, &passage, until] {
    avsync_.announce(passage.side(), Time(static_cast<Time::rep>(until)));
  });
}

void TwoSides::finish(Passage& passage, const char* reason) {
  (passage.side() == Side::picture ? picture_look_.reset() : sound_look_.reset());
  judge(passage, GST_CLOCK_TIME_NONE,
        [this, &passage, reason] { avsync_.finish(passage.side(), reason, events_); });
}

// --- In one thread at a time ------------------------------------------------------------------

template <class Work>
void TwoSides::judge(Passage& passage, GstClockTime pts, Work work) {
  auto whole = [this, work = std::move(work), pts, segment = passage.segment()] {
    guarded([&] {
      take_settings();
      if (GST_CLOCK_TIME_IS_VALID(pts)) {
        segment_ = segment;
        reporter_.arrive(segment_, pts, Time::zero());
      }
      take_reference();
      avsync_.set_live(picture_.live() || sound_.live());
      work();
      while (avsync_.step(events_)) {
        reporter_.set_now(avsync_.now());
        if (reporter_.sample_due()) avsync_.sample(events_);
      }
    });
  };
  gathering_.bring(std::move(whole), [this, src = passage.src()] {
    reporter_.publish(playing_ ? src : nullptr, events_);
  });
}

void TwoSides::take_settings() {
  AvSyncConfig config;
  {
    const ObjectLock lock(element_);
    if (!std::exchange(config_changed_, false)) return;
    config = config_;
  }
  speech_ = config.speech;
  avsync_.configure(config);
}

void TwoSides::take_reference() {
  if (recorder_ && recorder_->take_failure())
    GST_ELEMENT_WARNING(element_, RESOURCE, WRITE,
                        ("The reference is incomplete: its file cannot be written any more"),
                        (nullptr));
  if (follower_ == nullptr) return;
  for (const auto& item : follower_->take())
    std::visit([this](const auto& note) { avsync_.take_reference(note); }, item);
}

}  // namespace vqa::gst
