// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/prometheus_target.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "notify/scrape_port.h"

namespace vqa {
namespace {

using prometheus::Labels;

const prometheus::Histogram::BucketBoundaries kLatencies = {0.05, 0.1, 0.25, 0.5, 1,  2,  3,
                                                            5,    8,   13,   20,  30, 60, 300};

Labels labels_of(const nlohmann::json& data) {
  return {{"stream", data.value("stream", "")},
          {"detector", data.value("detector", "")},
          {"kind", data.value("kind", "")}};
}

std::string scheme_of(const std::string& target) { return target.substr(0, target.find(':')); }

}  // namespace

struct PrometheusTarget::Metrics {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Gauge>& value =
      prometheus::BuildGauge().Name("vqa_value").Help("What was measured last").Register(*registry);
  prometheus::Family<prometheus::Gauge>& open = prometheus::BuildGauge()
                                                    .Name("vqa_incidents_open")
                                                    .Help("Incidents that go on")
                                                    .Register(*registry);
  prometheus::Family<prometheus::Counter>& total = prometheus::BuildCounter()
                                                       .Name("vqa_incidents_total")
                                                       .Help("Incidents that began")
                                                       .Register(*registry);
  prometheus::Family<prometheus::Gauge>& up =
      prometheus::BuildGauge()
          .Name("vqa_stream_up")
          .Help("1 while the stream runs, 0 while it is lost and when it is over")
          .Register(*registry);
  prometheus::Family<prometheus::Histogram>& latency =
      prometheus::BuildHistogram()
          .Name("vqa_alert_latency_seconds")
          .Help("From when a defect became visible to when its alert was delivered")
          .Register(*registry);
  prometheus::Family<prometheus::Counter>& notifications =
      prometheus::BuildCounter()
          .Name("vqa_notifications_total")
          .Help("Notifications that were delivered or given up")
          .Register(*registry);
  prometheus::Family<prometheus::Gauge>& failing =
      prometheus::BuildGauge()
          .Name("vqa_targets_failing")
          .Help("Targets that do not take notifications; disk: they are not kept")
          .Register(*registry);
  std::shared_ptr<ScrapePort> port;
};

PrometheusTarget::PrometheusTarget(std::string address, std::string file_sd)
    : address_(std::move(address)),
      file_sd_(std::move(file_sd)),
      metrics_(std::make_unique<Metrics>()) {
  prometheus::BuildGauge()
      .Name("vqa_build_info")
      .Help("The version that runs")
      .Register(*metrics_->registry)
      .Add({{"version", VQA_VERSION}})
      .Set(1);
}

PrometheusTarget::~PrometheusTarget() = default;

std::optional<PrometheusTarget::Clock::time_point> PrometheusTarget::next_turn() const {
  if (metrics_->port) return std::nullopt;
  return Clock::time_point{};
}

Delivery PrometheusTarget::take_turn() {
  try {
    metrics_->port = ScrapePort::at(address_, file_sd_);
  } catch (const std::exception& failure) {
    return {.outcome = Delivery::Outcome::retry,
            .problem = "Cannot show metrics at " + address_ + ": " + failure.what() +
                       " (is the port taken? :0 picks a free one)"};
  }
  metrics_->port->exposer().RegisterCollectable(metrics_->registry);
  return {.news = "Metrics are at http://" + metrics_->port->where() + "/metrics"};
}

Delivery PrometheusTarget::deliver(std::string_view json) {
  const auto cloud = nlohmann::json::parse(json, nullptr, false);
  if (!cloud.is_object() || !cloud.contains("data") || !cloud["data"].is_object()) return {};
  const auto& data = cloud["data"];
  const Labels labels = labels_of(data);
  const std::string phase = data.value("phase", "");
  const std::string type = cloud.value("type", "");
  if (type == "vqa.monitor.heartbeat") return {};
  const std::string subject = cloud.value("subject", "");
  const bool running = subject == "stream/running", lost = subject == "stream/lost";
  if (running || lost) {
    const bool is_up = phase == (running ? "begin" : "end");
    metrics_->up.Add({{"stream", labels.at("stream")}}).Set(is_up ? 1 : 0);
  }
  if (running) return {};
  if (data.contains("value") && data["value"].is_number()) {
    Labels with_unit = labels;
    with_unit["unit"] = data.value("unit", "");
    metrics_->value.Add(with_unit).Set(data["value"]);
  }
  if (phase == "begin") {
    metrics_->total.Add(labels).Increment();
    metrics_->open.Add(labels).Increment();
  } else if (phase == "end") {
    metrics_->open.Add(labels).Decrement();
  }
  return {};
}

void PrometheusTarget::note(const Note& note) {
  if (note.target == name()) return;
  const std::string scheme = scheme_of(note.target);
  metrics_->failing.Add({{"target", scheme}});
  metrics_->notifications
      .Add({{"target", scheme}, {"result", note.delivered ? "delivered" : "refused"}})
      .Increment();
  if (!note.delivered || !note.latency) return;
  metrics_->latency
      .Add({{"stream", note.stream}, {"detector", note.detector}, {"target", scheme}}, kLatencies)
      .Observe(note.latency->count());
}

void PrometheusTarget::note(const State& state) {
  auto& failing = metrics_->failing.Add({{"target", scheme_of(state.target)}});
  state.works ? failing.Decrement() : failing.Increment();
}

std::variant<std::unique_ptr<Target>, BadTarget> make_prometheus_target(std::string_view uri) {
  static constexpr std::string_view kScheme = "prometheus://", kFileSd = "?file_sd=";
  const std::string_view rest =
      uri.substr(std::min(uri.starts_with(kScheme) ? kScheme.size() : uri.size(), uri.size()));
  const auto question = std::min(rest.find('?'), rest.size());
  const std::string address(rest.substr(0, question)), query(rest.substr(question));
  const auto colon = address.rfind(':');
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  const bool is_port = !port.empty() && port.size() <= 5 &&
                       port.find_first_not_of("0123456789") == std::string::npos &&
                       std::stoi(port) < 65536;
  if (!is_port || address.find_first_of("/,") != std::string::npos ||
      (!query.empty() && (!query.starts_with(kFileSd) || query.size() == kFileSd.size()))) {
    return BadTarget{"\"" + std::string(uri) +
                     "\" is no place for metrics: write prometheus://127.0.0.1:9464 or "
                     "prometheus://:0?file_sd=/directory"};
  }
  return std::make_unique<PrometheusTarget>(
      address.starts_with(':') ? "0.0.0.0" + address : address,
      query.empty() ? "" : query.substr(kFileSd.size()));
}

}  // namespace vqa
