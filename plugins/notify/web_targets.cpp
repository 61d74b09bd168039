// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/web_targets.h"

#include <charconv>
#include <string>
#include <utility>

#include "notify/alertmanager_target.h"
#include "notify/s3_target.h"
#include "notify/webhook_target.h"

namespace vqa {
namespace {

MadeTarget make_alertmanager(WebAddress address) {
  const std::string text = address.option("refresh");
  int seconds = static_cast<int>(AlertmanagerTarget::kRefresh.count());
  const auto* end = text.data() + text.size();
  if (!text.empty()) {
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc() || stop != end || seconds < 1 || seconds > 3600) {
      return BadTarget{"\"alertmanager+" + address.name() + "#refresh=" + text +
                       "\": refresh is no number of seconds from 1 to 3600"};
    }
  }
  return std::make_unique<AlertmanagerTarget>(std::move(address), std::chrono::seconds(seconds));
}

MadeTarget make_s3(WebAddress address) {
  const std::string& url = address.name();
  const auto path = url.find('/', url.find("://") + 3);
  if (path == std::string::npos || path + 1 == url.size() || url.find('?') != std::string::npos) {
    return BadTarget{"\"" + url + "\" names no bucket: write s3+https://host/bucket/prefix"};
  }
  return std::make_unique<S3Target>(std::move(address));
}

MadeTarget make(std::string_view uri, std::string_view options,
                MadeTarget (*finish)(WebAddress address)) {
  auto parsed = WebAddress::parse(uri, options);
  if (auto* bad = std::get_if<BadTarget>(&parsed)) return *bad;
  return finish(std::get<WebAddress>(std::move(parsed)));
}

bool is_http(std::string_view uri) {
  return uri.starts_with("http://") || uri.starts_with("https://");
}

constexpr std::string_view kAlertmanager = "alertmanager+", kS3 = "s3+";

}  // namespace

bool is_web_target(std::string_view uri) {
  for (const auto prefix : {kAlertmanager, kS3}) {
    if (uri.starts_with(prefix)) return is_http(uri.substr(prefix.size()));
  }
  return is_http(uri);
}

MadeTarget make_web_target(std::string_view uri) {
  if (uri.starts_with(kAlertmanager)) {
    return make(uri.substr(kAlertmanager.size()), AlertmanagerTarget::kOptions, make_alertmanager);
  }
  if (uri.starts_with(kS3)) return make(uri.substr(kS3.size()), S3Target::kOptions, make_s3);
  return make(uri, WebhookTarget::kOptions, [](WebAddress address) -> MadeTarget {
    return std::make_unique<WebhookTarget>(std::move(address));
  });
}

}  // namespace vqa
