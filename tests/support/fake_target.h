// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notify/courier.h"
#include "notify/target.h"

namespace vqa::test {

/// For events that must happen; nobody waits this long when all is well.
inline constexpr auto kAtMost = std::chrono::seconds(60);

/// Something to be told. An update stands for whatever may not be dropped.
inline Notice notice_of(std::string json, Phase phase = Phase::update, std::string incident = {}) {
  Notice notice;
  notice.id = "id of " + json;
  notice.incident = std::move(incident);
  notice.phase = phase;
  notice.json = std::make_shared<const std::string>(std::move(json));
  return notice;
}

/// What a receiver of notifications does and has seen, for the test that stands beside it.
class Receiver {
 public:
  /// The next `times` deliveries fail; -1: all.
  void fail(int times) {
    const std::lock_guard lock(mutex_);
    failures_ = times;
  }
  /// What it answers to those that fail.
  void ask_for_pause(std::chrono::milliseconds pause) {
    const std::lock_guard lock(mutex_);
    retry_after_ = pause;
  }
  void refuse(const std::string& json) {
    const std::lock_guard lock(mutex_);
    refuse_.insert(json);
  }
  /// The next delivery ends in an exception.
  void throw_once() {
    const std::lock_guard lock(mutex_);
    throws_ = true;
  }
  /// Deliveries do not return until `release`.
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

  /// True once so many deliveries have begun, those that failed among them.
  bool wait_for_tries(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kAtMost, [&] { return tries_ >= count; });
  }
  bool has_tries(std::size_t count) const {
    const std::lock_guard lock(mutex_);
    return tries_ >= count;
  }
  bool wait_for_lines(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kAtMost, [&] { return lines_.size() >= count; });
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

  Delivery take(std::string_view json) {
    std::unique_lock lock(mutex_);
    ++tries_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    if (std::exchange(throws_, false)) throw std::runtime_error("thrown");
    if (refuse_.contains(std::string(json))) {
      return {.outcome = Delivery::Outcome::refused, .problem = "The fake does not want it"};
    }
    if (failures_ != 0) {
      if (failures_ > 0) --failures_;
      return {.outcome = Delivery::Outcome::retry,
              .problem = "Cannot reach the fake (plug it in)",
              .retry_after = retry_after_};
    }
    lines_.emplace_back(json);
    changed_.notify_all();
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::size_t tries_ = 0;
  std::set<std::string> refuse_;
  std::chrono::milliseconds retry_after_{};
  int failures_ = 0;
  bool throws_ = false;
  bool held_ = false;
};

class FakeTarget : public Target {
 public:
  explicit FakeTarget(std::shared_ptr<Receiver> receiver, bool outlives_us = false,
                      bool calls_people = false)
      : receiver_(std::move(receiver)), outlives_us_(outlives_us), calls_people_(calls_people) {
    set_name("fake:");
  }
  /// Without the time of sending, so that all receivers see the same.
  Delivery deliver(std::string_view json) override {
    const auto sent = json.rfind(R"(,"sent":)");
    if (sent == std::string_view::npos) return receiver_->take(json);
    return receiver_->take(std::string(json.substr(0, sent)) + "}");
  }
  bool outlives_us() const override { return outlives_us_; }
  bool calls_people() const override { return calls_people_; }

 private:
  std::shared_ptr<Receiver> receiver_;
  const bool outlives_us_, calls_people_;
};

/// Hears the news of a courier.
class News {
 public:
  Courier::Tell tell() {
    return [this](const TargetNews& news) {
      const std::lock_guard lock(mutex_);
      all_.push_back(news);
      changed_.notify_all();
    };
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kAtMost, [&] { return all_.size() >= count; });
  }
  std::vector<TargetNews> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<TargetNews> all_;
};

}  // namespace vqa::test
