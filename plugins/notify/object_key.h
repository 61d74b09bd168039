// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace vqa {

/// What the files and objects that belong to a CloudEvent are called, but for their ending:
/// STREAM/DAY/TIME-PROCESS_NUMBER, always the same for the same event, so that keeping it twice
/// keeps it once. There is nothing in it that needs an escape in a URL or harms in a path. Empty
/// for what is no CloudEvent.
std::string object_key(std::string_view cloud_event);

}  // namespace vqa
