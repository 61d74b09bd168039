// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/address.h"

#include <algorithm>
#include <charconv>

namespace vqa {
namespace {

struct Scheme {
  std::string_view name;
  Reading reading;
  std::uint16_t port;  ///< where nothing else is said; 0: does not speak TCP
};

constexpr Scheme kSchemes[] = {
    {"http", Reading::request, 80},      {"https", Reading::request, 443},
    {"rtsp", Reading::connection, 554},  {"rtsph", Reading::connection, 554},
    {"rtspt", Reading::connection, 554}, {"rtspu", Reading::connection, 554},
    {"rtsps", Reading::connection, 322}, {"rtmp", Reading::connection, 1935},
    {"rtmpt", Reading::connection, 80},  {"rtmps", Reading::connection, 443},
    {"srt", Reading::connection, 0},     {"udp", Reading::arrival, 0},
    {"rtp", Reading::arrival, 0},
};

bool equal(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

// "mode=listener", or an address that names nobody: others call.
bool is_listening(std::string_view host, std::string_view query) {
  if (query.find("mode=") == query.npos) return host.empty();
  return query.find("mode=listener") != query.npos;
}

}  // namespace

Address parse_address(std::string_view uri) {
  const auto colon = uri.find("://");
  if (colon == uri.npos) return {};
  const auto* scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](const Scheme& s) {
    return equal(uri.substr(0, colon), s.name);
  });
  if (scheme == std::end(kSchemes)) return {};
  const auto rest = uri.substr(colon + 3);
  auto where = rest.substr(0, rest.find_first_of("/?#"));
  const auto mark = rest.find('?');
  const auto query = mark == rest.npos ? std::string_view{} : rest.substr(mark);
  if (const auto at = where.rfind('@'); at != where.npos) where.remove_prefix(at + 1);
  auto host = where, port = std::string_view{};
  const auto last = where.rfind(':');
  if (last != where.npos && where.find(']', last) == where.npos) {
    host = where.substr(0, last);
    port = where.substr(last + 1);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  Address address{.reading = scheme->reading, .host = std::string(host), .port = scheme->port};
  if (scheme->name == "srt" && is_listening(host, query)) address.reading = Reading::arrival;
  if (address.port != 0) std::from_chars(port.data(), port.data() + port.size(), address.port);
  return address;
}

}  // namespace vqa
