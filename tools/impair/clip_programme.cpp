// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_programme.h"

#include <memory>

#include "impair/clip_reader.h"

namespace vqa::impair {
namespace {

class ClipProgramme : public Programme {
 public:
  using Opener = std::function<std::unique_ptr<ClipReader>()>;
  ClipProgramme(Opener opener, double start) : opener_(std::move(opener)), start_(start) {}

  Problem next(Picture& picture) override {
    // (The second time is for a start behind the last picture.)
    for (int attempt = 0; attempt < 3; ++attempt) {
      if (!reader_) {
        reader_ = opener_();
        if (auto problem = reader_->open(start_)) return problem;
      }
      bool end = false;
      if (auto problem = reader_->next(picture, end)) return problem;
      if (!end) return std::nullopt;
      reader_.reset();
      start_ = 0;
      repeats_ = true;
    }
    return std::string("it holds no picture that can be decoded");
  }

  Problem sound(std::size_t samples, Sound& into) override {
    if (reader_ && reader_->has_sound()) {
      reader_->sound(samples, into);
    } else {
      tone_.add(samples, into);
    }
    return std::nullopt;
  }

  bool repeats() const override { return repeats_; }

 private:
  Opener opener_;
  double start_;
  std::unique_ptr<ClipReader> reader_;
  bool repeats_ = false;
  Tone tone_;
};

}  // namespace

Material clip_material(const std::string& name, const ClipInfo& clip, const Format& format,
                       bool both_fields) {
  const auto opener = [clip, format, both_fields] {
    return std::make_unique<ClipReader>(clip, format, both_fields);
  };
  return {name, clip.seconds, format,
          [opener](double start) { return std::make_unique<ClipProgramme>(opener, start); }};
}

}  // namespace vqa::impair
