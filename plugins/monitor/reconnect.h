// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/time.h"
#include "notify/backoff.h"

namespace vqa {

struct ReconnectRules {
  int tries = -1;           ///< in a row without data, until it is given up; -1: never
  Time silence = 5s;        ///< nothing for this long: no data; 0: never asks
  Time first_patience{};    ///< the first data after a connection may take this long
  bool by_arrival = false;  ///< nobody is connected to, so there is nothing to connect anew
};

/// When a live source is connected to again, and when to say that nothing comes. It only decides;
/// whoever asks has a thread, and does it.
class Reconnect {
 public:
  using Clock = std::chrono::steady_clock;
  /// A stream that ran for this long was no failed try.
  static constexpr Time kSteady = 10s;
  static constexpr Backoff::Pause kFirstPause{500}, kLongestPause{15'000};

  explicit Reconnect(const ReconnectRules& rules)
      : rules_(rules), backoff_(kFirstPause, kLongestPause) {}

  enum class Step : std::uint8_t {
    wait,
    connect,      ///< now
    tell_silent,  ///< nothing comes, and all that can be done is to wait
    drop_silent,  ///< nothing comes: to be taken down, and failed
  };

  /// What to do now. Doing it is told by the following.
  Step next(Clock::time_point now);
  /// When to ask again at the latest.
  std::optional<Clock::time_point> deadline() const;

  void connected(Clock::time_point now);
  /// `at`: when the last data came.
  void data(Clock::time_point at);
  /// The source failed and is taken down. False: it is given up.
  bool failed(Clock::time_point now);
  /// How long nothing may come while it runs, as long as it is longer than the rules say.
  void expect_pieces(Time silence) { pieces_ = silence; }

 private:
  enum class State : std::uint8_t { pausing, waiting, running };
  Time silence() const;

  ReconnectRules rules_;
  Backoff backoff_;
  State state_ = State::pausing;
  bool told_ = false;  ///< that nothing comes
  int failures_ = 0;   ///< in a row
  Time pieces_{};
  Clock::time_point since_{};  ///< pausing until, waiting since, running since
  Clock::time_point last_{};   ///< data
};

}  // namespace vqa
