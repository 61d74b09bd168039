// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/webhook_target.h"

#include "notify/secret.h"

namespace vqa {

Delivery WebTarget::send(HttpRequest request, const std::string& path) {
  const auto lacks = [this](const std::string& name) {
    return Delivery{
        .outcome = Delivery::Outcome::retry,
        .problem = "A secret of " + address_.name() + " is missing: " + no_secret(name)};
  };
  std::string missing;
  const auto url = address_.url(missing);
  if (!url) return lacks(missing);
  request.url = *url + path;
  if (const std::string name = address_.option("token"); !name.empty()) {
    const auto token = secret(name);
    if (!token) return lacks(name);
    request.bearer = *token;
  }
  return judge(http_.send(request), address_.name());
}

Delivery WebhookTarget::deliver(std::string_view json) {
  return send({.headers = {"Content-Type: application/cloudevents+json; charset=utf-8"},
               .body = std::string(json)});
}

}  // namespace vqa
