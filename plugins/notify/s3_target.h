// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "notify/webhook_target.h"

namespace vqa {

/// The key under which a CloudEvent is stored: STREAM/DAY/TIME-PROCESS-NUMBER.json, always the same
/// for the same event, so that telling it twice stores it once. Empty for what is no CloudEvent.
std::string s3_key(std::string_view cloud_event);

/// Stores each event as an object in S3-compatible storage.
class S3Target : public WebTarget {
 public:
  using WebTarget::WebTarget;
  static constexpr char kOptions[] = "region";

  Delivery deliver(std::string_view json) override;
};

}  // namespace vqa
