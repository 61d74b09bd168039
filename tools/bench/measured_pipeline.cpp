// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bench/measured_pipeline.h"

#include <sys/resource.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace vqa::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string text_of(const GstStructure* event, const char* field) {
  const char* text = gst_structure_get_string(event, field);
  return std::string(", \"") + field + "\": \"" + (text != nullptr ? text : "") + '"';
}

std::string number_of(const GstStructure* event, const char* field) {
  guint64 number = 0;
  gst_structure_get_uint64(event, field, &number);
  return std::string(", \"") + field + "\": " + std::to_string(number);
}

/// What detectors say are words and numbers: nothing in it has to be escaped.
std::string verdict_of(const GstStructure* event) {
  double value = 0;
  gst_structure_get_double(event, "value", &value);
  char number[40];
  std::snprintf(number, sizeof number, ", \"value\": %.9g}", value);
  std::string line = "{\"at\": " + std::to_string(g_get_monotonic_time());
  for (const char* field : {"detector", "kind", "phase", "severity"}) line += text_of(event, field);
  for (const char* field : {"running-time", "start", "duration"}) line += number_of(event, field);
  return line + number;
}

}  // namespace

double cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void say(const std::string& line) {
  const std::string whole = line + '\n';  // in one piece, for several threads speak
  std::fwrite(whole.data(), 1, whole.size(), stdout);
  std::fflush(stdout);
}

MeasuredPipeline::MeasuredPipeline(const std::string& description) {
  GError* error = nullptr;
  pipeline_.reset(
      gst_parse_launch_full(description.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error));
  const gst::Error problem(error);
  if (!pipeline_)
    throw std::runtime_error("cannot make \"" + description + "\": " + problem->message);
  gst_object_ref_sink(pipeline_.get());
  if (!GST_IS_PIPELINE(pipeline_.get())) {  // as of a single element
    GstElement* const single = pipeline_.release();
    pipeline_.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    gst_bin_add(GST_BIN(pipeline_.get()), single);
    gst_object_unref(single);
  }
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), on_message, this, nullptr);
  for (const char* name : {"end", "pictures", "sound"}) {
    const gst::Element ends = element(name);
    if (!ends) continue;
    watch_ends(ends.get());
    break;
  }
}

MeasuredPipeline::~MeasuredPipeline() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
}

void MeasuredPipeline::watch_ends(GstElement* ends) {
  const auto watch = [](GstElement*, GstPad* pad, gpointer self) -> gboolean {
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_end, self, nullptr);
    return TRUE;
  };
  gst_element_foreach_sink_pad(ends, watch, this);
}

gst::Element MeasuredPipeline::element(const std::string& name) const {
  return gst::Element(gst_bin_get_by_name(GST_BIN(pipeline_.get()), name.c_str()));
}

void MeasuredPipeline::start() {
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    const std::scoped_lock lock(mutex_);
    throw std::runtime_error("the pipeline does not start: " + error_);
  }
}

std::int64_t MeasuredPipeline::base_time() const {
  return static_cast<std::int64_t>(gst_element_get_base_time(pipeline_.get()) / GST_USECOND);
}

void MeasuredPipeline::wait_for_end() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return over_; });
  if (!error_.empty()) throw std::runtime_error(error_);
}

void MeasuredPipeline::wait_for_buffers(std::int64_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return over_ || arrived_ >= count; });
  if (!error_.empty()) throw std::runtime_error(error_);
}

std::string MeasuredPipeline::take_verdicts() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(verdicts_, {});
}

GstBusSyncReply MeasuredPipeline::on_message(GstBus*, GstMessage* message, gpointer self) {
  static_cast<MeasuredPipeline*>(self)->note(message);
  gst_message_unref(message);
  return GST_BUS_DROP;
}

void MeasuredPipeline::note(GstMessage* message) {
  const std::scoped_lock lock(mutex_);
  if (gst_message_has_name(message, "vqa-event")) {
    const std::string verdict = verdict_of(gst_message_get_structure(message));
    verdicts_ += verdict + '\n';
    say("{\"verdict\": " + verdict + '}');
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    const gst::Error problem(error);
    error_ = std::string(GST_MESSAGE_SRC_NAME(message)) + ": " + problem->message;
    over_ = true;
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    over_ = true;
  }
  changed_.notify_all();
}

GstPadProbeReturn MeasuredPipeline::on_end(GstPad*, GstPadProbeInfo*, gpointer data) {
  auto& self = *static_cast<MeasuredPipeline*>(data);
  const std::scoped_lock lock(self.mutex_);
  if (self.arrived_++ == 0) say("{\"flows\": true, \"cpu\": " + std::to_string(cpu_time()) + '}');
  self.changed_.notify_all();
  return GST_PAD_PROBE_OK;
}

}  // namespace vqa::bench
