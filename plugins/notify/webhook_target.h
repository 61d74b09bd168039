// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <utility>

#include "notify/http.h"
#include "notify/target.h"
#include "notify/web_address.h"

namespace vqa {

/// A target that speaks HTTP.
class WebTarget : public Target {
 public:
  explicit WebTarget(WebAddress address) : address_(std::move(address)) {}

  void hurry() override { http_.give_up(); }
  bool outlives_us() const override { return true; }

 protected:
  /// Sends a request to the address, `path` behind it, with the token that belongs to it.
  Delivery send(HttpRequest request, const std::string& path = "");
  const WebAddress& address() const { return address_; }

 private:
  const WebAddress address_;
  HttpClient http_;
};

/// POSTs each CloudEvent as it is.
class WebhookTarget : public WebTarget {
 public:
  using WebTarget::WebTarget;
  static constexpr char kOptions[] = "token";

  Delivery deliver(std::string_view json) override;
  bool calls_people() const override { return true; }
};

}  // namespace vqa
