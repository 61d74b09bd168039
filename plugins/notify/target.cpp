// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/target.h"

#include <glib.h>

#include "notify/line_target.h"
#include "notify/prometheus_target.h"
#include "notify/web_targets.h"

namespace vqa {
namespace {

// file:///absolute/path, file:/absolute/path or file:relative/path
std::variant<std::unique_ptr<Target>, BadTarget> make_file_target(std::string_view uri) {
  std::string_view path = uri.substr(std::string_view("file:").size());
  if (path.starts_with("//")) path.remove_prefix(2);
  const std::string escaped(path);
  char* unescaped = g_uri_unescape_string(escaped.c_str(), nullptr);
  const std::string name(unescaped != nullptr ? unescaped : "");
  g_free(unescaped);
  const bool host_in_front = uri.starts_with("file://") && !name.starts_with('/');
  if (name.empty() || name.ends_with('/') || host_in_front) {
    return BadTarget{"\"" + std::string(uri) +
                     "\" names no file: write file:///absolute/path.jsonl or file:path.jsonl"};
  }
  return std::make_unique<FileTarget>(name);
}

}  // namespace

std::variant<std::unique_ptr<Target>, BadTarget> make_target(std::string_view uri) {
  if (uri == "stdout:") return std::make_unique<StdoutTarget>();
  if (uri.starts_with("file:")) return make_file_target(uri);
  if (is_web_target(uri)) return make_web_target(uri);
  if (uri.starts_with("prometheus:")) return make_prometheus_target(uri);
  const auto scheme = uri.find(':');
  if (scheme == std::string_view::npos) {
    return BadTarget{"\"" + std::string(uri) +
                     "\" is no URI: write stdout: or file:///path.jsonl, with spaces between"};
  }
  return BadTarget{"no target is known for \"" + std::string(uri.substr(0, scheme + 1)) +
                   "\": known are stdout: and file:, and on the web http:, https:, "
                   "alertmanager+https:, s3+https: and prometheus:"};
}

}  // namespace vqa
