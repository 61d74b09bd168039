// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

namespace vqa {

/// Leaves of numbers, 100 a second, what changes 1 to 6.5 times a second, as mouths and syllables
/// do. Nothing is shifted: it runs forth and back (Butterworth, second order each way).
void band_pass(std::span<double> values);

}  // namespace vqa
