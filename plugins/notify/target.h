// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace vqa {

/// What became of one try to deliver.
struct Delivery {
  enum class Outcome : std::uint8_t { delivered, retry, refused };
  Outcome outcome = Outcome::delivered;
  std::string problem{};  ///< what is wrong and what to do about it, unless delivered
  /// How long the receiver wants to be left alone; for `retry`.
  std::chrono::milliseconds retry_after{};
  std::string news{};  ///< something that people should know though all is well
};

/// What became of a notification of some target.
struct Note {
  std::string target, stream, detector;
  bool delivered = false;  ///< or else given up
  /// From when its defect became visible; only of a `begin`.
  std::optional<std::chrono::duration<double>> latency{};
};

/// A target, or the "disk:", stopped or started to work.
struct State {
  std::string target;
  bool works = false;
};

/// A way out for notifications. Used by one thread at a time, but for `hurry`.
class Target {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Target() = default;

  /// Tries once to hand over one JSON object. Takes seconds at most. After `retry` the next call
  /// brings the same object; `refused` will never be taken, and is given up.
  virtual Delivery deliver(std::string_view json) = 0;
  /// From any thread: what is under way is to be given up at once, and all that follows.
  virtual void hurry() {}

  /// When there is something to do without a notification.
  virtual std::optional<Clock::time_point> next_turn() const { return std::nullopt; }
  virtual Delivery take_turn() { return {}; }

  /// Hears what became of notifications, those of other targets as well. From one other thread.
  virtual void note(const Note&) {}
  virtual void note(const State&) {}

  /// Can it be told later, by another process, what this one could not?
  virtual bool outlives_us() const { return false; }
  /// Does it call people, who are told of a storm as one?
  virtual bool calls_people() const { return false; }
  /// Does it want the pictures of incidents?
  virtual bool stores_evidence() const { return false; }

  /// The URI as it was written.
  const std::string& name() const { return name_; }
  void set_name(std::string_view uri) { name_ = uri; }

 private:
  std::string name_;
};

struct BadTarget {
  std::string problem;
};

/// The target that a URI names: its scheme picks the way out.
std::variant<std::unique_ptr<Target>, BadTarget> make_target(std::string_view uri);

}  // namespace vqa
