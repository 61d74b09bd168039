// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/programme_clocks.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vqa {
namespace {

constexpr std::int64_t kWrap = (std::int64_t{1} << 33) * 300;
constexpr double kPacketBits = 188 * 8;
// TR 101 290 has one limit for both. A clock that is further off than ten times that, and more than
// a second, was not late but set anew.
constexpr Time kJump = 1s;
// A constant rate: most intervals have the same one to a thousandth, which at 40 ms is 40 us.
constexpr double kSame = 0.001;
constexpr std::int64_t kFewNulls = 8;
constexpr std::size_t kLookEvery = 8;  // intervals

Time time_of(double ticks) { return Time(std::llround(ticks * 1000 / 27)); }

/// From one to the next, either way round.
std::int64_t step_of(std::int64_t from, std::int64_t to) {
  const std::int64_t step = ((to - from) % kWrap + kWrap) % kWrap;
  return step > kWrap / 2 ? step - kWrap : step;
}

}  // namespace

ProgrammeClocks::Clock& ProgrammeClocks::clock_of(int pid) {
  for (Clock& clock : clocks_)
    if (clock.pid == pid) return clock;
  return clocks_.emplace_back(Clock{.pid = pid, .ticks = {}, .rate = {}});
}

std::optional<std::int64_t> ProgrammeClocks::last(int pid) const {
  for (const Clock& clock : clocks_)
    if (clock.pid == pid) return clock.ticks;
  return std::nullopt;
}

ProgrammeClocks::Finding ProgrammeClocks::take(int pid, std::int64_t ticks, bool anew, Place place,
                                               const Limits& limits) {
  Clock& clock = clock_of(pid);
  const auto before = std::exchange(clock.ticks, ticks);
  const std::int64_t packets = place.packets - std::exchange(clock.packets, place.packets);
  if (!before || anew) return {};
  const std::int64_t step = step_of(*before, ticks);
  const Time interval = time_of(static_cast<double>(step));
  if (step <= 0 || interval > std::max(kJump, limits.interval * 10)) {
    clock.seen = 0;
    clock.rate.reset();
    return {limits.interval > Time::zero() ? Fault::jump : Fault::none, pid, interval};
  }
  measured_.longest = std::max(measured_.longest, interval);
  if (&clock == clocks_.data()) {
    ticks_ += step;
    packets_ += packets;
  }
  Finding found;
  if (clock.seen % kLookEvery == 0) clock.rate = constant_rate(clock, place.nulls);
  if (clock.rate && packets > 0) {
    const double off = static_cast<double>(step) - static_cast<double>(packets) / *clock.rate;
    const Time jitter = time_of(std::abs(off));
    measured_.jitter = std::max(measured_.jitter.value_or(Time::zero()), jitter);
    if (limits.jitter > Time::zero() && jitter > limits.jitter)
      found = {Fault::jitter, pid, jitter};
  }
  clock.nulls[clock.seen % kIntervals] = place.nulls;
  clock.rates[clock.seen++ % kIntervals] = static_cast<double>(packets) / static_cast<double>(step);
  if (limits.interval > Time::zero() && interval > limits.interval)
    found = {Fault::interval, pid, interval};
  return found;
}

/// Packets per tick, if three of four intervals agree, and null packets make it so: else it would
/// be by chance, as where the picture stands still.
std::optional<double> ProgrammeClocks::constant_rate(const Clock& clock, std::int64_t nulls) {
  if (clock.seen < kIntervals || nulls - clock.nulls[clock.seen % kIntervals] < kFewNulls)
    return std::nullopt;
  auto rates = clock.rates;
  std::sort(rates.begin(), rates.end());
  const double middle = rates[kIntervals / 2];
  const bool same = rates[kIntervals / 8] >= middle * (1 - kSame) &&
                    rates[kIntervals - 1 - kIntervals / 8] <= middle * (1 + kSame);
  return same && middle > 0 ? std::optional(middle) : std::nullopt;
}

void ProgrammeClocks::forget() {
  for (Clock& clock : clocks_) clock.ticks.reset();
}

ProgrammeClocks::Measured ProgrammeClocks::take_measured() {
  Measured measured = std::exchange(measured_, {});
  if (ticks_ > 0)
    measured.bits_per_second =
        static_cast<double>(packets_) * kPacketBits * 27e6 / static_cast<double>(ticks_);
  ticks_ = packets_ = 0;
  return measured;
}

}  // namespace vqa
