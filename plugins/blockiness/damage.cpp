// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/damage.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr int kBlindPictures = 2;  // without a picture before them, or with what only began
constexpr double kLargestShare = 0.01;
constexpr std::size_t kFewest = 4;
constexpr int kMapColumns = 16, kMapRows = 9;
// Torn borders of its own, or next to it: a cell without may be suspect because all of the picture
// is. That is as good for how much is damaged, and worse for where.
constexpr float kTorn = 4;

}  // namespace

void DamageFinder::Tally::add(float value) {
  const float bin = (value - low_) / width_;
  ++counts_[static_cast<std::size_t>(std::clamp(bin, 0.0F, static_cast<float>(kBins - 1)))];
}

float DamageFinder::Tally::mean_of_largest(std::size_t many) const {
  std::size_t left = many;
  double sum = 0;
  for (std::size_t bin = kBins; bin-- > 0 && left > 0;) {
    const std::size_t taken = std::min<std::size_t>(counts_[bin], left);
    sum += static_cast<double>(taken) * static_cast<double>(centre(bin));
    left -= taken;
  }
  return static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(1, many - left)));
}

template <class Function>
double DamageFinder::Tally::mean(Function function, std::size_t many) const {
  double sum = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin)
    if (counts_[bin] != 0) sum += counts_[bin] * function(static_cast<double>(centre(bin)));
  return sum / static_cast<double>(many);
}

// Three views of the cells: how sure the worst of them are, how many there are, and, which needs no
// training, how strong their borders are. How these are weighed was chosen on the training sources,
// each judged by weights that did not know it (docs/corruption.md).
float DamageFinder::weigh() {
  suspicions_.clear();
  steps_.clear();
  const auto& fresh = signs_.cells[Signs::kNewSteps];
  const auto& changed = signs_.cells[Signs::kChangedSteps];
  for (std::size_t i = 0; i < suspicion_.size(); ++i) {
    if (cells_.masked()[i] != 0) continue;
    suspicions_.add(suspicion_[i]);
    steps_.add((fresh[i] + changed[i]) / 2);
  }
  const std::size_t many = std::max(
      kFewest, static_cast<std::size_t>(kLargestShare * static_cast<double>(cells_.seen())));
  const double share =
      suspicions_.mean([](double logit) { return 1 / (1 + std::exp(-logit)); }, cells_.seen());
  return (suspicions_.mean_of_largest(many) + static_cast<float>(std::log(share + 1e-4))) / 4 +
         steps_.mean_of_largest(many) / 60;
}

bool DamageFinder::look(const VideoFrame& frame, Damage& damage) {
  const bool known = reader_.read(frame, maps_);
  if (!known) {
    sign_reader_.forget();
    voids_.forget();
    pictures_ = 0;
  }
  cells_.fit(reader_.grid());
  sign_reader_.read(reader_.grid(), maps_, known, signs_);
  pictures_ = std::min(pictures_ + 1, kBlindPictures + 1);
  if (pictures_ <= kBlindPictures || cells_.seen() == 0) return false;
  suspect_cells(signs_, kCellWeights, suspicion_);
  const float voids = voids_.find(maps_, cells_, suspicion_);
  damage.evidence = voids > 0 ? std::max(weigh(), voids) : weigh();
  std::size_t damaged = 0;
  for (std::size_t i = 0; i < suspicion_.size(); ++i) damaged += is_suspect(i) ? 1 : 0;
  damage.area = static_cast<double>(damaged) / static_cast<double>(cells_.seen());
  damage.box = box_around(cells_.grid(), [this](std::size_t i) { return is_torn(i); });
  return true;
}

bool DamageFinder::is_suspect(std::size_t cell) const {
  return cells_.masked()[cell] == 0 && suspicion_[cell] > 0;
}

bool DamageFinder::is_torn(std::size_t cell) const {
  return is_suspect(cell) && signs_.cells[Signs::kAround][cell] > kTorn;
}

std::string DamageFinder::coarse_map() const {
  const BlockGrid& grid = cells_.grid();
  std::array<int, kMapColumns * kMapRows> damaged{}, all{};
  for (int row = 0; row < grid.rows; ++row) {
    for (int col = 0; col < grid.cols; ++col) {
      const auto place = static_cast<std::size_t>(row * kMapRows / grid.rows * kMapColumns +
                                                  col * kMapColumns / grid.cols);
      const std::size_t cell = grid.at(col, row);
      ++all[place];
      if (is_torn(cell)) ++damaged[place];
    }
  }
  std::string map;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && i % kMapColumns == 0) map += ' ';
    map += static_cast<char>('0' + (all[i] == 0 ? 0 : (9 * damaged[i] + all[i] - 1) / all[i]));
  }
  return map;
}

}  // namespace vqa
