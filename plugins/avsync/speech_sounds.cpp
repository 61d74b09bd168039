// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/speech_sounds.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

namespace vqa {
namespace {

constexpr Time kWindow = 25ms;
constexpr Time kTorn = 3ms;  // stamps that are further off than that: what was is over
constexpr double kLowest = 80, kHighest = 7600;  // Hz, of the tones

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

double mel(double hertz) { return 2595 * std::log10(1 + hertz / 700); }
double hertz(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

}  // namespace

struct SpeechEar::Bands {
  explicit Bands(int rate)
      : size(std::max(2, cv::getOptimalDFTSize(static_cast<int>(seconds(kWindow) * rate)))),
        bin(static_cast<double>(rate) / size),
        window(1, size, CV_32F),
        powers(static_cast<std::size_t>(size / 2 + 1)) {
    for (int i = 0; i < size; ++i)
      window.at<float>(0, i) =
          static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + 0.5) / size));
    const double low = mel(kLowest), step = (mel(kHighest) - low) / (SpeechSound::kTones + 1);
    for (std::size_t i = 0; i < edges.size(); ++i)
      edges[i] = hertz(low + step * static_cast<double>(i));
  }

  float between(double low, double high) const {
    float sum = 0;
    const auto last = std::min(powers.size() - 1, static_cast<std::size_t>(high / bin));
    for (auto i = static_cast<std::size_t>(std::ceil(low / bin)); i <= last; ++i) sum += powers[i];
    return sum;
  }

  /// Of a triangle from one edge over the next to the one after that.
  float tone(std::size_t number) const {
    const double low = edges[number], middle = edges[number + 1], high = edges[number + 2];
    float sum = 0;
    const auto last = std::min(powers.size() - 1, static_cast<std::size_t>(high / bin));
    for (auto i = static_cast<std::size_t>(std::ceil(low / bin)); i <= last; ++i) {
      const double at = static_cast<double>(i) * bin;
      const double share =
          at < middle ? (at - low) / (middle - low) : (high - at) / (high - middle);
      sum += static_cast<float>(share) * powers[i];
    }
    return sum;
  }

  SpeechSound measure(const float* samples) {
    cv::multiply(cv::Mat(1, size, CV_32F, const_cast<float*>(samples)), window, windowed);
    cv::dft(windowed, spectrum);  // packed: real 0, then pairs
    const auto* packed = spectrum.ptr<float>();
    powers[0] = packed[0] * packed[0];
    for (int i = 1; i <= size / 2; ++i) {
      const float real = packed[2 * i - 1], imaginary = 2 * i < size ? packed[2 * i] : 0;
      powers[static_cast<std::size_t>(i)] = real * real + imaginary * imaginary;
    }
    SpeechSound sound{
        .all = between(100, 7500), .voice = between(300, 3400), .middle = between(1000, 3000)};
    for (std::size_t i = 0; i < sound.tones.size(); ++i) sound.tones[i] = tone(i);
    return sound;
  }

  int size;
  double bin;  ///< Hz
  cv::Mat window, windowed, spectrum;
  std::vector<float> powers;
  std::array<double, SpeechSound::kTones + 2> edges{};
};

SpeechEar::SpeechEar() = default;
SpeechEar::~SpeechEar() = default;

std::int64_t SpeechEar::sample_at(std::int64_t hop) const {
  return std::llround(seconds(hop * kSpeechHop - base_) * rate_) - bands_->size / 2;
}

void SpeechEar::start(Time time, int rate) {
  if (rate != rate_) bands_ = std::make_unique<Bands>(rate);
  rate_ = rate;
  base_ = time;
  first_ = 0;
  kept_.clear();
  hop_ = time / kSpeechHop;
  while (sample_at(hop_) < 0) ++hop_;
}

void SpeechEar::take(std::span<const float> samples, Time time, int rate,
                     std::vector<SpeechSounds>& out) {
  const auto taken = first_ + static_cast<std::int64_t>(kept_.size());
  const Time expected = rate_ > 0 ? base_ + Time(taken * Time::period::den / rate_) : time;
  if (rate != rate_ || std::chrono::abs(time - expected) > kTorn) start(time, rate);
  kept_.insert(kept_.end(), samples.begin(), samples.end());
  const auto end = first_ + static_cast<std::int64_t>(kept_.size());
  SpeechSounds row{.first = hop_};
  for (; sample_at(hop_) + bands_->size <= end; ++hop_)
    row.sounds.push_back(
        bands_->measure(&kept_[static_cast<std::size_t>(sample_at(hop_) - first_)]));
  const std::int64_t over = std::clamp(sample_at(hop_), first_, end) - first_;
  kept_.erase(kept_.begin(), kept_.begin() + over);
  first_ += over;
  if (!row.sounds.empty()) out.push_back(std::move(row));
}

}  // namespace vqa
