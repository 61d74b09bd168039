// SPDX-License-Identifier: LGPL-2.1-or-later
// GStreamer's own packing and unpacking is the reference for where it keeps its luma.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "glue/planes.h"
#include "support/harness.h"

namespace vqa::gst {
namespace glue_planes_test {

std::vector<GstVideoFormat> luma_formats() {
  const Caps caps = luma_caps();
  const GValue* list = gst_structure_get_value(gst_caps_get_structure(caps.get(), 0), "format");
  std::vector<GstVideoFormat> formats;
  for (guint i = 0; i < gst_value_list_get_size(list); ++i) {
    const char* name = g_value_get_string(gst_value_list_get_value(list, i));
    formats.push_back(gst_video_format_from_string(name));
  }
  return formats;
}

// A mapped picture with rows that are longer than they need be.
class Mapped {
 public:
  Mapped(GstVideoFormat format, int width, int height, const char* interlace_mode = "progressive")
      : spec_{.format = format,
              .width = width,
              .height = height,
              .padding = 8,
              .interlace_mode = interlace_mode},
        buffer_(test::video_buffer(spec_, test::draw(width, height, [](int, int) { return 0; }))) {
    GstVideoInfo info = test::video_info(spec_);
    EXPECT_TRUE(gst_video_frame_map(&frame_, &info, buffer_.get(), GST_MAP_READWRITE));
  }
  ~Mapped() { gst_video_frame_unmap(&frame_); }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  GstVideoFrame& operator*() { return frame_; }
  const GstVideoFormatInfo* format() const { return frame_.info.finfo; }

  bool unpacks_wide() const {
    return GST_VIDEO_FORMAT_INFO_DEPTH(gst_video_format_get_info(format()->unpack_format), 0) > 8;
  }

  // A component of row y in 16 bits, at the places of luma, as GStreamer unpacks it: A, Y, U, V.
  std::vector<unsigned> unpack(int y, std::size_t component = GST_VIDEO_COMP_Y) const {
    const auto width = static_cast<std::size_t>(GST_VIDEO_FRAME_WIDTH(&frame_));
    std::vector<std::uint16_t> row(4 * width + 64);
    format()->unpack_func(format(), GST_VIDEO_PACK_FLAG_TRUNCATE_RANGE, row.data(), frame_.data,
                          frame_.info.stride, 0, y, GST_VIDEO_FRAME_WIDTH(&frame_));
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(row.data());
    std::vector<unsigned> luma;
    for (std::size_t x = 0; x < width; ++x) {
      const std::size_t at = 4 * x + 1 + component;
      luma.push_back(unpacks_wide() ? row[at] : unsigned{bytes[at]} << 8);
    }
    return luma;
  }

  void pack(int y, const std::vector<unsigned>& luma) {
    const std::size_t width = luma.size();
    std::vector<std::uint16_t> wide(4 * width, 0x8000);
    std::vector<std::uint8_t> narrow(4 * width, 0x80);
    for (std::size_t x = 0; x < width; ++x) {
      wide[4 * x + 1] = static_cast<std::uint16_t>(luma[x]);
      narrow[4 * x + 1] = static_cast<std::uint8_t>(luma[x] >> 8);
    }
    gpointer from = unpacks_wide() ? static_cast<gpointer>(wide.data()) : narrow.data();
    format()->pack_func(format(), GST_VIDEO_PACK_FLAG_NONE, from, 0, frame_.data,
                        frame_.info.stride, GST_VIDEO_CHROMA_SITE_UNKNOWN, y,
                        static_cast<int>(width));
  }

  PlaneView plane(guint component) const { return plane_of(frame_, component); }
  std::vector<unsigned> read(int y, guint component = GST_VIDEO_COMP_Y) const {
    const PlaneView view = plane(component);
    std::vector<std::uint16_t> row(static_cast<std::size_t>(view.width));
    unpack_row(view, y, row);
    std::vector<unsigned> wide;
    for (const auto sample : row) wide.push_back(unsigned{sample} << (16 - view.depth));
    return wide;
  }

 private:
  test::VideoSpec spec_;
  Buffer buffer_;
  GstVideoFrame frame_{};
};

std::vector<unsigned> ramp(int y, int width) {
  std::vector<unsigned> luma;
  for (int x = 0; x < width; ++x)
    luma.push_back(static_cast<unsigned>(x * 1999 + y * 7919) & 0xFFFF);
  return luma;
}

class GluePlanes : public testing::TestWithParam<GstVideoFormat> {
 protected:
  static unsigned kept_bits(const Mapped& picture) {
    const auto depth = GetParam() == GST_VIDEO_FORMAT_v210
                           ? 10
                           : GST_VIDEO_FORMAT_INFO_DEPTH(picture.format(), GST_VIDEO_COMP_Y);
    return 0xFFFFU << (16 - depth) & 0xFFFFU;
  }
};

TEST_P(GluePlanes, ReadsWhatWasWritten) {
  for (const auto& [width, height] : {std::pair{64, 32}, {33, 17}, {1, 1}, {6, 2}, {7, 3}}) {
    Mapped picture(GetParam(), width, height);
    EXPECT_EQ(picture.plane(GST_VIDEO_COMP_Y).width, width);
    EXPECT_EQ(picture.plane(GST_VIDEO_COMP_Y).height, height);
    for (int y = 0; y < height; ++y) picture.pack(y, ramp(y, width));
    for (int y = 0; y < height; ++y) {
      auto expected = ramp(y, width);
      for (auto& sample : expected) sample &= kept_bits(picture);
      ASSERT_EQ(picture.read(y), expected) << width << 'x' << height << " row " << y;
    }
  }
}

void fill_with_noise(Mapped& picture) {
  std::mt19937 random(3);
  for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&*picture); ++plane) {
    auto* row = static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&*picture, plane));
    const int rows = GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(picture.format(), plane, 18);
    const int stride = GST_VIDEO_FRAME_PLANE_STRIDE(&*picture, plane);
    std::generate_n(row, (rows - 1) * stride + stride / 2,
                    [&] { return static_cast<std::uint8_t>(random()); });
  }
}

// Whatever lies in chroma, in alpha and in unused bits, luma is what GStreamer takes for it.
TEST_P(GluePlanes, ReadsWhatGStreamerReads) {
  Mapped picture(GetParam(), 46, 18);
  fill_with_noise(picture);
  const unsigned kept = kept_bits(picture);
  for (int y = 0; y < 18; ++y) {
    auto expected = picture.unpack(y);
    auto read = picture.read(y);
    for (auto& sample : expected) sample &= kept;
    for (auto& sample : read) sample &= kept;
    ASSERT_EQ(read, expected) << "row " << y;
  }
}

TEST_P(GluePlanes, ReadsTheChromaThatGStreamerReads) {
  Mapped picture(GetParam(), 46, 18);
  fill_with_noise(picture);
  const unsigned kept = kept_bits(picture);
  for (const guint component : {GST_VIDEO_COMP_U, GST_VIDEO_COMP_V}) {
    const PlaneView plane = picture.plane(component);
    ASSERT_EQ(plane.data == nullptr, GST_VIDEO_FORMAT_INFO_IS_GRAY(picture.format()) != 0);
    if (plane.data == nullptr) continue;
    const auto every = static_cast<std::size_t>((46 + plane.width - 1) / plane.width);
    const int every_row = (18 + plane.height - 1) / plane.height;
    for (int y = 0; y < plane.height; ++y) {
      const auto all = picture.unpack(y * every_row, component);
      const auto read = picture.read(y, component);
      for (std::size_t x = 0; x < read.size(); ++x)
        ASSERT_EQ(read[x] & kept, all[x * every] & kept) << component << " at " << x << ", " << y;
    }
  }
}

TEST_P(GluePlanes, ReadsAllLinesOfInterlacedPictures) {
  Mapped picture(GetParam(), 32, 16, "interleaved");
  EXPECT_EQ(picture.plane(GST_VIDEO_COMP_Y).height, 16);
}

std::string format_name(const testing::TestParamInfo<GstVideoFormat>& info) {
  return gst_video_format_to_string(info.param);
}
INSTANTIATE_TEST_SUITE_P(Formats, GluePlanes, testing::ValuesIn(luma_formats()), format_name);

TEST(GluePlanesCaps, HoldWhatStreamsAreMadeOf) {
  std::set<std::string> names;
  for (const auto format : luma_formats()) names.insert(gst_video_format_to_string(format));
  for (const char* common : {"I420", "YV12", "NV12", "NV21", "NV16", "Y42B", "Y444", "YUY2", "UYVY",
                             "GRAY8", "GRAY16_LE", "I420_10LE", "I422_10LE", "P010_10LE", "P016_LE",
                             "v210", "Y210", "AYUV", "A420"}) {
    EXPECT_TRUE(names.count(common)) << common;
  }
}

TEST(GluePlanesCaps, HoldNothingWithoutALumaPlane) {
  for (const auto format : luma_formats()) {
    const GstVideoFormatInfo* info = gst_video_format_get_info(format);
    EXPECT_TRUE(GST_VIDEO_FORMAT_INFO_IS_YUV(info) || GST_VIDEO_FORMAT_INFO_IS_GRAY(info))
        << info->name;
    EXPECT_FALSE(GST_VIDEO_FORMAT_INFO_IS_TILED(info)) << info->name;
  }
}

}  // namespace glue_planes_test
}  // namespace vqa::gst
