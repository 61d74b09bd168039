// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vqa {

/// What the environment variable NAME holds, or the file whose name NAME_FILE holds. Asked for anew
/// each time, since such files are replaced while we run.
std::optional<std::string> secret(std::string_view name);

/// The text with each {NAME} replaced by the secret of that name; nothing if one is missing, whose
/// name is then in `missing`.
std::optional<std::string> with_secrets(std::string_view text, std::string& missing);

/// What to do about a secret that is not there.
std::string no_secret(std::string_view name);

}  // namespace vqa
