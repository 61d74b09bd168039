// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "notify/target.h"

namespace vqa {

/// Where a target on the web is: an http or https URL, and what the fragment of its URI says about
/// it (#key=value&key=value), which is ours alone. {NAME} stands for a secret of that name.
class WebAddress {
 public:
  /// `uri` without what stands in front of http.
  static std::variant<WebAddress, BadTarget> parse(std::string_view uri,
                                                   std::string_view known_options);

  /// As it was written, fit for people.
  const std::string& name() const { return url_; }
  /// With its secrets in place; nothing if one is missing, whose name is then in `missing`.
  std::optional<std::string> url(std::string& missing) const;
  /// Empty if it is not given.
  std::string option(const std::string& key) const;

 private:
  std::string url_;
  std::map<std::string, std::string> options_;
};

}  // namespace vqa
