// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/voids.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

// Green of zeroes is 256 away from grey, and 224 where an encoder in between kept to the limits of
// video; the most that a picture can be, of full range, is 191.
constexpr float kBeyondColour = 215, kDark = 40;
// What designers call grey has a luma of 126. Texture of less than half a step is none.
constexpr float kMiddle = 128, kOff = 1, kTinted = 2, kEven = 0.5F;
constexpr std::size_t kFewest = 4;
constexpr double kLeastGreen = 0.004, kLeastGrey = 0.01;  // of the cells
constexpr double kMostGrey = 0.6;                         // more of it is a slate
constexpr double kPace = 0.02;  // of the way to what is seen, in each picture

// Of that much, green is never seen without damage, and somebody may mean the grey.
constexpr float kGreenEvidence = 6, kGreyEvidence = 4;

bool is_green(const CellMaps& maps, std::size_t i) {
  return maps.colour[i] > kBeyondColour && maps.mean[i] < kDark;
}

bool is_grey(const CellMaps& maps, std::size_t i) {
  return std::abs(maps.mean[i] - kMiddle) <= kOff && maps.colour[i] <= kTinted &&
         maps.across[i] <= kEven && maps.down[i] <= kEven;
}

}  // namespace

float VoidFinder::find(const CellMaps& maps, const MaskedGrid& cells, BlockValues& suspicion) {
  std::size_t green = 0, grey = 0;
  for (std::size_t i = 0; i < suspicion.size(); ++i) {
    if (cells.masked()[i] != 0) continue;
    green += is_green(maps, i) ? 1 : 0;
    grey += is_grey(maps, i) ? 1 : 0;
  }
  const auto all = static_cast<double>(std::max<std::size_t>(1, cells.seen()));
  const double share = static_cast<double>(grey) / all;
  if (usual_grey_ < 0) usual_grey_ = share;
  const bool is_new = grey >= kFewest && share - usual_grey_ >= kLeastGrey && share < kMostGrey;
  usual_grey_ += kPace * (share - usual_grey_);
  const bool sure = green >= kFewest && static_cast<double>(green) >= kLeastGreen * all;
  if (!is_new && !sure) return 0;
  constexpr float kAsCanBe = 4;
  for (std::size_t i = 0; i < suspicion.size(); ++i)
    if ((sure && is_green(maps, i)) || (is_new && is_grey(maps, i))) suspicion[i] = kAsCanBe;
  return sure ? kGreenEvidence : kGreyEvidence;
}

}  // namespace vqa
