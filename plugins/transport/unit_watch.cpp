// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/unit_watch.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "transport/pes.h"

namespace vqa {
namespace {

constexpr const char* kNames[] = {"of unknown kind", "key", "intra", "predicted", "between"};

/// How far a stamp is ahead of a clock; both wrap at the same time.
Time lead_of(std::int64_t stamp, std::int64_t clock) {
  std::int64_t ahead = ((stamp - clock / 300) % kStampWrap + kStampWrap) % kStampWrap;
  if (ahead > kStampWrap / 2) ahead -= kStampWrap;
  return Time(ahead * 100000 / 9);
}

}  // namespace

UnitWatch::Stream* UnitWatch::stream_at(int pid, const ListedStream& listed) {
  std::uint8_t& place = places_[static_cast<std::size_t>(pid)];
  if (place == kNone) {
    if (!is_watched(listed.kind) || streams_.size() == kMost) return nullptr;
    place = static_cast<std::uint8_t>(streams_.size());
    Stream& added = streams_.emplace_back();
    added.type = listed.type;
    added.measured.pid = pid;
    added.measured.kind = listed.kind;
  }
  return &streams_[place];
}

UnitWatch::Finding UnitWatch::begin(const Packet& packet, bool gap, const ListedStream& listed,
                                    std::optional<std::int64_t> clock, std::optional<Time> now,
                                    const Limits& limits) {
  Stream* const stream = packet.scrambled() ? nullptr : stream_at(packet.pid(), listed);
  if (stream == nullptr) return {};
  Measured& measured = stream->measured;
  if (std::exchange(stream->begun, true) && !gap) {
    measured.bytes += stream->unit;
    measured.largest = std::max(measured.largest, stream->unit);
  }
  const auto header = read_pes(packet.payload());
  const auto content = packet.payload().subspan(header ? header->length : 0);
  stream->unit = static_cast<std::int64_t>(content.size());
  const UnitKind kind = measured.kind == StreamKind::video
                            ? unit_kind(stream->type, packet.enters(), content)
                            : UnitKind::unknown;
  ++measured.units[static_cast<std::size_t>(kind)];
  const auto due = header ? header->due() : std::nullopt;
  return due ? judge(*stream, *due, gap, clock, now, limits) : Finding{};
}

UnitWatch::Finding UnitWatch::judge(Stream& stream, std::int64_t due, bool gap,
                                    std::optional<std::int64_t> clock, std::optional<Time> now,
                                    const Limits& limits) {
  Measured& measured = stream.measured;
  Finding found{.pid = measured.pid, .kind = measured.kind};
  if (clock) {
    found.value = lead_of(due, *clock);
    measured.least_lead = std::min(measured.least_lead.value_or(found.value), found.value);
    if (found.value < Time::zero()) found.fault = Fault::late;
    if (limits.lead > Time::zero() && found.value > limits.lead) found.fault = Fault::early;
  }
  const auto before = std::exchange(stream.stamped, now);
  if (!before || !now || gap) return found;
  measured.longest = std::max(measured.longest, *now - *before);
  if (limits.interval > Time::zero() && *now - *before > limits.interval) {
    found.fault = Fault::interval;
    found.value = *now - *before;
  }
  return found;
}

void UnitWatch::forget() {
  std::fill(places_.begin(), places_.end(), kNone);
  streams_.clear();
}

std::vector<UnitWatch::Measured> UnitWatch::take_measured() {
  std::vector<Measured> all;
  for (Stream& stream : streams_) {
    all.push_back(stream.measured);
    stream.measured = {.pid = stream.measured.pid, .kind = stream.measured.kind, .least_lead = {}};
  }
  return all;
}

std::int64_t UnitWatch::Measured::count() const {
  return std::accumulate(units.begin(), units.end(), std::int64_t{0});
}

/// "256 video 50 (2 key, 16 predicted, 32 between), 8123 bytes, at most 45678"
std::string UnitWatch::Measured::text() const {
  std::string kinds;
  for (std::size_t i = kind == StreamKind::video ? 0 : units.size(); i < units.size(); ++i) {
    if (units[i] == 0) continue;
    kinds += (kinds.empty() ? " (" : ", ") + std::to_string(units[i]) + ' ' + kNames[i];
  }
  if (!kinds.empty()) kinds += ')';
  return std::to_string(pid) + (kind == StreamKind::video ? " video " : " audio ") +
         std::to_string(count()) + kinds + ", " +
         std::to_string(bytes / std::max<std::int64_t>(1, count())) + " bytes, at most " +
         std::to_string(largest);
}

}  // namespace vqa
