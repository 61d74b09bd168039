// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/audio.h"

namespace vqa {

Audio::Audio()
    : parts_(Silence(kDetector, numbers_), Dropout(kDetector, numbers_),
             Clicks(kDetector, numbers_), Clipping(kDetector, numbers_),
             StereoPhase(kDetector, numbers_), Hum(kDetector, numbers_),
             Loudness(kDetector, numbers_)) {
  configure(Config{});
}

void Audio::configure(const Config& config) {
  with_all([&](auto& part) { part.configure(config); });
}

std::size_t Audio::process(const AudioBlock& block, std::size_t from, Events& out) {
  if (from == 0 && !slicer_.begin(block)) end_incidents("discontinuity", out);
  const std::size_t taken = slicer_.add(block, from);
  if (const Slice* slice = slicer_.take()) {
    with_all([&](auto& part) { part.process(*slice, out); });
    now_ = slice->end();
    note_loudness();
  }
  return taken;
}

// For those who look at the picture.
void Audio::note_loudness() {
  const auto level = std::get<Silence>(parts_).loudest();
  if (!log_ || !level || now_ - noted_ < SoundLog::kStep) return;
  log_->note(now_, *level);
  noted_ = now_;
}

void Audio::sample(Events& out) const {
  std::get<Silence>(parts_).sample(now_, out);
  std::get<Loudness>(parts_).sample(now_, out);
}

void Audio::end_incidents(std::string_view reason, Events& out) {
  with_all([&](auto& part) { part.finish(reason, out); });
  if (log_) log_->clear();
  noted_ = {};
}

void Audio::finish(std::string_view reason, Events& out) {
  end_incidents(reason, out);
  slicer_.reset();
  now_ = {};
}

}  // namespace vqa
