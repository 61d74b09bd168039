// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/truth.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace vqa::impair {

std::string truth_json(const std::string& clip, const std::vector<Defect>& defects) {
  const auto ns = [](double seconds) { return std::llround(seconds * 1e9); };
  auto list = nlohmann::ordered_json::array();
  for (const Defect& defect : defects) {
    list.push_back({{"kind", to_string(defect.kind)},
                    {"start", ns(defect.start)},
                    {"duration", ns(defect.duration)},
                    {"is_defect", defect.is_defect()}});
  }
  return nlohmann::ordered_json{{"clip", clip}, {"defects", list}}.dump(2) + "\n";
}

}  // namespace vqa::impair
