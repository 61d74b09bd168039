// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/planes.h"

#include <array>

namespace vqa::gst {
namespace {

// Luma samples that a constant step reaches, in bytes or in 16-bit words.
bool is_plain(const GstVideoFormatInfo& format) {
  const int bits = GST_VIDEO_FORMAT_INFO_DEPTH(&format, GST_VIDEO_COMP_Y);
  const int step = GST_VIDEO_FORMAT_INFO_PSTRIDE(&format, GST_VIDEO_COMP_Y);
  const auto shift = GST_VIDEO_FORMAT_INFO_SHIFT(&format, GST_VIDEO_COMP_Y);
  const bool complex =
      GST_VIDEO_FORMAT_INFO_IS_COMPLEX(&format) || GST_VIDEO_FORMAT_INFO_IS_TILED(&format);
  if (complex || step < 1 || bits < 8 || bits > 16) return false;
  // Y410 keeps its luma across the bytes of a 32-bit word.
  return format.format != GST_VIDEO_FORMAT_Y410 && (bits == 8 ? shift == 0 : step >= 2);
}

// GStreamer's own description of Y210 leaves out that its samples sit at the top of their words.
int unused_bits(const GstVideoFormatInfo& format, guint component) {
  if (format.format == GST_VIDEO_FORMAT_Y210) return 6;
  return static_cast<int>(GST_VIDEO_FORMAT_INFO_SHIFT(&format, component));
}

// Where the first sample of a component lies in its plane. For these formats GStreamer's own
// description is wrong in some of its versions, and its packing and unpacking right.
int first_byte(const GstVideoFormatInfo& format, guint component) {
  static constexpr struct {
    GstVideoFormat format;
    std::array<int, 3> first;
  } kTrue[] = {
      {GST_VIDEO_FORMAT_P010_10LE, {0, 0, 2}}, {GST_VIDEO_FORMAT_P010_10BE, {0, 0, 2}},
      {GST_VIDEO_FORMAT_P012_LE, {0, 0, 2}},   {GST_VIDEO_FORMAT_P012_BE, {0, 0, 2}},
      {GST_VIDEO_FORMAT_P016_LE, {0, 0, 2}},   {GST_VIDEO_FORMAT_P016_BE, {0, 0, 2}},
      {GST_VIDEO_FORMAT_Y210, {0, 2, 6}},      {GST_VIDEO_FORMAT_Y212_LE, {0, 2, 6}},
      {GST_VIDEO_FORMAT_Y212_BE, {0, 2, 6}},   {GST_VIDEO_FORMAT_Y412_LE, {2, 0, 4}},
      {GST_VIDEO_FORMAT_Y412_BE, {2, 0, 4}},   {GST_VIDEO_FORMAT_VYUY, {1, 2, 0}},
  };
  for (const auto& known : kTrue)
    if (known.format == format.format) return known.first[component];
  return static_cast<int>(GST_VIDEO_FORMAT_INFO_POFFSET(&format, component));
}

PlaneView v210_plane(const GstVideoFrame& frame, guint component) {
  static constexpr Packing kPackings[] = {Packing::v210, Packing::v210_cb, Packing::v210_cr};
  PlaneView plane;
  plane.width = GST_VIDEO_FRAME_COMP_WIDTH(&frame, component);
  plane.height = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, component);
  plane.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  plane.stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
  plane.depth = 10;
  plane.packing = kPackings[component];
  return plane;
}

// Formats that do not name their byte order (v216, Y210) are little endian without the flag.
bool is_big_endian(const GstVideoFormatInfo& format) {
  return !GST_VIDEO_FORMAT_INFO_IS_LE(&format) && g_str_has_suffix(format.name, "BE") != FALSE;
}

bool has_luma(const GstVideoFormatInfo& format) {
  return GST_VIDEO_FORMAT_INFO_IS_YUV(&format) || GST_VIDEO_FORMAT_INFO_IS_GRAY(&format);
}

void append_format(GValue* list, GstVideoFormat format) {
  GValue name = G_VALUE_INIT;
  g_value_init(&name, G_TYPE_STRING);
  g_value_set_static_string(&name, gst_video_format_to_string(format));
  gst_value_list_append_and_take_value(list, &name);
}

}  // namespace

Caps luma_caps() {
  Caps caps(gst_caps_from_string(GST_VIDEO_CAPS_MAKE("{ NV12 }")));
  guint count = 0;
  const GstVideoFormat* all = gst_video_formats_raw(&count);
  GValue list = G_VALUE_INIT;
  g_value_init(&list, GST_TYPE_LIST);
  for (guint i = 0; i < count; ++i) {
    const GstVideoFormatInfo* format = gst_video_format_get_info(all[i]);
    if (all[i] == GST_VIDEO_FORMAT_v210 || (has_luma(*format) && is_plain(*format))) {
      append_format(&list, all[i]);
    }
  }
  gst_structure_take_value(gst_caps_get_structure(caps.get(), 0), "format", &list);
  return caps;
}

PlaneView plane_of(const GstVideoFrame& frame, guint component) {
  const GstVideoFormatInfo& format = *frame.info.finfo;
  if (component > GST_VIDEO_COMP_Y && !GST_VIDEO_FORMAT_INFO_IS_YUV(&format)) return {};
  if (format.format == GST_VIDEO_FORMAT_v210) return v210_plane(frame, component);
  PlaneView plane;
  plane.width = GST_VIDEO_FRAME_COMP_WIDTH(&frame, component);
  plane.height = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, component);
  plane.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(
                   &frame, GST_VIDEO_FORMAT_INFO_PLANE(&format, component))) +
               first_byte(format, component);
  plane.stride = GST_VIDEO_FRAME_COMP_STRIDE(&frame, component);
  plane.depth = GST_VIDEO_FRAME_COMP_DEPTH(&frame, component);
  plane.step = GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, component);
  plane.shift = unused_bits(format, component);
  if (plane.depth > 8)
    plane.packing = is_big_endian(format) ? Packing::words_be : Packing::words_le;
  return plane;
}

}  // namespace vqa::gst
