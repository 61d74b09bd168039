// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/web_address.h"

#include <algorithm>

#include "notify/secret.h"

namespace vqa {
namespace {

// A whole word of a list that is separated by blanks.
bool lists(std::string_view list, std::string_view word) {
  return (" " + std::string(list) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

// What may be told of an address that is wrong: no user, no password, no query.
std::string harmless(std::string_view url) {
  const auto begin = url.find("://") + 3;
  const auto end = std::min(url.find_first_of("/?#", begin), url.size());
  const auto at = url.substr(begin, end - begin).rfind('@');
  const auto host = at == std::string_view::npos ? begin : begin + at + 1;
  return std::string(url.substr(0, begin)) + std::string(url.substr(host, end - host));
}

}  // namespace

std::variant<WebAddress, BadTarget> WebAddress::parse(std::string_view uri,
                                                      std::string_view known_options) {
  WebAddress address;
  const auto hash = std::min(uri.find('#'), uri.size());
  address.url_ = uri.substr(0, hash);
  const std::string told = harmless(address.url_);
  const auto host = address.url_.find("://") + 3;
  const auto path = std::min(address.url_.find_first_of("/?", host), address.url_.size());
  if (path == host || address.url_[host] == ':') {
    return BadTarget{"\"" + told + "\" names no host: write https://host/path"};
  }
  if (address.url_.substr(0, path).find('@', host) != std::string::npos) {
    return BadTarget{
        "a password does not belong into the address of " + told +
        ": put it into the environment, and its name behind the address (#token=NAME)"};
  }
  for (auto rest = uri.substr(std::min(hash + 1, uri.size())); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto option = rest.substr(0, end);
    const auto equals = std::min(option.find('='), option.size());
    const std::string key(option.substr(0, equals));
    if (equals + 1 >= option.size() || !lists(known_options, key)) {
      return BadTarget{"\"#" + key + "\" means nothing behind " + told +
                       ": known are, as #key=value: " + std::string(known_options)};
    }
    address.options_[key] = option.substr(equals + 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return address;
}

std::optional<std::string> WebAddress::url(std::string& missing) const {
  return with_secrets(url_, missing);
}

std::string WebAddress::option(const std::string& key) const {
  const auto found = options_.find(key);
  return found != options_.end() ? found->second : std::string();
}

}  // namespace vqa
