// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/last_word.h"

#include <nlohmann/json.hpp>

#include "core/cloud_event.h"

namespace vqa {

std::optional<Notice> last_word(const Notice& last, Notice::WallClock::time_point now) {
  using Json = nlohmann::ordered_json;
  Json cloud = Json::parse(*last.json, nullptr, false);
  if (!cloud.is_object() || !cloud.contains("data") || !cloud["data"].is_object()) {
    return std::nullopt;
  }
  Notice end = last;
  end.id += "/died";
  end.phase = Phase::end;
  end.defect.reset();
  cloud["id"] = end.id;
  cloud["type"] = cloud_event_type(cloud["data"].value("detector", ""),
                                   cloud["data"].value("kind", ""), Phase::end, "died");
  cloud["time"] = to_rfc3339(now);
  cloud["data"]["phase"] = to_string(Phase::end);
  cloud["data"]["details"] = {{"reason", "died"}};
  end.json = std::make_shared<const std::string>(
      cloud.dump(-1, ' ', false, Json::error_handler_t::replace));
  return end;
}

}  // namespace vqa
