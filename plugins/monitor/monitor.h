// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "monitor/reachability.h"

namespace vqa {

struct BadDetectors {
  std::string problem;
};

/// The detectors that a list such as "freeze,black" names, in the order in which they are known;
/// all that are known if the list is empty.
std::variant<std::vector<std::string>, BadDetectors> choose_detectors(
    std::string_view list, std::span<const std::string> known);

/// The same URI without user name and password, fit for logs and messages.
std::string without_secrets(std::string_view uri);

/// A name for a stream that was given none: "news" for file:///clips/news.ts.
std::string name_from_uri(std::string_view uri);

/// Why a stream cannot be monitored.
enum class Obstacle : std::uint8_t {
  no_uri,
  bad_uri,
  not_found,
  not_allowed,
  no_source,   ///< nothing installed reads this kind of URI
  no_decoder,  ///< nothing installed decodes what it holds
  no_media,    ///< what it holds is no audio or video
  no_data,     ///< the source delivers nothing, or no more
  // Of what comes through a network:
  not_reachable,  ///< no way there, or nobody with such a name
  refused,        ///< somebody is there, and does not want to
  stale,          ///< the playlist stays as it is
  ended,          ///< whoever sent it said so, or hung up
  other,
};

/// The same in a word or two, as `details.cause` of a lost stream has it.
std::string_view cause_of(Obstacle obstacle);

/// What keeps a source that somebody may put right? Trying again is of no use with the others.
bool may_pass(Obstacle obstacle);

/// What a source says, and what is found by knocking at its door.
Obstacle refine(Obstacle said, Reach reach);

/// One sentence that names the input and the remedy. `what` is what the failing part said.
std::string explain(Obstacle obstacle, std::string_view uri, std::string_view what);

}  // namespace vqa
