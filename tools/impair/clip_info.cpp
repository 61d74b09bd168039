// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_info.h"

#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>

#include <memory>

#include "glue/raii.h"
#include "impair/reading.h"

namespace vqa::impair {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

struct FreeStreams {
  void operator()(GList* list) const { gst_discoverer_stream_info_list_free(list); }
};

using Streams = std::unique_ptr<GList, FreeStreams>;

constexpr Ratio kUsualRate = {25, 1};
constexpr double kHighestRate = 120;

Problem to_uri(const std::string& clip, std::string& uri) {
  if (gst_uri_is_valid(clip.c_str()) != FALSE) {
    uri = clip;
    return std::nullopt;
  }
  if (g_file_test(clip.c_str(), G_FILE_TEST_IS_REGULAR) == FALSE) {
    return std::string("there is no such file");
  }
  uri = gst::Chars(gst_filename_to_uri(clip.c_str(), nullptr)).get();
  return std::nullopt;
}

// A picture that comes whenever it likes has no rate, or an absurd one.
Ratio rate_of(GstDiscovererVideoInfo* video) {
  const Ratio rate = {static_cast<int>(gst_discoverer_video_info_get_framerate_num(video)),
                      static_cast<int>(gst_discoverer_video_info_get_framerate_denom(video))};
  const bool sensible =
      rate.over > 0 && rate.under > 0 && rate.value() <= kHighestRate && rate.value() >= 1;
  return sensible ? rate : kUsualRate;
}

void read(GstDiscovererVideoInfo* video, ClipInfo& info) {
  const auto width = static_cast<int>(gst_discoverer_video_info_get_width(video));
  const auto height = static_cast<int>(gst_discoverer_video_info_get_height(video));
  info.format.width = width / 2 * 2;
  info.format.height = height / 2 * 2;
  info.is_cut = info.format.width != width || info.format.height != height;
  info.format.rate = rate_of(video);
  info.format.pixel_aspect = {static_cast<int>(gst_discoverer_video_info_get_par_num(video)),
                              static_cast<int>(gst_discoverer_video_info_get_par_denom(video))};
  info.interlaced = gst_discoverer_video_info_is_interlaced(video) != FALSE;
}

// The picture of a record, beside its sound.
bool is_cover(GList* videos) {
  return gst_discoverer_video_info_is_image(GST_DISCOVERER_VIDEO_INFO(videos->data)) != FALSE;
}

}  // namespace

Problem look_into(const std::string& clip, ClipInfo& info) {
  if (auto problem = to_uri(clip, info.uri)) return problem;
  GError* failure = nullptr;
  const Object<GstDiscoverer> discoverer(gst_discoverer_new(kPatience, &failure));
  const Object<GstDiscovererInfo> found(
      discoverer ? gst_discoverer_discover_uri(discoverer.get(), info.uri.c_str(), &failure)
                 : nullptr);
  const gst::Error error(failure);
  const Streams videos(found ? gst_discoverer_info_get_video_streams(found.get()) : nullptr);
  const Streams sounds(found ? gst_discoverer_info_get_audio_streams(found.get()) : nullptr);
  info.has_picture = videos && !is_cover(videos.get());
  info.has_sound = sounds != nullptr;
  // (A clip whose sound cannot be decoded is an error to the discoverer, and good enough here.)
  if (!info.has_picture && !info.has_sound) {
    return error ? std::string(error->message)
                 : std::string("it holds neither picture nor sound that can be decoded");
  }
  if (info.has_picture) {
    read(GST_DISCOVERER_VIDEO_INFO(videos->data), info);
    if (info.format.width < 2 || info.format.height < 2) {
      return error ? std::string(error->message) : std::string("its pictures have no size");
    }
  }
  const GstClockTime length = gst_discoverer_info_get_duration(found.get());
  if (GST_CLOCK_TIME_IS_VALID(length)) info.seconds = static_cast<double>(length) / GST_SECOND;
  return std::nullopt;
}

}  // namespace vqa::impair
