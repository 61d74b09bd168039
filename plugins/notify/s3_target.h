// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "notify/webhook_target.h"

namespace vqa {

/// Stores each event as an object in S3-compatible storage, and pictures and clips beside them.
class S3Target : public WebTarget {
 public:
  using WebTarget::WebTarget;
  static constexpr char kOptions[] = "region";

  Delivery deliver(std::string_view json) override;
  bool stores_evidence() const override { return true; }

 private:
  Delivery store_evidence(const nlohmann::json& data);
  Delivery store(const std::string& key, const std::string& type, std::string body);
};

}  // namespace vqa
