// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/block_map.h"
#include "core/cloud_event.h"
#include "core/mask.h"
#include "fuzz_target.h"
#include "monitor/monitor.h"
#include "notify/notify.h"

namespace vqa::test {
namespace {

void try_mask(std::string_view text) {
  std::string problem;
  const auto mask = Mask::parse(text, problem);
  demand(mask.has_value() != !problem.empty(), "a mask or a problem, not both");
  const BlockGrid grid(70, 50);
  if (mask) demand(mask->blocks(grid).size() == grid.size(), "one flag a block");
}

void try_detectors(std::string_view text) {
  static const std::vector<std::string> kKnown = {"freeze", "black", "blockiness"};
  const auto chosen = choose_detectors(text, kKnown);
  if (const auto* bad = std::get_if<BadDetectors>(&chosen)) {
    demand(!bad->problem.empty(), "a refusal says why");
  } else {
    const auto& names = std::get<std::vector<std::string>>(chosen);
    demand(!names.empty() && names.size() <= kKnown.size(), "some of the known");
  }
}

void try_uri(std::string_view text) {
  const std::string clean = without_secrets(text);
  demand(without_secrets(clean) == clean, "what is clean stays as it is");
  demand(name_from_uri(text).size() <= clean.size(), "a name is a part of the address");
  std::string user(text);
  std::erase_if(user, [](char c) { return c == '/' || c == '?' || c == '#'; });
  const std::string uri = "rtsp://" + user + ":open-sesame@host/live?key=open-sesame";
  for (const auto& told : {without_secrets(uri), name_from_uri(uri),
                           explain(Obstacle::other, uri, "Could not open " + uri)}) {
    demand(told.find("open-sesame") == std::string::npos, "no password is told");
  }
}

void try_targets(std::string_view text) {
  const auto made = make_targets(text);
  const auto* bad = std::get_if<BadTarget>(&made);
  demand(bad == nullptr || !bad->problem.empty(), "a refusal says why");
}

void try_event(std::string_view text) {
  Event event;
  event.label = event.element = text;
  event.details = {{std::string(text), std::string(text)}};
  const std::string line =
      to_cloud_event(event, {.host = std::string(text), .process = "p"}, 1, {});
  demand(line.find('\n') == std::string::npos, "one event, one line");
  const auto json = nlohmann::json::parse(line, nullptr, false);
  demand(!json.is_discarded(), "valid JSON");
  demand(json["data"]["phase"] == "sample", "the fields are where they belong");
}

}  // namespace
}  // namespace vqa::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  vqa::test::try_mask(text);
  vqa::test::try_detectors(text);
  vqa::test::try_uri(text);
  vqa::test::try_targets(text);
  vqa::test::try_event(text);
  return 0;
}
