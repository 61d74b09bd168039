// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/monitor.h"

#include <algorithm>

namespace vqa {
namespace {

std::string join(std::span<const std::string> words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Where the part behind "scheme://" begins, or npos.
std::size_t authority(std::string_view uri) {
  const auto scheme = uri.find("://");
  return scheme == std::string_view::npos ? scheme : scheme + 3;
}

// "user:pa/ss@host": what looks like the host's end is in a password that nobody escaped, for no
// port is like that. Returns where the '@' is, or npos.
std::size_t end_of_unescaped_password(std::string_view uri, std::size_t begin) {
  const auto host =
      uri.substr(begin, std::min(uri.find_first_of("/?#", begin), uri.size()) - begin);
  const auto colon = host.find(':');
  if (colon == host.npos || host.starts_with('[') || host.find('@') != host.npos) return host.npos;
  const bool is_port = host.find_first_not_of("0123456789", colon + 1) == host.npos;
  const auto at = uri.rfind('@');
  return is_port || at < begin ? host.npos : at;
}

}  // namespace

std::variant<std::vector<std::string>, BadDetectors> choose_detectors(
    std::string_view list, std::span<const std::string> known) {
  static constexpr std::string_view kSeparators = ", \t";
  std::vector<std::string> wanted;
  while (true) {
    const auto first = list.find_first_not_of(kSeparators);
    if (first == std::string_view::npos) break;
    list.remove_prefix(first);
    const auto end = std::min(list.find_first_of(kSeparators), list.size());
    wanted.emplace_back(list.substr(0, end));
    if (std::find(known.begin(), known.end(), wanted.back()) == known.end()) {
      return BadDetectors{"Cannot monitor with detector \"" + wanted.back() +
                          "\": the detectors here are " + join(known)};
    }
    list.remove_prefix(end);
  }
  if (wanted.empty()) return std::vector(known.begin(), known.end());
  std::vector<std::string> chosen;
  for (const auto& name : known) {
    if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) chosen.push_back(name);
  }
  return chosen;
}

std::string without_secrets(std::string_view uri) {
  const auto begin = authority(uri);
  if (begin == std::string_view::npos) return std::string(uri);
  if (const auto at = end_of_unescaped_password(uri, begin); at != uri.npos)
    return without_secrets(std::string(uri.substr(0, begin)) + "***" + std::string(uri.substr(at)));
  // A query may hold a passphrase (SRT), a token or a signature, under any name.
  const auto query = std::min(uri.find('?', begin), uri.size());
  const std::string tail = query < uri.size() ? "?***" : "";
  uri = uri.substr(0, query);
  const auto end = std::min(uri.find_first_of("/#", begin), uri.size());
  const auto at = uri.substr(begin, end - begin).rfind('@');
  if (at == std::string_view::npos) return std::string(uri) + tail;
  return std::string(uri.substr(0, begin)) + "***" + std::string(uri.substr(begin + at)) + tail;
}

std::string name_from_uri(std::string_view uri) {
  const std::string clean = without_secrets(uri);
  std::string_view name = clean;
  const auto begin = authority(name);
  if (begin != std::string_view::npos) name.remove_prefix(begin);
  name = name.substr(0, name.find_first_of("?#"));
  while (name.ends_with('/')) name.remove_suffix(1);
  const auto slash = name.rfind('/');
  if (slash == std::string_view::npos) return std::string(name.substr(name.rfind('@') + 1));
  name.remove_prefix(slash + 1);
  const auto dot = name.rfind('.');
  return std::string(name.substr(0, dot == 0 ? name.size() : dot));
}

std::string_view cause_of(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::not_found:
      return "not found";
    case Obstacle::not_allowed:
      return "not allowed";
    case Obstacle::no_media:
      return "no media";
    case Obstacle::no_data:
      return "no data";
    case Obstacle::not_reachable:
      return "not reachable";
    case Obstacle::refused:
      return "refused";
    case Obstacle::stale:
      return "stale playlist";
    case Obstacle::ended:
      return "ended";
    default:
      return "failed";
  }
}

bool may_pass(Obstacle obstacle) {
  return obstacle != Obstacle::no_uri && obstacle != Obstacle::bad_uri &&
         obstacle != Obstacle::no_source && obstacle != Obstacle::no_decoder;
}

Obstacle refine(Obstacle said, Reach reach) {
  if (said == Obstacle::not_allowed || said == Obstacle::stale) return said;
  if (reach == Reach::not_reachable) return Obstacle::not_reachable;
  if (reach == Reach::refused) return Obstacle::refused;
  return said;
}

std::string explain(Obstacle obstacle, std::string_view uri, std::string_view what) {
  const std::string clean = without_secrets(uri);
  const std::string cannot = "Cannot monitor " + clean + ": ";
  std::string said(what.ends_with('.') ? what.substr(0, what.size() - 1) : what);
  // GStreamer's own words often quote the address.
  for (auto at = said.find(uri); !uri.empty() && at != said.npos; at = said.find(uri, at)) {
    said.replace(at, uri.size(), clean);
    at += clean.size();
  }
  switch (obstacle) {
    case Obstacle::no_uri:
      return "Cannot monitor without a stream: set uri=file:///path/to/clip.ts, or the address of "
             "a live stream";
    case Obstacle::bad_uri:
      return cannot +
             "it is neither a URI nor a file that is there. Write file:///path/to/clip.ts, "
             "or scheme://address";
    case Obstacle::not_found:
      return cannot + "it is not there (" + said + "). Check the path or the address";
    case Obstacle::not_allowed:
      return cannot + "it may not be read (" + said + "). Check its permissions or the password";
    case Obstacle::no_source:
      return cannot + "nothing installed reads this kind of address (" + said +
             "). Check its spelling, or install gstreamer1.0-plugins-good and -bad";
    case Obstacle::no_decoder:
      return cannot + "nothing installed decodes it (" + said +
             "). Install gstreamer1.0-libav, or the plugin that has the decoder";
    case Obstacle::no_media:
      return cannot + "it holds no audio or video that could be recognised (" + said +
             "). Check that it is a media file or stream, and whole";
    case Obstacle::no_data:
      return cannot + "nothing comes from there (" + said +
             "). Check the address, and that somebody sends";
    case Obstacle::not_reachable:
      return cannot + "no way leads there (" + said +
             "). Check the name of the host, the network and its firewalls";
    case Obstacle::refused:
      return cannot + "the host is there and refuses (" + said +
             "). Check that the server runs, its port, and what it lets through";
    case Obstacle::stale:
      return cannot + "its playlist does not go on (" + said + "). Check the packager";
    case Obstacle::ended:
      return cannot + "it has ended (" + said + "). Check the encoder that sends it";
    case Obstacle::other:
      break;
  }
  return cannot + said + ". GST_DEBUG=3 tells more";
}

}  // namespace vqa
