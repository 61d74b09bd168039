// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace vqa {

/// Renames a damaged database, so that a new one can take its place and the old one stays for
/// whoever wants to look at it. Of several processes only one does so, and only if it is damaged.
void put_aside_if_damaged(const std::string& path);

}  // namespace vqa
