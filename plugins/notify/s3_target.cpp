// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/s3_target.h"

#include <glib.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "notify/secret.h"

namespace vqa {
namespace {

// What needs no escape in a URL, so that nobody signs another text than we do.
std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.';
      },
      '_');
  return text.find_first_not_of('.') == std::string::npos ? "_" : text;
}

std::string sha256(const std::string& text) {
  char* digest = g_compute_checksum_for_data(
      G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(text.data()), text.size());
  const std::string hex(digest);
  g_free(digest);
  return hex;
}

std::string region_of(const WebAddress& address) {
  if (const std::string region = address.option("region"); !region.empty()) return region;
  return secret("AWS_REGION").value_or(secret("AWS_DEFAULT_REGION").value_or("us-east-1"));
}

}  // namespace

std::string s3_key(std::string_view cloud_event) {
  const auto cloud = nlohmann::json::parse(cloud_event, nullptr, false);
  if (!cloud.is_object() || !cloud.contains("id") || !cloud["id"].is_string()) return {};
  const std::string id = cloud["id"], time = cloud.value("time", "");
  const auto data = cloud.value("data", nlohmann::json::object());
  const std::string stream = data.value("stream", "unnamed");
  const std::string rest = id.starts_with(stream + "/") ? id.substr(stream.size() + 1) : id;
  const auto t = std::min(time.find('T'), time.size());
  return plain(stream) + "/" + plain(time.substr(0, t)) + "/" +
         plain(time.substr(std::min(t + 1, time.size()))) + "-" + plain(rest) + ".json";
}

Delivery S3Target::deliver(std::string_view json) {
  const std::string key = s3_key(json);
  if (key.empty()) return {};
  std::string lacking = "AWS_ACCESS_KEY_ID";
  const auto id = secret(lacking);
  if (id) lacking = "AWS_SECRET_ACCESS_KEY";
  const auto value = secret(lacking);
  if (!id || !value) {
    return {.outcome = Delivery::Outcome::retry,
            .problem = "No key for " + address().name() + ": " + no_secret(lacking)};
  }
  HttpRequest request{.method = "PUT",
                      .headers = {"Content-Type: application/cloudevents+json"},
                      .body = std::string(json),
                      .aws_signature = "aws:amz:" + region_of(address()) + ":s3",
                      .aws_key = *id + ":" + *value};
  request.headers.push_back("x-amz-content-sha256: " + sha256(request.body));
  if (const auto session = secret("AWS_SESSION_TOKEN")) {
    request.headers.push_back("x-amz-security-token: " + *session);
  }
  return send(std::move(request), (address().name().ends_with('/') ? "" : "/") + key);
}

}  // namespace vqa
