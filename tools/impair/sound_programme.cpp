// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_programme.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "impair/sound_reader.h"

namespace vqa::impair {
namespace {

// Of a joint, in values: long enough for nothing to be heard of it, and too short for a fade.
constexpr std::size_t kJoint = kSoundRate / 50 * kSoundChannels;

class SoundProgramme : public Programme {
 public:
  SoundProgramme(std::string uri, bool joined) : uri_(std::move(uri)), joined_(joined) {}

  Problem next(Picture&) override { return std::nullopt; }

  // What may have to be joined is kept back.
  Problem sound(std::size_t samples, Sound& into) override {
    const std::size_t wanted = samples * kSoundChannels;
    while (pending_.size() < wanted + (joined_ ? kJoint : 0)) {
      if (auto problem = read_more()) return problem;
    }
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(wanted);
    into.insert(into.end(), pending_.begin(), end);
    pending_.erase(pending_.begin(), end);
    handed_out_ += wanted;
    return std::nullopt;
  }

  bool repeats() const override { return handed_out_ > round_; }

 private:
  Problem read_more() {
    if (!reader_) return begin_round();
    const std::size_t before = pending_.size();
    if (auto problem = reader_->read(pending_)) return problem;
    if (pending_.size() > before) return std::nullopt;
    round_ = std::min(round_, handed_out_ + before);
    reader_.reset();
    return std::nullopt;
  }

  Problem begin_round() {
    reader_ = std::make_unique<SoundReader>(uri_);
    if (auto problem = reader_->open()) return problem;
    Sound fresh;
    for (std::size_t before = 1; fresh.size() < kJoint && fresh.size() != before;) {
      before = fresh.size();
      if (auto problem = reader_->read(fresh)) return problem;
    }
    if (fresh.empty()) return std::string("it holds no sound that can be decoded");
    const std::size_t joint = joined_ ? std::min({kJoint, pending_.size(), fresh.size()}) : 0;
    fade(fresh, joint);
    pending_.insert(pending_.end(), fresh.begin() + static_cast<std::ptrdiff_t>(joint),
                    fresh.end());
    return std::nullopt;
  }

  // From the end of one round, which is still pending, into the next.
  void fade(const Sound& fresh, std::size_t joint) {
    for (std::size_t i = 0; i < joint; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(joint);
      std::int16_t& ending = pending_[pending_.size() - joint + i];
      ending = static_cast<std::int16_t>(std::lround(ending * (1 - share) + fresh[i] * share));
    }
  }

  std::string uri_;
  bool joined_;
  std::unique_ptr<SoundReader> reader_;
  Sound pending_;  ///< read, and not handed out yet
  std::size_t handed_out_ = 0;
  std::size_t round_ = std::numeric_limits<std::size_t>::max();  ///< values of one, once known
};

class ToneProgramme : public Programme {
 public:
  Problem next(Picture&) override { return std::nullopt; }
  Problem sound(std::size_t samples, Sound& into) override {
    tone_.add(samples, into);
    return std::nullopt;
  }
  bool repeats() const override { return false; }

 private:
  Tone tone_;
};

}  // namespace

Material sound_material(const std::string& name, const ClipInfo& clip, const Format& format,
                        bool joined) {
  return {name, clip.seconds, format, [uri = clip.uri, joined](double) {
            return std::make_unique<SoundProgramme>(uri, joined);
          }};
}

Material tone_material(const Format& format) {
  return {kToneName, 1, format, [](double) { return std::make_unique<ToneProgramme>(); }};
}

}  // namespace vqa::impair
