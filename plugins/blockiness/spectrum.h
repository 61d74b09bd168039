// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace vqa {

/// What comes back at even distances in two lines of numbers, whatever their lengths: their Fourier
/// transforms, at twice the resolution that the longer one has. The middle of a line has phase 0,
/// so that neighbouring bins have about the same phase and what lies between them can be read off.
class Spectra {
 public:
  using Bin = std::complex<float>;

  /// Replaces the lines by what is in them beside slow changes and single places that stand out.
  void transform(std::span<const float> first, std::span<const float> second);

  /// Bins of a whole turn per number: a period of P is at bin size() / P.
  std::size_t size() const { return size_; }
  /// Of line 0 or 1, in units of what noise has around there.
  const std::vector<Bin>& bins(int line) const { return bins_[line]; }
  float noise(int line, std::size_t bin) const;

 private:
  void prepare(std::size_t longest);
  void place(std::span<const float> line, Bin unit);
  void turn_over();
  void weigh(int line, std::size_t length);

  std::size_t size_ = 0;
  std::vector<Bin> work_, turns_;
  std::vector<Bin> bins_[2];
  std::vector<float> noise_[2];
  std::vector<float> scratch_;
};

}  // namespace vqa
