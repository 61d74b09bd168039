// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace vqa::impair {

/// In dBFS: what counts as nothing at all.
constexpr double kSilence = -120;

/// Of full scale, for a level in dBFS; 0 for silence.
double amplitude(double dbfs);
/// The reverse, never below silence.
double dbfs(double amplitude);

}  // namespace vqa::impair
