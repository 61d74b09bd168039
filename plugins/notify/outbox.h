// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "notify/notice.h"

namespace vqa {

/// What is wrong with the outbox, and what to do about it.
struct OutboxProblem : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct OutboxConfig {
  struct Queue {
    std::string target;         ///< its name
    bool calls_people = false;  ///< and so hears nothing of what is folded
  };
  std::string dir;    ///< shared by all processes of a host that are to stand in for each other
  std::string owner;  ///< unique to this start
  std::vector<Queue> queues;
};

/// Keeps notices until their targets have taken them, beyond the end of the process, and after that
/// as history. Used by one thread. Whatever goes wrong is an OutboxProblem; the next call starts
/// anew.
class Outbox {
 public:
  using WallClock = Notice::WallClock;
  using Place = std::int64_t;  ///< in a queue: the later, the higher
  using Places = std::vector<Place>;
  struct Waiting {
    Place place;
    Notice notice;
  };

  virtual ~Outbox() = default;

  /// What is done within is done as a whole or not at all.
  virtual void together(const std::function<void()>& work) = 0;
  // These four only within `together`:
  /// Tells this outbox from another one that is at the same place now.
  virtual std::uint64_t identity() const = 0;
  /// Keeps a notice, in some of the queues. Its places, 0 in the others.
  virtual Places add(const Notice& notice, const std::vector<bool>& wanted) = 0;
  /// It leaves the queue: accepted then, or else given up.
  virtual void settle(std::size_t queue, const std::string& id,
                      std::optional<WallClock::time_point> accepted) = 0;
  /// The first ones behind `after`.
  virtual std::vector<Waiting> next(std::size_t queue, Place after, int limit) = 0;

  /// Ends the incidents of processes that died, and takes over what they did not get told. True if
  /// there may be more in the queues now.
  virtual bool adopt_orphans(WallClock::time_point now) = 0;
  /// Forgets some of what is older; true if there may be more.
  virtual bool purge(WallClock::time_point before) = 0;
  /// Nothing more is added: what is left is for others.
  /// Returns how many that is.
  virtual std::uint64_t leave() = 0;
};

/// An outbox in that directory, which is made when it is needed.
std::unique_ptr<Outbox> make_outbox(const OutboxConfig& config);
/// Was it built in?
bool has_outbox();

}  // namespace vqa
