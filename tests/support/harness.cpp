// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/harness.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "glue/event_gst.h"
#include "support/lsan_glib.h"
#include "support/pictures.h"

namespace vqa::test {
namespace {

long long ms(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

std::string digits(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f", value + 0.0);  // no -0.000
  return text;
}

std::string to_text(const Detail& detail) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, bool>) return value ? "true" : "false";
        if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(value);
        if constexpr (std::is_same_v<T, double>) return digits(value);
        if constexpr (std::is_same_v<T, std::string>) return value;
      },
      detail);
}

bool takes(const char* media, GstElementFactory* factory, GstPadDirection direction) {
  int pads = 0;
  bool does = false;
  for (const GList* l = gst_element_factory_get_static_pad_templates(factory); l; l = l->next) {
    const auto* pad = static_cast<GstStaticPadTemplate*>(l->data);
    if (pad->direction != direction) continue;
    ++pads;
    const gst::Caps caps(gst_static_caps_get(&const_cast<GstStaticPadTemplate*>(pad)->static_caps));
    does = pad->presence == GST_PAD_ALWAYS && !gst_caps_is_any(caps.get()) &&
           gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), media) != FALSE;
  }
  return pads == 1 && does;
}

void write_picture(GstVideoFrame& frame, const Still& picture) {
  const GstVideoFormatInfo* format = frame.info.finfo;
  const auto* unpacked = gst_video_format_get_info(format->unpack_format);
  const bool wide = GST_VIDEO_FORMAT_INFO_DEPTH(unpacked, 0) > 8;
  const auto width = static_cast<std::size_t>(picture.width);
  std::vector<std::uint8_t> narrow_row(width * 4);
  std::vector<std::uint16_t> wide_row(width * 4);
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* luma = picture.luma.data() + static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint8_t ayuv[4] = {255, luma[x], 128, 128};
      for (std::size_t c = 0; c < 4; ++c) {
        narrow_row[4 * x + c] = ayuv[c];
        wide_row[4 * x + c] = static_cast<std::uint16_t>(ayuv[c] << 8);
      }
    }
    gpointer from = wide ? static_cast<gpointer>(wide_row.data()) : narrow_row.data();
    format->pack_func(format, GST_VIDEO_PACK_FLAG_NONE, from, 0, frame.data, frame.info.stride,
                      GST_VIDEO_CHROMA_SITE_UNKNOWN, y, picture.width);
  }
}

}  // namespace

std::vector<std::string> our_elements() {
  std::vector<std::string> names;
  GList* features = gst_registry_get_feature_list_by_plugin(gst_registry_get(), "vqa");
  for (const GList* l = features; l != nullptr; l = l->next) {
    if (GST_IS_ELEMENT_FACTORY(l->data)) names.emplace_back(GST_OBJECT_NAME(l->data));
  }
  gst_plugin_feature_list_free(features);
  return names;
}

static std::vector<std::string> elements_for(const char* media) {
  std::vector<std::string> names;
  for (const auto& name : our_elements()) {
    GstElementFactory* factory = gst_element_factory_find(name.c_str());
    if (takes(media, factory, GST_PAD_SINK) && takes(media, factory, GST_PAD_SRC)) {
      names.push_back(name);
    }
    gst_object_unref(factory);
  }
  return names;
}
std::vector<std::string> our_video_elements() { return elements_for("video/x-raw"); }
std::vector<std::string> our_byte_elements() { return elements_for("video/mpegts"); }
std::vector<std::string> our_audio_elements() { return elements_for("audio/x-raw"); }

Still draw(int width, int height, const Luma& luma) {
  Still still{.width = width, .height = height, .luma = {}};
  still.luma.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) still.luma.push_back(luma(x, y));
  }
  return still;
}

Still draw_scene(int width, int height, double phase) {
  return draw(width, height, [phase](int x, int y) { return scene(x, y, phase); });
}

gst::Caps video_caps(const VideoSpec& spec) {
  return gst::Caps(gst_caps_new_simple(
      "video/x-raw", "format", G_TYPE_STRING, gst_video_format_to_string(spec.format), "width",
      G_TYPE_INT, spec.width, "height", G_TYPE_INT, spec.height, "framerate", GST_TYPE_FRACTION,
      spec.fps_n, spec.fps_d, "interlace-mode", G_TYPE_STRING, spec.interlace_mode, nullptr));
}

GstVideoInfo video_info(const VideoSpec& spec) {
  GstVideoInfo info;
  gst_video_info_from_caps(&info, video_caps(spec).get());
  return info;
}

gst::Buffer video_buffer(const VideoSpec& spec, const Still& picture) {
  GstVideoInfo info = video_info(spec);
  GstVideoInfo padded = info;
  if (spec.padding > 0) {
    GstVideoAlignment align;
    gst_video_alignment_reset(&align);
    const auto pixels = static_cast<guint>(spec.padding);
    align.padding_left = align.padding_right = align.padding_top = align.padding_bottom = pixels;
    gst_video_info_align(&padded, &align);
  }
  gst::Buffer buffer(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&padded), nullptr));
  gst_buffer_memset(buffer.get(), 0, 0x5A, GST_VIDEO_INFO_SIZE(&padded));
  if (spec.padding > 0) {
    gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, spec.format,
                                   static_cast<guint>(spec.width), static_cast<guint>(spec.height),
                                   GST_VIDEO_INFO_N_PLANES(&padded), padded.offset, padded.stride);
  }
  GstVideoFrame frame;
  if (gst_video_frame_map(&frame, &info, buffer.get(), GST_MAP_READWRITE) == FALSE) {
    ADD_FAILURE() << "cannot map " << gst_video_format_to_string(spec.format);
    return buffer;
  }
  write_picture(frame, picture);
  gst_video_frame_unmap(&frame);
  return buffer;
}

std::vector<Still> freeze_pictures(const VideoSpec& spec, const FreezeMaterial& material) {
  const double fps = static_cast<double>(spec.fps_n) / spec.fps_d;
  const auto count = [fps](double seconds) { return static_cast<int>(seconds * fps + 0.5); };
  std::vector<Still> pictures;
  int phase = 0;
  const auto move = [&](double seconds) {
    for (int i = count(seconds); i > 0; --i) {
      pictures.push_back(draw_scene(spec.width, spec.height, ++phase));
    }
  };
  move(material.moving);
  if (!pictures.empty()) {
    const Still last = pictures.back();
    for (int i = count(material.held); i > 0; --i) pictures.push_back(last);
  }
  move(material.after);
  return pictures;
}

std::string to_line(const Event& event) {
  std::ostringstream line;
  line << event.detector << '/' << event.kind << ' ' << to_string(event.phase) << " #"
       << event.incident << ' ' << to_string(event.severity) << " at=" << ms(event.running_time)
       << " stream=" << (event.stream_time ? std::to_string(ms(*event.stream_time)) : "-")
       << " pts=" << (event.timestamp ? std::to_string(ms(*event.timestamp)) : "-")
       << " start=" << ms(event.start) << " duration=" << ms(event.duration)
       << " value=" << digits(event.value) << " threshold=" << digits(event.threshold) << ' '
       << event.unit << " confidence=" << digits(event.confidence);
  if (!event.label.empty()) line << " label=" << event.label;
  for (const auto& [name, value] : event.details) line << ' ' << name << '=' << to_text(value);
  return line.str();
}

std::string to_text(const std::vector<Event>& events) {
  std::string text;
  for (const auto& event : events) text += to_line(event) + "\n";
  return text;
}

std::vector<Event> of_phase(const std::vector<Event>& events, Phase phase) {
  std::vector<Event> some;
  for (const auto& event : events) {
    if (event.phase == phase) some.push_back(event);
  }
  return some;
}

std::string detail(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details) {
    if (key == name) return to_text(value);
  }
  return {};
}

bool is_of(GstMessage* message, GstMessageType types) {
  const auto type = GST_MESSAGE_TYPE(message);
  return GST_MESSAGE_TYPE_IS_EXTENDED(message) ? type == types : (type & types) != 0;
}

const std::vector<gst::Message>& BusLog::messages() {
  while (GstMessage* message = gst_bus_pop(bus_.get())) messages_.emplace_back(message);
  return messages_;
}

std::vector<GstMessage*> BusLog::of_type(GstMessageType type) {
  std::vector<GstMessage*> some;
  for (const auto& message : messages()) {
    if (is_of(message.get(), type)) some.push_back(message.get());
  }
  return some;
}

std::vector<Event> BusLog::events() {
  std::vector<Event> events;
  for (GstMessage* message : of_type(GST_MESSAGE_ELEMENT)) {
    if (auto event = gst::from_structure(gst_message_get_structure(message))) {
      events.push_back(std::move(*event));
    }
  }
  return events;
}

std::vector<gst::Structure> BusLog::event_structures() {
  std::vector<gst::Structure> structures;
  for (GstMessage* message : of_type(GST_MESSAGE_ELEMENT)) {
    const GstStructure* structure = gst_message_get_structure(message);
    if (gst_structure_has_name(structure, gst::kEventName) != FALSE) {
      structures.emplace_back(gst_structure_copy(structure));
    }
  }
  return structures;
}

std::pair<std::string, std::string> parse(GstMessage* message) {
  GError* error = nullptr;
  char* debug = nullptr;
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error(message, &error, &debug);
      break;
    case GST_MESSAGE_WARNING:
      gst_message_parse_warning(message, &error, &debug);
      break;
    default:
      gst_message_parse_info(message, &error, &debug);
  }
  const gst::Error owned(error);
  const gst::Chars owned_debug(debug);
  return {error->message, debug != nullptr ? debug : ""};
}

std::vector<std::string> BusLog::texts(GstMessageType type) {
  std::vector<std::string> texts;
  for (GstMessage* message : of_type(type)) texts.push_back(parse(message).first);
  return texts;
}

GstMessage* BusLog::wait_for(GstMessageType types, int seconds) {
  const gint64 deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
  for (;;) {
    const gint64 left = deadline - g_get_monotonic_time();
    GstMessage* message =
        gst_bus_timed_pop(bus_.get(), left > 0 ? static_cast<GstClockTime>(left) * GST_USECOND : 0);
    if (message == nullptr) return nullptr;
    messages_.emplace_back(message);
    if (is_of(message, types)) return message;
  }
}

Harness::Harness(const std::string& factory, const Setup& before_start) {
  GstElement* element = gst_element_factory_make(factory.c_str(), nullptr);
  element_.reset(static_cast<GstElement*>(gst_object_ref_sink(element)));
  gst_element_set_bus(element, bus_.bus());
  if (before_start) before_start(element);
  harness_.reset(gst_harness_new_with_element(element, "sink", "src"));
  // It calls itself live, and fed by a test it is anything but.
  gst_harness_set_live(harness_.get(), FALSE);
}

void Harness::close() {
  harness_.reset();
  if (element_) gst_element_set_bus(element_.get(), nullptr);
  element_.reset();
}

void Harness::set_caps(const VideoSpec& spec) {
  gst_harness_set_src_caps(harness_.get(), video_caps(spec).release());
}

void Harness::play(const VideoSpec& spec, const std::vector<Still>& pictures, GstClockTime start) {
  gst::Buffer last;
  const Still* drawn = nullptr;
  for (const auto& picture : pictures) {
    // A held picture is the same memory again: as fast as a real decoder has it.
    if (drawn == nullptr || drawn->luma != picture.luma) last = video_buffer(spec, picture);
    drawn = &picture;
    gst::Buffer buffer(gst_buffer_copy(last.get()));
    GST_BUFFER_PTS(buffer.get()) = start;
    GST_BUFFER_DURATION(buffer.get()) = spec.interval();
    start += spec.interval();
    ASSERT_EQ(push(std::move(buffer)), GST_FLOW_OK);
    ASSERT_NE(try_pull(), nullptr);
  }
}

std::vector<Harness::SeenEvent> Harness::take_src_events() {
  std::vector<SeenEvent> seen;
  while (GstEvent* event = gst_harness_try_pull_event(harness_.get())) {
    const GstStructure* structure = gst_event_get_structure(event);
    SeenEvent entry{.type = GST_EVENT_TYPE(event), .structure = {}};
    if (structure != nullptr && gst_structure_has_name(structure, gst::kEventName) != FALSE) {
      entry.structure = gst::Chars(gst_structure_to_string(structure)).get();
    }
    seen.push_back(std::move(entry));
    gst_event_unref(event);
  }
  return seen;
}

Pipeline::Pipeline(const std::string& launch) : bus_(std::make_unique<BusLog>()) {
  GError* problem = nullptr;
  GstElement* element =
      gst_parse_launch_full(launch.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &problem);
  const gst::Error error(problem);
  EXPECT_EQ(problem, nullptr) << launch << ": " << problem->message;
  if (element == nullptr) return;
  gst_object_ref_sink(element);
  if (!GST_IS_PIPELINE(element)) {  // a launch line of one element is just that element
    GstElement* pipeline = gst_pipeline_new(nullptr);
    gst_object_ref_sink(pipeline);
    gst_bin_add(GST_BIN(pipeline), element);
    gst_object_unref(element);
    element = pipeline;
  }
  element_.reset(element);
  // What is posted at shutdown counts too.
  gst_pipeline_set_auto_flush_bus(GST_PIPELINE(element), FALSE);
  bus_ = std::make_unique<BusLog>(gst::Bus(gst_element_get_bus(element)));
}

// GLib allocates the notify queue of an object that is about to go, here one that a message of a
// network source holds, and does not always free it.
Pipeline::~Pipeline() {
  stop();
  bus_.reset();
  const Overlooked overlooked;
  element_.reset();
}

GstMessageType Pipeline::run(int seconds) {
  if (!parsed() || play() == GST_STATE_CHANGE_FAILURE) return GST_MESSAGE_ERROR;
  const auto types = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  GstMessage* message = bus_->wait_for(types, seconds);
  return message != nullptr ? GST_MESSAGE_TYPE(message) : GST_MESSAGE_UNKNOWN;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace vqa::test
