// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/pes_packets.h"
#include "support/transport_packets.h"
#include "transport/transport.h"

namespace vqa::test {
inline constexpr int kVideo = 0x100, kAudio = 0x101, kText = 0x102, kUnlisted = 0x300;
inline constexpr Time kSlot = 40ms;

inline std::string detail(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details) {
    if (key != name) continue;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
    return std::get<std::string>(value);
  }
  return {};
}

/// A programme of picture, sound and text, in slots of 40 ms with a clock and tables in each.
class Programme {
 public:
  using Change = std::function<void(int slot, Mux& mux)>;
  enum class Times { of_clock, of_buffers, none };

  explicit Programme(Times times = Times::of_clock) : times_(times) {}

  Transport transport;
  Mux mux;
  bool pat = true, pmt = true, clock = true;
  std::int64_t shift = 0;    ///< of the clock, in ticks of 27 MHz
  std::optional<Time> lead;  ///< of stamps over the clock; none: there are no stamps
  Events events;

  /// Plays slots on; `change` may do to the multiplexer what it likes, within each.
  void play(int slots, const Change& change = {}) {
    for (int i = 0; i < slots; ++i, ++slot_) {
      add(i, change);
      push(mux.take());
    }
  }
  void push(const Bytes& bytes, bool discont = false) {
    std::optional<Time> time;
    if (times_ == Times::of_buffers) time = slot_ * kSlot;
    transport.process(bytes, time, discont, events);
  }
  Bytes slot(const Change& change = {}) {
    add(0, change);
    ++slot_;
    return mux.take();
  }

 private:
  void add(int i, const Change& change) {
    if (pat) mux.add_section(0, make_pat({{1, 0x1000}}));
    if (pmt) mux.add_section(0x1000, make_pmt(1, {{0x1B, kVideo}, {0x0F, kAudio}, {0x06, kText}}));
    const std::int64_t now = slot_ * kSlot.count() / 1000 * 27 + shift;
    mux.add({.pid = kVideo, .pcr = clock && times_ != Times::none ? now : -1});
    add_unit(kVideo, now);
    add_unit(kAudio, now);
    mux.add({.pid = kText});
    mux.add({.pid = kUnlisted});
    if (change) change(i, mux);
    mux.add({.pid = kVideo});
    mux.add({.pid = kAudio});
  }

  void add_unit(int pid, std::int64_t now) {
    if (!lead) return mux.add({.pid = pid});
    mux.add({.pid = pid, .starts = true},
            make_pes({.pts = (now + lead->count() / 1000 * 27) / 300 % (std::int64_t{1} << 33)}));
  }

  Times times_;
  int slot_ = 0;
};

inline Programme::Change skip(int pid, int packets, int at = 0) {
  return [=](int i, Mux& mux) {
    if (i == at) mux.skip(pid, packets);
  };
}

}  // namespace vqa::test
