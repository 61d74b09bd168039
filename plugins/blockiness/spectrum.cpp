// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr std::size_t kSmallest = 256;   // bins
constexpr std::size_t kNoiseBands = 16;  // noise is about the same within one
constexpr std::size_t kAround = 32;      // what changes no faster than over this is slow
constexpr float kLeast = 0.003F;         // noise of one number that is always there
constexpr float kOutlier = 4;            // times what is usual

}  // namespace

void Spectra::prepare(std::size_t longest) {
  std::size_t size = kSmallest;
  while (size < 2 * longest) size *= 2;
  if (size == size_) return;
  size_ = size;
  work_.resize(size);
  turns_.resize(size / 2);
  for (std::size_t i = 0; i < turns_.size(); ++i)
    turns_[i] = std::polar(
        1.0F, -2 * std::numbers::pi_v<float> * static_cast<float>(i) / static_cast<float>(size));
  for (auto& bins : bins_) bins.resize(size / 2);
  for (auto& noise : noise_) noise.resize(kNoiseBands);
  scratch_.resize(size);
}

float Spectra::noise(int line, std::size_t bin) const {
  return noise_[line][std::min(bin * kNoiseBands * 2 / size_, kNoiseBands - 1)];
}

// Adds a line around place 0, without its slow changes; what stands out is cut.
void Spectra::place(std::span<const float> line, Bin unit) {
  const std::size_t length = line.size();
  if (length == 0) return;
  const std::size_t around = std::min(kAround, length / 2);
  std::vector<float>& fast = scratch_;
  double sum = 0;
  for (std::size_t x = 0; x < around; ++x) sum += line[x];
  for (std::size_t x = 0; x < length; ++x) {
    if (x + around < length) sum += line[x + around];
    if (x > around) sum -= line[x - around - 1];
    const std::size_t first = x > around ? x - around : 0;
    const std::size_t last = std::min(x + around, length - 1);
    fast[x] = line[x] - static_cast<float>(sum / static_cast<double>(last - first + 1));
  }
  std::vector<float>& sizes = noise_[0];  // which is free yet
  sizes.assign(fast.begin(), fast.begin() + static_cast<std::ptrdiff_t>(length));
  for (float& each : sizes) each = std::abs(each);
  const float most = kOutlier * 1.5F * quantile(sizes, 0.5) + 1;
  for (std::size_t x = 0; x < length; ++x)
    work_[(x + size_ - length / 2) % size_] += unit * std::clamp(fast[x], -most, most);
}

// Cooley and Tukey, 1965.
void Spectra::turn_over() {
  for (std::size_t i = 1, j = 0; i < size_; ++i) {
    std::size_t bit = size_ / 2;
    for (; (j & bit) != 0; bit /= 2) j ^= bit;
    j |= bit;
    if (i < j) std::swap(work_[i], work_[j]);
  }
  for (std::size_t half = 1; half < size_; half *= 2) {
    const std::size_t step = size_ / 2 / half;
    for (std::size_t first = 0; first < size_; first += 2 * half) {
      for (std::size_t i = 0; i < half; ++i) {
        Bin &a = work_[first + i], &b = work_[first + i + half];
        const Bin turn = turns_[i * step];
        const Bin turned(b.real() * turn.real() - b.imag() * turn.imag(),
                         b.real() * turn.imag() + b.imag() * turn.real());
        b = a - turned;
        a += turned;
      }
    }
  }
}

// Noise is what most bins around have: lines are few.
void Spectra::weigh(int line, std::size_t length) {
  noise_[line].resize(kNoiseBands);
  const std::size_t band = size_ / 2 / kNoiseBands;
  for (std::size_t i = 0; i < kNoiseBands; ++i) {
    std::vector<float>& powers = scratch_;
    powers.resize(band);
    for (std::size_t k = 0; k < band; ++k) powers[k] = std::norm(bins_[line][i * band + k]);
    const float numbers = static_cast<float>(std::max<std::size_t>(1, length));
    const float usual =
        std::sqrt(quantile(powers, 0.5) / std::numbers::ln2_v<float> + numbers * kLeast * kLeast);
    noise_[line][i] = usual / numbers;
    for (std::size_t k = 0; k < band; ++k) bins_[line][i * band + k] /= usual;
  }
  scratch_.resize(size_);
}

void Spectra::transform(std::span<const float> first, std::span<const float> second) {
  prepare(std::max(first.size(), second.size()));
  std::fill(work_.begin(), work_.end(), Bin());
  // Two real lines at once, as one that is complex.
  place(first, Bin(1, 0));
  place(second, Bin(0, 1));
  turn_over();
  for (std::size_t i = 0; i < size_ / 2; ++i) {
    const Bin a = work_[i], b = std::conj(work_[(size_ - i) % size_]);
    bins_[0][i] = (a + b) / 2.0F;
    bins_[1][i] = (a - b) * Bin(0, -0.5F);
  }
  weigh(0, first.size());
  weigh(1, second.size());
}

}  // namespace vqa
