// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/prometheus_target.h"

namespace vqa {

std::variant<std::unique_ptr<Target>, BadTarget> make_prometheus_target(std::string_view) {
  return BadTarget{"\"prometheus:\" needs a build with prometheus-cpp"};
}

}  // namespace vqa
