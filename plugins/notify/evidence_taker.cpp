// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/evidence_taker.h"

#include <string>
#include <utility>

#include "notify/clocks.h"

namespace vqa::gst {

EvidenceTaker::EvidenceTaker(const NotifyConfig& config, Notifier& notifier,
                             const Courier::Tell& tell) {
  const std::string directory = evidence_directory(config);
  if (directory.empty()) return;
  const EvidenceStore store(directory, config.evidence_limit);
  const auto saved = [&notifier](const WantedEvidence& evidence, const std::string& path) {
    notifier.put_evidence(evidence, path, read_clocks());
  };
  if (wants_pictures(config))
    pictures_ = std::make_unique<FrameSaver>(store, config.evidence_width, tell, saved);
  if (config.evidence_clip > Time::zero())
    clips_ = std::make_unique<ClipSaver>(store, config.evidence_clip, tell, saved);
}

void EvidenceTaker::see(GstPad* sink, GstBuffer* frame) {
  if (pictures_) pictures_->see(sink, frame);
  if (clips_) clips_->see(sink);
}

// A picture is there only of an event that came in front of its frame.
Offer EvidenceTaker::offer(GstPad* sink, GstEvent* custom, const Event& event) {
  if (event.phase != Phase::begin) return {};
  const bool in_band = GST_EVENT_TYPE(custom) == GST_EVENT_CUSTOM_DOWNSTREAM;
  return {.picture = in_band && pictures_ && pictures_->can_take_next(sink),
          .clip = clips_ ? clips_->offer(sink) : ClipOffer()};
}

void EvidenceTaker::take(GstPad* sink, Wanted wanted, Time at) {
  if (wanted.picture) pictures_->take_next(sink, std::move(*wanted.picture));
  if (wanted.clip) clips_->ask(sink, std::move(*wanted.clip), at);
}

void EvidenceTaker::take(GstEvent* custom) {
  if (clips_) clips_->take(custom);
}

}  // namespace vqa::gst
