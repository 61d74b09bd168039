// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "notify/target.h"

namespace vqa {

/// Shows metrics at http://ADDRESS:PORT/metrics for a Prometheus server to scrape. All targets of a
/// process that name the same address share one port.
class PrometheusTarget : public Target {
 public:
  /// `file_sd`: the directory in which an entry tells Prometheus where we are; empty: none.
  PrometheusTarget(std::string address, std::string file_sd);
  ~PrometheusTarget() override;

  Delivery deliver(std::string_view json) override;
  void note(const Note& note) override;
  void note(const State& state) override;
  std::optional<Clock::time_point> next_turn() const override;
  Delivery take_turn() override;

 private:
  struct Metrics;

  const std::string address_, file_sd_;
  std::unique_ptr<Metrics> metrics_;
};

/// prometheus://[ADDRESS]:PORT[?file_sd=DIRECTORY]
std::variant<std::unique_ptr<Target>, BadTarget> make_prometheus_target(std::string_view uri);

}  // namespace vqa
