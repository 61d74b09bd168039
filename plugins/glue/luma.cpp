// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/luma.h"

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
int unused_bits(const GstVideoFormatInfo& format) {
  if (format.format == GST_VIDEO_FORMAT_Y210) return 6;
  return static_cast<int>(GST_VIDEO_FORMAT_INFO_SHIFT(&format, GST_VIDEO_COMP_Y));
}

// Its description of Y412 puts all four components in the first word. They are U, Y, V and A.
int bytes_before(const GstVideoFormatInfo& format) {
  const bool is_y412 =
      format.format == GST_VIDEO_FORMAT_Y412_LE || format.format == GST_VIDEO_FORMAT_Y412_BE;
  return is_y412 && GST_VIDEO_FORMAT_INFO_POFFSET(&format, GST_VIDEO_COMP_Y) == 0 ? 2 : 0;
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

LumaView luma_of(const GstVideoFrame& frame) {
  LumaView luma;
  luma.width = GST_VIDEO_FRAME_WIDTH(&frame);
  luma.height = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, GST_VIDEO_COMP_Y);
  luma.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, GST_VIDEO_COMP_Y));
  luma.stride = GST_VIDEO_FRAME_COMP_STRIDE(&frame, GST_VIDEO_COMP_Y);
  luma.depth = GST_VIDEO_FRAME_COMP_DEPTH(&frame, GST_VIDEO_COMP_Y);
  if (GST_VIDEO_FRAME_FORMAT(&frame) == GST_VIDEO_FORMAT_v210) {
    luma.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
    luma.depth = 10;
    luma.packing = Packing::v210;
    return luma;
  }
  luma.data += bytes_before(*frame.info.finfo);
  luma.step = GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, GST_VIDEO_COMP_Y);
  luma.shift = unused_bits(*frame.info.finfo);
  if (luma.depth > 8) {
    luma.packing = is_big_endian(*frame.info.finfo) ? Packing::words_be : Packing::words_le;
  }
  return luma;
}

}  // namespace vqa::gst
