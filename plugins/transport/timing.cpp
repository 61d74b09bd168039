// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/timing.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace vqa {
namespace {

double milliseconds(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }

const char* name_of(ProgrammeClocks::Fault fault) {
  switch (fault) {
    case ProgrammeClocks::Fault::jump:
      return "jump";
    case ProgrammeClocks::Fault::jitter:
      return "jitter";
    default:
      return "interval";
  }
}

const char* name_of(UnitWatch::Fault fault) {
  switch (fault) {
    case UnitWatch::Fault::late:
      return "late";
    case UnitWatch::Fault::early:
      return "early";
    default:
      return "interval";
  }
}

Time limit_of(ProgrammeClocks::Fault fault, const ProgrammeClocks::Limits& limits) {
  return fault == ProgrammeClocks::Fault::jitter ? limits.jitter : limits.interval;
}

Time limit_of(UnitWatch::Fault fault, const UnitWatch::Limits& limits) {
  if (fault == UnitWatch::Fault::late) return Time::zero();
  return fault == UnitWatch::Fault::early ? limits.lead : limits.interval;
}

const char* side_of(StreamKind kind) { return kind == StreamKind::video ? "video" : "audio"; }

IncidentRules incident_rules(const Timing::Rules& rules, Time limit, bool kept) {
  return {.raise_level = milliseconds(limit),
          .clear_level = milliseconds(limit),
          .severity = kept ? Severity::warning : Severity::info,
          .clear_time = std::max(rules.clear_time, Habit::kSteady),
          .max_gap = rules.max_gap};
}

}  // namespace

void Timing::configure(const Rules& rules) {
  rules_ = rules;
  if (!pcr_.open()) pcr_.configure(incident_rules(rules, rules.clocks.interval, false));
  if (!pts_.open()) pts_.configure(incident_rules(rules, rules.units.interval, false));
}

void Timing::take(const Packet& packet, bool gap, const Tables& tables, std::optional<Time> now,
                  bool heard) {
  ++place_.packets;
  if (packet.pid() == kNullPid) {
    ++place_.nulls;
    return;
  }
  if (const auto ticks = packet.pcr()) {
    const auto found =
        clocks_.take(packet.pid(), *ticks, packet.discontinuity(), place_, rules_.clocks);
    if (found.fault != ProgrammeClocks::Fault::none && heard) clock_now_ = found;
  }
  if (!packet.starts_unit()) return units_.go_on(packet, gap);
  const ListedStream stream = tables.stream_of(packet.pid());
  const auto found =
      units_.begin(packet, gap, stream, clocks_.last(stream.clock), now, rules_.units);
  if (found.fault != UnitWatch::Fault::none && heard) unit_now_ = found;
}

void Timing::judge(Time now, Events& out) {
  if (!begin_) begin_ = now;
  judge_clocks(now, out);
  judge_stamps(now, out);
}

void Timing::judge_clocks(Time now, Events& out) {
  const auto found = std::exchange(clock_now_, {});
  const bool bad = found.fault != ProgrammeClocks::Fault::none;
  if (!bad && !pcr_.open()) return;
  const Time onset = found.fault == ProgrammeClocks::Fault::interval ? now - found.value : now;
  if (bad) {
    clock_told_ = found;
    const bool kept = clock_habit_.breaks(onset, now, *begin_);
    // That a clock is not exact, nobody has to be woken for.
    if (!pcr_.open())
      pcr_.configure(incident_rules(rules_, limit_of(found.fault, rules_.clocks),
                                    kept && found.fault != ProgrammeClocks::Fault::jitter));
  }
  const std::size_t before = out.size();
  pcr_.judge({.time = now,
              .verdict = bad ? Verdict::bad : Verdict::good,
              .value = milliseconds(clock_told_.value),
              .onset = onset},
             out);
  if (out.size() == before) return;
  add_details(
      out, before,
      {{"cause", std::string(name_of(clock_told_.fault))}, {"pid", std::int64_t{clock_told_.pid}}});
}

void Timing::judge_stamps(Time now, Events& out) {
  const auto found = std::exchange(unit_now_, {});
  const bool bad = found.fault != UnitWatch::Fault::none;
  if (!bad && !pts_.open()) return;
  const Time onset = found.fault == UnitWatch::Fault::interval ? now - found.value : now;
  if (bad) {
    unit_told_ = found;
    const bool kept = unit_habit_.breaks(onset, now, *begin_);
    if (!pts_.open())
      pts_.configure(incident_rules(rules_, limit_of(found.fault, rules_.units), kept));
  }
  const std::size_t before = out.size();
  pts_.judge({.time = now,
              .verdict = bad ? Verdict::bad : Verdict::good,
              .value = milliseconds(unit_told_.value),
              .onset = onset},
             out);
  if (out.size() == before) return;
  add_details(out, before,
              {{"cause", std::string(name_of(unit_told_.fault))},
               {"pid", std::int64_t{unit_told_.pid}},
               {"side", std::string(side_of(unit_told_.kind))}});
}

/// Of the packets since the last call.
double Timing::null_share() {
  const auto before = std::exchange(sampled_, place_);
  const auto packets = static_cast<double>(place_.packets - before.packets);
  return packets > 0 ? static_cast<double>(place_.nulls - before.nulls) / packets : 0;
}

void Timing::sample(Time now, Events& out) {
  const auto clocks = clocks_.take_measured();
  Event pcr = pcr_.sample(now, milliseconds(clocks.longest), clocks.longest > Time::zero() ? 1 : 0);
  pcr.details = {{"bitrate", clocks.bits_per_second}, {"null-share", null_share()}};
  if (clocks.jitter) pcr.details.emplace_back("jitter", milliseconds(*clocks.jitter));
  out.push_back(std::move(pcr));

  Time longest{};
  std::optional<Time> leads[2];
  std::string text;
  for (const auto& stream : units_.take_measured()) {
    longest = std::max(longest, stream.longest);
    auto& lead = leads[stream.kind == StreamKind::video ? 0 : 1];
    if (stream.least_lead) lead = std::min(lead.value_or(*stream.least_lead), *stream.least_lead);
    text += (text.empty() ? "" : "; ") + stream.text();
  }
  Event pts = pts_.sample(now, milliseconds(longest), longest > Time::zero() ? 1 : 0);
  if (leads[0]) pts.details.emplace_back("video-lead", milliseconds(*leads[0]));
  if (leads[1]) pts.details.emplace_back("audio-lead", milliseconds(*leads[1]));
  pts.details.emplace_back("units", text);
  out.push_back(std::move(pts));
}

void Timing::finish(std::string_view reason, Events& out) {
  pcr_.finish(reason, out);
  pts_.finish(reason, out);
  clocks_ = {};
  units_.forget();
  clock_now_ = clock_told_ = {};
  unit_now_ = unit_told_ = {};
  clock_habit_.forget();
  unit_habit_.forget();
  begin_.reset();
  place_ = sampled_ = {};
}

void Timing::begin_anew() {
  clocks_.forget();
  units_.forget();
}

}  // namespace vqa
