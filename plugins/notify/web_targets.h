// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "notify/target.h"

namespace vqa {

using MadeTarget = std::variant<std::unique_ptr<Target>, BadTarget>;

/// Does the scheme name a target that speaks HTTP?
bool is_web_target(std::string_view uri);
MadeTarget make_web_target(std::string_view uri);

}  // namespace vqa
