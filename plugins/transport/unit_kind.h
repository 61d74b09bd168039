// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <span>

namespace vqa {

/// What a coded picture needs of others: nothing, and decoding may begin there (key); nothing;
/// those before; those before and behind.
enum class UnitKind : std::uint8_t { unknown, key, intra, predicted, between };

/// By the first bytes of a picture, as many as are in the packet where it begins. `type`: the
/// number that the PMT has for its codec. `enters`: the packet says that one may enter there.
UnitKind unit_kind(int type, bool enters, std::span<const std::uint8_t> picture);

}  // namespace vqa
