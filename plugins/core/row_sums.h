// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace vqa {

/// The inner loops of the block maps: one row of samples is added to running sums. There is one
/// sum for every 8 bytes of the row (8 samples of one byte, 4 samples of two), so a block of 16
/// samples is a whole number of sums. The widest vectors that the CPU has are picked at run time.
///
/// `sums[i]` grows by the samples, `changes[i]` by their absolute differences to `previous`.
/// `ahead` is how many bytes from each sample something lies that is going to be read soon:
/// pictures come from memory, and processors look ahead no further than to the end of a page.
constexpr std::ptrdiff_t kNearlyAhead = 2048;
void add_row(const std::uint8_t* row, std::size_t width, std::uint64_t* sums,
             std::ptrdiff_t ahead = kNearlyAhead);
void add_row(const std::uint16_t* row, std::size_t width, std::uint64_t* sums,
             std::ptrdiff_t ahead = kNearlyAhead);
void add_row(const std::uint8_t* row, const std::uint8_t* previous, std::size_t width,
             std::uint64_t* sums, std::uint64_t* changes);
void add_row(const std::uint16_t* row, const std::uint16_t* previous, std::size_t width,
             std::uint64_t* sums, std::uint64_t* changes);

/// Name of the instruction set in use, for benchmarks and reports.
const char* row_sums_target();

}  // namespace vqa
