// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/clip_recorder.h"

#include <algorithm>
#include <utility>

namespace vqa {
namespace {

constexpr Time kLongestPart = 1s;  // of a stream whose key frames nobody can tell
constexpr std::size_t kLargestPart = 1 << 20;
constexpr std::size_t kLargestTable = 32 * Packet::kSize;
// An incident is told when its frame was decoded, and the stream is ahead of that: by seconds, and
// where it is read as fast as it decodes, by what queues hold (2 MB in decodebin).
constexpr Time kDecoding = 5s;
constexpr std::size_t kQueued = 4 << 20;

void append(std::vector<std::uint8_t>& to, const Packet& packet) {
  to.insert(to.end(), packet.bytes(), packet.bytes() + Packet::kSize);
}

// Does a unit of a stream begin with what stands before key frames: a sequence header of MPEG-2,
// parameters of H.264 or HEVC? (Delimiters may come first.) Many muxers set no random access flag.
bool begins_anew(std::span<const std::uint8_t> unit) {
  if (unit.size() < 9) return false;
  for (std::size_t i = std::size_t{9} + unit[8]; i + 3 < unit.size(); ++i) {
    if (unit[i] != 0 || unit[i + 1] != 0 || unit[i + 2] != 1) continue;
    const unsigned code = unit[i + 3];
    constexpr unsigned kSequence = 0xB3, kVideoParameters = 0x40, kDelimiterOfHevc = 0x46;
    const unsigned type = code < 0x80 ? code & 0x1F : 0;  // of H.264
    if (code == kSequence || code == kVideoParameters || type == 7) return true;
    if (code != kDelimiterOfHevc && type != 9) return false;
  }
  return false;
}

}  // namespace

void ClipRecorder::add(std::span<const std::uint8_t> bytes, Time now) {
  if (now < now_) finish();
  now_ = now;
  packets_.add(bytes);
  while (const auto packet = packets_.next()) take(*packet, now);
  packets_.take_broken();
  complete(now);
  drop_old(now);
}

void ClipRecorder::take(const Packet& packet, Time now) {
  tables_.take(packet, false, now);
  const bool key = is_key(packet);
  if (parts_.empty() || key || now - parts_.back().begin >= kLongestPart ||
      parts_.back().bytes.size() >= kLargestPart) {
    begin_part(key, now);
  }
  take_table(packet);
  append(parts_.back().bytes, packet);
  size_ += Packet::kSize;
}

void ClipRecorder::take_table(const Packet& packet) {
  const bool is_table =
      packet.pid() == kPatPid || tables_.kind_of(packet.pid()) == StreamKind::tables;
  if (!is_table || packet.damaged()) return;
  Bytes& packets = table_packets_[packet.pid()];
  if (packet.starts_unit()) packets.clear();
  if (packets.size() < kLargestTable) append(packets, packet);
}

bool ClipRecorder::is_key(const Packet& packet) const {
  if (!packet.starts_unit() || tables_.kind_of(packet.pid()) != StreamKind::video) return false;
  return packet.random_access() || begins_anew(packet.payload());
}

void ClipRecorder::begin_part(bool is_key, Time now) {
  Bytes tables;
  if (is_key) {
    for (const auto& [pid, packets] : table_packets_)  // the PAT has the lowest PID
      tables.insert(tables.end(), packets.begin(), packets.end());
  }
  size_ += tables.size();
  parts_.push_back({now, is_key, std::move(tables), {}});
}

void ClipRecorder::drop_old(Time now) {
  Time oldest = now - before_ - kDecoding;
  for (const Wanted& wanted : wanted_) oldest = std::min(oldest, wanted.from);
  // What begins at a key frame is of use until the next one is old enough as well.
  const auto key = [](const Part& part) { return part.is_key; };
  while (parts_.size() > 1) {
    auto next = std::find_if(parts_.begin() + 1, parts_.end(), key);
    if (next == parts_.end()) next = parts_.begin() + 1;
    if ((next->begin > oldest || size_ <= kQueued) && size_ <= most_) return;
    for (auto part = parts_.begin(); part != next; ++part)
      size_ -= part->tables.size() + part->bytes.size();
    parts_.erase(parts_.begin(), next);
  }
}

ClipRecorder::Bytes ClipRecorder::cut(Time from) const {
  // The last key frame before that; or else the first one there is; or else what came before that.
  auto first = parts_.end();
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    if (part->is_key && (first == parts_.end() || part->begin <= from)) first = part;
  }
  if (first == parts_.end()) {
    first = parts_.begin();
    for (auto part = parts_.begin(); part != parts_.end() && part->begin <= from; ++part)
      first = part;
  }
  Bytes bytes = first != parts_.end() ? first->tables : Bytes();
  for (; first != parts_.end(); ++first)
    bytes.insert(bytes.end(), first->bytes.begin(), first->bytes.end());
  return bytes;
}

void ClipRecorder::complete(Time until) {
  std::erase_if(wanted_, [&](const Wanted& wanted) {
    if (wanted.to > until) return false;
    clips_.push_back({wanted.name, cut(wanted.from)});
    return true;
  });
}

void ClipRecorder::finish() {
  complete(Time::max());
  packets_.reset();
  tables_.forget();
  table_packets_.clear();
  parts_.clear();
  size_ = 0;
  now_ = {};
}

}  // namespace vqa
