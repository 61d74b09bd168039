// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "impair/defect.h"
#include "impair/transport_stream.h"

namespace vqa::impair {

/// When packets get lost: those of access units from `from` up to, but not including, `to`, in ns.
struct Period {
  std::int64_t from = 0, to = 0;
};

/// Damages the packets of a picture as a defect of kind `loss` or `corrupt` says; never those of
/// the first access unit. How often the counters of packets show that.
int lose(const Defect& defect, const Period& period, std::uint64_t seed, TransportStream& stream);

}  // namespace vqa::impair
