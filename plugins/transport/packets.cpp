// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/packets.h"

#include <algorithm>
#include <cstring>

namespace vqa {
namespace {

constexpr std::size_t kStrides[] = {188, 192, 204};
// Where the distance of packets is known already, chance would have to place fewer of them.
constexpr std::size_t kSyncsToResume = 3;

}  // namespace

std::optional<Packet> Packets::next() {
  if (hunting_ && !find_sync()) return std::nullopt;
  skip();
  const std::uint8_t* packet = nullptr;
  if (kept_from_ == kept_to_ && input_.size() >= Packet::kSize) {
    packet = input_.data();
  } else {
    fill(Packet::kSize);
    if (kept_to_ - kept_from_ < Packet::kSize) return std::nullopt;
    packet = kept_.data() + kept_from_;
  }
  if (*packet != Packet::kSync) {
    hunting_ = true;
    hunted_ = 0;
    told_ = 0;
    return next();  // once: find_sync either fails or stops at a sync byte
  }
  drop(Packet::kSize);
  to_skip_ = stride_ - Packet::kSize;
  return Packet(packet);
}

std::int64_t Packets::take_broken() {
  const std::int64_t count = broken_;
  broken_ = 0;
  return count;
}

void Packets::reset() { *this = {}; }

bool Packets::syncs(std::size_t offset, std::size_t stride, std::size_t count) const {
  for (std::size_t i = 0; i < count; ++i)
    if (kept_[offset + i * stride] != Packet::kSync) return false;
  return true;
}

/// The distance of the packets that begin at this place, 0 if none do.
std::size_t Packets::sync_at(std::size_t offset) const {
  if (stride_ != 0 && syncs(offset, stride_, kSyncsToResume)) return stride_;
  for (const std::size_t stride : kStrides)
    if (syncs(offset, stride, kSyncsToTrust)) return stride;
  return 0;
}

bool Packets::find_sync() {
  const bool had_sync = stride_ != 0;
  while (fill(kWindow), kept_to_ - kept_from_ == kWindow) {
    std::size_t offset = 0, found = 0;
    while (offset < kLargest && (found = sync_at(offset)) == 0) ++offset;
    drop(offset);
    if (had_sync) {
      hunted_ += offset;
      const auto now = std::max<std::int64_t>(1, static_cast<std::int64_t>(hunted_ / stride_));
      broken_ += now - told_;
      told_ = now;
    }
    if (found == 0) continue;
    stride_ = found;
    hunting_ = false;
    to_skip_ = 0;
    return true;
  }
  return false;
}

void Packets::skip() {
  const std::size_t from_kept = std::min(to_skip_, kept_to_ - kept_from_);
  kept_from_ += from_kept;
  to_skip_ -= from_kept;
  const std::size_t from_input = std::min(to_skip_, input_.size());
  input_ = input_.subspan(from_input);
  to_skip_ -= from_input;
}

void Packets::drop(std::size_t count) {
  if (kept_from_ < kept_to_) {
    kept_from_ += count;
  } else {
    input_ = input_.subspan(count);
  }
}

/// Moves input behind what is kept until that is so long, if there is as much.
void Packets::fill(std::size_t size) {
  const std::size_t kept = kept_to_ - kept_from_;
  if (kept >= size) return;
  const std::size_t more = std::min(size - kept, input_.size());
  if (kept_from_ + size > kWindow || kept == 0) {
    std::memmove(kept_.data(), kept_.data() + kept_from_, kept);
    kept_from_ = 0;
    kept_to_ = kept;
  }
  if (more > 0) std::memcpy(kept_.data() + kept_to_, input_.data(), more);
  kept_to_ += more;
  input_ = input_.subspan(more);
}

}  // namespace vqa
