// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <vector>

#include "elements/contract_audio.h"
#include "glue/sound.h"

namespace vqa::test {
namespace glue_sound_test {

// Each channel of each format, with as many bytes as its samples take in memory.
TEST(GlueSound, ReadsEachChannel) {
  for (const auto format :
       {GST_AUDIO_FORMAT_S16LE, GST_AUDIO_FORMAT_S24LE, GST_AUDIO_FORMAT_S24_32LE,
        GST_AUDIO_FORMAT_S24_32BE, GST_AUDIO_FORMAT_S32LE, GST_AUDIO_FORMAT_F32LE,
        GST_AUDIO_FORMAT_F64LE}) {
    GstAudioInfo info;
    gst_audio_info_set_format(&info, format, 16000, 2, nullptr);
    std::vector<std::uint8_t> bytes;
    for (const std::int16_t sample : {8192, -16384, 4096, 2048})
      append_sample(bytes, info.finfo, sample);
    gst::Buffer buffer(gst_buffer_new_memdup(bytes.data(), bytes.size()));
    gst::MappedSound mapped(info, buffer.get());
    const AudioBlock block =
        mapped.block({.pts = 0, .first = 0, .frames = 2, .duration = {}}, {}, 1);
    std::vector<float> left(2), right(2);
    read_channel(block, 0, 0, left);
    read_channel(block, 1, 0, right);
    EXPECT_EQ(left, (std::vector<float>{0.25F, 0.125F})) << gst_audio_format_to_string(format);
    EXPECT_EQ(right, (std::vector<float>{-0.5F, 0.0625F})) << gst_audio_format_to_string(format);
  }
}

}  // namespace glue_sound_test
}  // namespace vqa::test
