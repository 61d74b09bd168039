// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What each video element of the plugin costs per frame on top of `identity`, and each element for
// transport streams per packet, in one run.

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "glue/raii.h"

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

namespace {

constexpr int kRounds = 25, kFrames = 40;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

struct Size {
  int width, height;
};

// More pictures than the caches hold, as from a decoder's pool.
std::vector<vqa::gst::Buffer> make_pictures(const Size& size) {
  std::vector<vqa::gst::Buffer> pictures;
  std::mt19937 random(1);
  const auto bytes = static_cast<gsize>(size.width) * static_cast<gsize>(size.height) * 3 / 2;
  for (int i = 0; i < 8; ++i) {
    vqa::gst::Buffer buffer(gst_buffer_new_allocate(nullptr, bytes, nullptr));
    std::vector<std::uint8_t> noise(bytes);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    gst_buffer_fill(buffer.get(), 0, noise.data(), bytes);
    pictures.push_back(std::move(buffer));
  }
  return pictures;
}

class Runner {
 public:
  Runner(const std::string& element, const Size& size)
      : harness_(gst_harness_new(element.c_str())) {
    const std::string caps = "video/x-raw,format=I420,width=" + std::to_string(size.width) +
                             ",height=" + std::to_string(size.height) + ",framerate=50/1";
    gst_harness_set_src_caps_str(harness_, caps.c_str());
    gst_harness_set_drop_buffers(harness_, TRUE);
  }
  ~Runner() { gst_harness_teardown(harness_); }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  double ms_per_frame(const std::vector<vqa::gst::Buffer>& pictures) {
    double spent = 0;
    for (int i = 0; i < kFrames; ++i, ++frame_) {
      GstBuffer* buffer = gst_buffer_copy(pictures[frame_ % pictures.size()].get());
      GST_BUFFER_PTS(buffer) = frame_ * 20 * GST_MSECOND;
      const double before = cpu_seconds();
      gst_harness_push(harness_, buffer);
      spent += cpu_seconds() - before;
    }
    return spent * 1000 / kFrames;
  }

 private:
  GstHarness* harness_;
  std::size_t frame_ = 0;
};

double memcpy_ms(const std::vector<vqa::gst::Buffer>& pictures, const Size& size) {
  const auto bytes = static_cast<gsize>(size.width) * static_cast<gsize>(size.height);
  static std::vector<std::uint8_t> into;
  into.resize(bytes);
  const double before = cpu_seconds();
  for (int i = 0; i < kFrames; ++i) {
    gst_buffer_extract(pictures[static_cast<std::size_t>(i) % pictures.size()].get(), 0,
                       into.data(), bytes);
  }
  return (cpu_seconds() - before) * 1000 / kFrames;
}

void measure(const std::string& element, const Size& size) {
  const auto pictures = make_pictures(size);
  Runner identity("identity", size), watched(element, size);
  std::vector<double> plain, on_top, copy;
  for (int round = 0; round < kRounds; ++round) {
    plain.push_back(identity.ms_per_frame(pictures));
    on_top.push_back(watched.ms_per_frame(pictures) - plain.back());
    copy.push_back(memcpy_ms(pictures, size));
  }
  std::printf("%-16s %4dx%-4d  identity %.4f ms  on top %.3f ms  = %.2f x memcpy of the luma\n",
              element.c_str(), size.width, size.height, median(plain), median(on_top),
              median(on_top) / median(copy));
}

// Packets of eight streams, in buffers of seven, as they come from a network.
constexpr std::size_t kPacket = 188, kPackets = 7, kDatagrams = 20000;

std::vector<vqa::gst::Buffer> make_datagrams() {
  std::vector<vqa::gst::Buffer> datagrams;
  std::mt19937 random(1);
  std::vector<std::uint8_t> bytes(kPacket * kPackets);
  for (std::size_t i = 0, packet = 0; i < kDatagrams; ++i) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    for (std::size_t k = 0; k < kPackets; ++k, ++packet) {
      const std::uint8_t head[] = {0x47, 1, static_cast<std::uint8_t>(packet % 8),
                                   static_cast<std::uint8_t>(0x10 | (packet / 8 & 15))};
      std::copy(std::begin(head), std::end(head),
                bytes.begin() + static_cast<std::ptrdiff_t>(k * kPacket));
    }
    vqa::gst::Buffer buffer(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
    gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
    GST_BUFFER_PTS(buffer.get()) = i * GST_MSECOND;
    datagrams.push_back(std::move(buffer));
  }
  return datagrams;
}

double ns_per_packet(const char* element, const std::vector<vqa::gst::Buffer>& datagrams) {
  GstHarness* harness = gst_harness_new(element);
  gst_harness_set_src_caps_str(harness, "video/mpegts,systemstream=true,packetsize=188");
  gst_harness_set_drop_buffers(harness, TRUE);
  const double before = cpu_seconds();
  for (const auto& datagram : datagrams) gst_harness_push(harness, gst_buffer_ref(datagram.get()));
  const double spent = cpu_seconds() - before;
  gst_harness_teardown(harness);
  return spent * 1e9 / static_cast<double>(datagrams.size() * kPackets);
}

double ns_per_copied_packet(const std::vector<vqa::gst::Buffer>& datagrams) {
  std::vector<std::uint8_t> into(kPacket * kPackets);
  const double before = cpu_seconds();
  for (const auto& datagram : datagrams)
    gst_buffer_extract(datagram.get(), 0, into.data(), into.size());
  return (cpu_seconds() - before) * 1e9 / static_cast<double>(datagrams.size() * kPackets);
}

void measure_bytes(const char* element) {
  const auto datagrams = make_datagrams();
  std::vector<double> plain, on_top, copy;
  for (int round = 0; round < kRounds; ++round) {
    plain.push_back(ns_per_packet("identity", datagrams));
    on_top.push_back(ns_per_packet(element, datagrams) - plain.back());
    copy.push_back(ns_per_copied_packet(datagrams));
  }
  std::printf("%-16s packets    identity %.1f ns  on top %.1f ns  = %.2f x memcpy of the packet\n",
              element, median(plain), median(on_top), median(on_top) / median(copy));
}

bool takes_transport_streams(const char* name) {
  const vqa::gst::Element element(
      GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make(name, nullptr))));
  const vqa::gst::Pad sink(gst_element_get_static_pad(element.get(), "sink"));
  const vqa::gst::Caps caps(sink ? gst_pad_get_pad_template_caps(sink.get()) : nullptr);
  return caps && !gst_caps_is_any(caps.get()) &&
         gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "video/mpegts");
}

bool is_video_filter(GstElementFactory* factory) {
  return std::strstr(gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS),
                     "Analyzer/Video") != nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  GST_PLUGIN_STATIC_REGISTER(vqa);
  GList* features = gst_registry_get_feature_list_by_plugin(gst_registry_get(), "vqa");
  for (GList* item = features; item != nullptr; item = item->next) {
    const char* name = gst_plugin_feature_get_name(item->data);
    if (takes_transport_streams(name)) measure_bytes(name);
    if (!is_video_filter(GST_ELEMENT_FACTORY(item->data))) continue;
    for (const Size size : {Size{640, 360}, Size{1920, 1080}, Size{3840, 2160}}) {
      measure(name, size);
    }
  }
  gst_plugin_feature_list_free(features);
  return 0;
}
