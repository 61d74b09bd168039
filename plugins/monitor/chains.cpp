// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/chains.h"

#include <utility>

namespace vqa::gst {
namespace {

Medium medium_of_caps(const GstCaps* caps) {
  if (caps == nullptr || gst_caps_is_any(caps) || gst_caps_is_empty(caps)) return Medium::other;
  const char* name = gst_structure_get_name(gst_caps_get_structure(caps, 0));
  if (g_str_equal(name, "video/mpegts")) return Medium::transport;
  if (g_str_has_prefix(name, "video/") || g_str_has_prefix(name, "image/")) return Medium::video;
  return g_str_has_prefix(name, "audio/") ? Medium::audio : Medium::other;
}

}  // namespace

// What compares picture and sound has a way for each.
Chains::Way Chains::way_of(GstElement* detector, Medium medium) {
  static constexpr const char* kPads[][2] = {{"sink", "src"}, {"vsink", "vsrc"}, {"asink", "asrc"}};
  for (const auto& [in, out] : kPads) {
    Pad pad(gst_element_get_static_pad(detector, in));
    const Caps caps(pad ? gst_pad_get_pad_template_caps(pad.get()) : nullptr);
    if (pad && medium_of_caps(caps.get()) == medium)
      return {detector, std::move(pad), Pad(gst_element_get_static_pad(detector, out))};
  }
  return {};
}

void Chains::attach(GstElement* notify, GstElement* video_converter, GstElement* audio_converter) {
  notify_ = notify;
  converters_ = {{Medium::video, video_converter}, {Medium::audio, audio_converter}};
}

bool Chains::can_be_made() const {
  for (const auto& [medium, converter] : converters_)
    if (converter == nullptr) return false;
  return notify_ != nullptr;
}

Pad Chains::new_end() const { return Pad(gst_element_request_pad_simple(notify_, "sink_%u")); }

void Chains::assemble(const std::vector<GstElement*>& detectors) {
  beside_ = new_end();
  for (const auto& [medium, converter] : converters_) {
    std::vector<Way> chain;
    chain.push_back(way_of(converter, medium));
    for (GstElement* detector : detectors)
      if (Way way = way_of(detector, medium); way.detector != nullptr)
        chain.push_back(std::move(way));
    if (chain.size() == 1) continue;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i)
      gst_pad_link(chain[i].out.get(), chain[i + 1].in.get());
    gst_pad_link(chain.back().out.get(), new_end().get());
    chains_[medium] = std::move(chain);
  }
}

void Chains::take_apart() {
  beside_.reset();
  extra_ends_.clear();
  for (const auto& [medium, chain] : chains_) {
    for (const Way& way : chain) {
      const Pad peer(gst_pad_get_peer(way.out.get()));
      if (peer) gst_pad_unlink(way.out.get(), peer.get());
    }
  }
  chains_.clear();
  // (An iterator would stop at the first one, for the list changes under it.)
  while (notify_->sinkpads != nullptr) {
    const Pad end(GST_PAD(gst_object_ref(notify_->sinkpads->data)));
    gst_element_release_request_pad(notify_, end.get());
  }
}

GstPad* Chains::place_for(const GstCaps* caps) {
  const auto found = chains_.find(medium_of_caps(caps));
  if (found != chains_.end()) {
    GstPad* head = found->second.front().in.get();
    if (!gst_pad_is_linked(head)) return head;
  }
  Pad end = new_end();
  const std::lock_guard lock(mutex_);
  extra_ends_.push_back(std::move(end));
  return extra_ends_.back().get();
}

void Chains::release_extra_ends() {
  std::vector<Pad> ends;
  {
    const std::lock_guard lock(mutex_);
    ends.swap(extra_ends_);
  }
  for (const Pad& end : ends) gst_element_release_request_pad(notify_, end.get());
}

void Chains::for_each_head(const std::function<void(GstPad*)>& use) const {
  for (const auto& [medium, chain] : chains_) use(chain.front().in.get());
}

std::map<Medium, std::string> Chains::idle() const {
  std::map<Medium, std::string> found;
  for (const auto& [medium, chain] : chains_) {
    if (gst_pad_is_linked(chain.front().in.get())) continue;
    std::string& names = found[medium];
    for (auto way = chain.begin() + 1; way != chain.end(); ++way)
      names += std::string(names.empty() ? "" : ", ") + GST_OBJECT_NAME(way->detector);
  }
  return found;
}

}  // namespace vqa::gst
