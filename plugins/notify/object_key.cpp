// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/object_key.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace vqa {
namespace {

std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.';
      },
      '_');
  return text.find_first_not_of('.') == std::string::npos ? "_" : text;
}

}  // namespace

std::string object_key(std::string_view cloud_event) {
  const auto cloud = nlohmann::json::parse(cloud_event, nullptr, false);
  if (!cloud.is_object() || !cloud.contains("id") || !cloud["id"].is_string()) return {};
  const std::string id = cloud["id"], time = cloud.value("time", "");
  const auto data = cloud.value("data", nlohmann::json::object());
  const std::string stream = data.value("stream", "unnamed");
  const std::string rest = id.starts_with(stream + "/") ? id.substr(stream.size() + 1) : id;
  const auto t = std::min(time.find('T'), time.size());
  return plain(stream) + "/" + plain(time.substr(0, t)) + "/" +
         plain(time.substr(std::min(t + 1, time.size()))) + "-" + plain(rest);
}

}  // namespace vqa
