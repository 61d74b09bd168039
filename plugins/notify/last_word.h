// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>

#include "notify/notice.h"

namespace vqa {

/// The `end` of an incident whose monitor died before it could tell: made of the last notice that
/// there is of it. Where that is no CloudEvent, nothing.
std::optional<Notice> last_word(const Notice& last, Notice::WallClock::time_point now);

}  // namespace vqa
