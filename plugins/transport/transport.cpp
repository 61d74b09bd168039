// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/transport.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>

namespace vqa {
namespace {

constexpr Time kLongestGap = 10s;  // nothing came for longer: what was, is unknown
// Live data that comes together with the first one waited while the pipeline started, in a socket
// that may have overflowed meanwhile. That is no fault of the stream.
constexpr Time kJoining = 500ms;
constexpr Time kPause = 100ms;  // without any packet: tables are not missed for as long

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

void Transport::configure(const Config& config) {
  config_ = config;
  IncidentRules rules{.raise_level = 1,
                      .clear_level = 1,
                      .critical_level = static_cast<double>(config.critical_loss),
                      .critical_time = config.critical_duration,
                      .clear_time = config.clear_duration,
                      .max_gap = kLongestGap};
  loss_.configure(rules);
  rules.raise_level = rules.clear_level = seconds(config.psi_timeout);
  rules.critical_level = seconds(config.critical_duration);
  rules.critical_time = kNever;
  rules.clear_time = std::max(config.clear_duration, Habit::kSteady);
  psi_.configure(rules);
  timing_.configure({.clocks = {.interval = config.pcr_interval, .jitter = config.pcr_jitter},
                     .units = {.interval = config.pts_interval, .lead = config.max_lead},
                     .clear_time = config.clear_duration,
                     .max_gap = kLongestGap});
}

bool Transport::joining() const { return clock_.stamped() && begin_ && now() - *begin_ < kJoining; }

void Transport::process(std::span<const std::uint8_t> bytes, std::optional<Time> time, bool discont,
                        Events& out) {
  // A piece of HLS begins, or something is put behind something else: counters begin anew, and so
  // do clocks. But where every buffer has a time, as from a network, it marks what the network
  // lost.
  const bool piece_begins = time && clock_.in_piece();
  const bool is_joint = discont && !(time && clock_.stamped());
  if (piece_begins || is_joint) {
    packets_.reset();
    continuity_.forget();
    timing_.begin_anew();
  }
  auto step = clock_.stamp(time);
  if (step.jumped_back || step.idle > kLongestGap) {
    finish(step.jumped_back ? "discontinuity" : "gap", out);
    step = clock_.stamp(time);
  }
  if (is_joint) clock_.forget_ticks();
  if (step.idle > kPause) {
    tables_.forgive(step.idle);
    timing_.forgive(step.idle);
  }
  if (piece_begins) tables_.expect_anew(now());
  packets_.add(bytes);
  while (const auto packet = packets_.next()) take(*packet, out);
  if (const auto broken = packets_.take_broken(); broken > 0 && !joining()) {
    timing_.lost();
    losses_.out_of_sync(broken);
    lost_now_ = true;
  }
  judge(out);
}

void Transport::take(const Packet& packet, Events& out) {
  ++packets_seen_;
  if (packet.damaged()) {  // nothing in it can be relied on
    if (!joining()) losses_.damaged();
    lost_now_ = lost_now_ || !joining();
    timing_.lost();
    return;
  }
  const bool gap = watch_counter(packet);
  if (gap) timing_.lost();
  timing_.take(packet, gap, tables_, clock_.now(), !joining());
  if (const auto ticks = packet.pcr()) {
    clock_.tick(packet.pid(), *ticks, packet.discontinuity());
    judge(out);
  }
}

bool Transport::watch_counter(const Packet& packet) {
  const auto gap = continuity_.take(packet);
  if (!tables_.take(packet, gap.found, clock_.now())) {
    broken_now_ = true;
    trouble_ = tables_.broken();
  }
  if (!gap.found || joining()) return gap.found;
  const StreamKind kind = tables_.kind_of(packet.pid());
  // What no programme lists carries no picture and no sound.
  const bool unlisted = kind == StreamKind::unknown && tables_.known();
  losses_.gap(packet.pid(), unlisted ? StreamKind::data : kind, gap.lost);
  lost_now_ = true;
  return true;
}

void Transport::judge(Events& out) {
  const Time time = now();
  if (clock_.now()) {
    if (!begin_) begin_ = time;
    tables_.expect(time);
  }
  judge_losses(time, out);
  judge_tables(time, out);
  timing_.judge(time, out);
  lost_now_ = broken_now_ = false;
  judged_ = time;
}

void Transport::judge_losses(Time now, Events& out) {
  if (!lost_now_ && !loss_.open()) return;
  IncidentRules rules = loss_.rules();
  const bool matters = losses_.matters();
  rules.severity = matters ? Severity::warning : Severity::info;
  rules.critical_level = matters ? static_cast<double>(config_.critical_loss)
                                 : std::numeric_limits<double>::quiet_NaN();
  rules.critical_time = matters ? config_.critical_duration : kNever;
  loss_.configure(rules);
  const std::size_t before = out.size();
  loss_.judge({.time = now,
               .verdict = lost_now_ ? Verdict::bad : Verdict::good,
               .value = static_cast<double>(losses_.lost()),
               .onset = judged_},
              out);
  if (out.size() > before) add_details(out, before, losses_.details());
  if (loss_.open()) return;
  lost_before_ += losses_.lost();
  losses_ = {};
}

void Transport::judge_tables(Time now, Events& out) {
  const bool can_miss =
      config_.psi_timeout > Time::zero() && clock_.now().has_value() && !clock_.in_piece();
  const auto missing = tables_.missing_for_longest();
  const bool misses = can_miss && now - missing.since > config_.psi_timeout;
  const bool bad = broken_now_ || misses;
  if (!bad && !psi_.open()) return;
  if (bad) is_broken_ = broken_now_;
  if (misses && !broken_now_) trouble_ = missing;
  const bool kept_to_it = misses && psi_habit_.breaks(missing.since, now, *begin_);
  if (bad && !psi_.open()) {
    IncidentRules rules = psi_.rules();
    rules.severity = is_broken_ || kept_to_it ? Severity::warning : Severity::info;
    psi_.configure(rules);
  }
  const std::size_t before = out.size();
  psi_.judge({.time = now,
              .verdict = bad ? Verdict::bad : Verdict::good,
              .value = seconds(now - trouble_.since),
              .onset = is_broken_ ? now : trouble_.since},
             out);
  if (out.size() > before) add_details(out, before, details_of_trouble());
}

Details Transport::details_of_trouble() const {
  return {{"cause", std::string(is_broken_ ? "crc" : "missing")},
          {"table", trouble_.table()},
          {"pid", std::int64_t{trouble_.pid}}};
}

void Transport::sample(Events& out) {
  const std::int64_t lost = lost_before_ + losses_.lost();
  const bool blind = packets_seen_ == 0;
  Event sample = loss_.sample(now(), static_cast<double>(lost - lost_told_), blind ? 0 : 1);
  if (blind) sample.details.emplace_back("reason", std::string("no packets"));
  out.push_back(std::move(sample));
  lost_told_ = lost;
  packets_seen_ = 0;
  const Time longest = tables_.take_longest();
  out.push_back(psi_.sample(now(), seconds(longest), longest > Time::zero() ? 1 : 0));
  timing_.sample(now(), out);
}

void Transport::finish(std::string_view reason, Events& out) {
  std::size_t before = out.size();
  loss_.finish(reason, out);
  add_details(out, before, losses_.details());
  before = out.size();
  psi_.finish(reason, out);
  add_details(out, before, details_of_trouble());
  timing_.finish(reason, out);
  lost_before_ += losses_.lost();
  losses_ = {};
  lost_now_ = broken_now_ = false;
  packets_.reset();
  continuity_.forget();
  tables_.forget();
  clock_ = {};
  begin_.reset();
  judged_.reset();
  psi_habit_.forget();
}

}  // namespace vqa
