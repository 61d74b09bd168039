// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>

#include "core/time.h"
#include "glue/raii.h"

namespace vqa::gst {

/// What whoever tells of incidents sends upstream, to whoever keeps the undecoded stream: events of
/// the name `vqa-clip-wanted`.
struct ClipRequest {
  std::string name{};  ///< of the clip; empty: none is wanted yet, but may be
  Time length{};       ///< this much before, and as much behind
  Time at{};           ///< this moment, in running time
};
inline constexpr char kClipWantedName[] = "vqa-clip-wanted";
GstEvent* to_event(const ClipRequest& request);
std::optional<ClipRequest> clip_request(GstEvent* event);

/// The answer, downstream past the data: an event of the name `vqa-clip`, with the `name` and
/// `data`.
struct ClipAnswer {
  std::string name;
  Buffer data;
};
inline constexpr char kClipName[] = "vqa-clip";
GstEvent* to_event(const ClipAnswer& answer);
std::optional<ClipAnswer> clip_answer(GstEvent* event);

}  // namespace vqa::gst
