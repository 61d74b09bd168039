// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/s3_target.h"

#include <glib.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/cloud_event.h"
#include "notify/object_key.h"
#include "notify/secret.h"

namespace vqa {
namespace {

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

Delivery S3Target::deliver(std::string_view json) {
  const auto cloud = nlohmann::json::parse(json, nullptr, false);
  const std::string type = cloud.is_object() ? cloud.value("type", "") : "";
  if (type == "vqa.monitor.heartbeat") return {};  // nobody looks for it there
  if (type == kEvidenceType) return store_evidence(cloud["data"]);
  const std::string key = object_key(json);
  if (key.empty()) return {};
  return store(key + ".json", "application/cloudevents+json", std::string(json));
}

Delivery S3Target::store_evidence(const nlohmann::json& data) {
  const std::string path = data.value("file", "");
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || bytes.empty()) {
    return {.outcome = Delivery::Outcome::refused,
            .problem = path + " is gone before " + address().name() +
                       " could have it: it made room for others (see evidence-limit)"};
  }
  const std::string name = data.value("evidence", "");
  return store(name, name.ends_with(".ts") ? "video/mp2t" : "image/jpeg", std::move(bytes));
}

Delivery S3Target::store(const std::string& key, const std::string& type, std::string body) {
  std::string lacking = "AWS_ACCESS_KEY_ID";
  const auto id = secret(lacking);
  if (id) lacking = "AWS_SECRET_ACCESS_KEY";
  const auto value = secret(lacking);
  if (!id || !value) {
    return {.outcome = Delivery::Outcome::retry,
            .problem = "No key for " + address().name() + ": " + no_secret(lacking)};
  }
  HttpRequest request{.method = "PUT",
                      .headers = {"Content-Type: " + type},
                      .body = std::move(body),
                      .aws_signature = "aws:amz:" + region_of(address()) + ":s3",
                      .aws_id = *id,
                      .aws_secret = *value};
  request.headers.push_back("x-amz-content-sha256: " + sha256(request.body));
  if (const auto session = secret("AWS_SESSION_TOKEN")) {
    request.headers.push_back("x-amz-security-token: " + *session);
  }
  return send(std::move(request), (address().name().ends_with('/') ? "" : "/") + key);
}

}  // namespace vqa
