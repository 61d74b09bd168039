// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/web_targets.h"

namespace vqa {

bool is_web_target(std::string_view uri) {
  return uri.starts_with("http") || uri.starts_with("alertmanager+") || uri.starts_with("s3+");
}

MadeTarget make_web_target(std::string_view uri) {
  return BadTarget{"\"" + std::string(uri.substr(0, uri.find(':') + 1)) +
                   "\" needs a build with libcurl: known here are stdout: and file:"};
}

}  // namespace vqa
