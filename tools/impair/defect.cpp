// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/defect.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace vqa::impair {
namespace {

bool parse_number(std::string_view text, double& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(into);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

template <class List, class Name>
std::string joined(const List& list, Name name) {
  std::string names;
  for (const auto& item : list) names += (names.empty() ? "" : ", ") + std::string(name(item));
  return names;
}

// Nothing, or why the text cannot be the value of the parameter.
std::optional<std::string> parse_value(const Parameter& parameter, std::string_view text,
                                       double& into) {
  const std::string given = std::string(parameter.name) + "=" + std::string(text);
  if (!parameter.words.empty()) {
    const auto word = std::find(parameter.words.begin(), parameter.words.end(), text);
    into = static_cast<double>(word - parameter.words.begin());
    if (word != parameter.words.end()) return std::nullopt;
    return given + " is not known: choose from " +
           joined(parameter.words, [](const char* name) { return name; });
  }
  if (!parse_number(text, into)) return given + " is no number";
  if (into < parameter.min || into > parameter.max) {
    return given + " is not within " + number(parameter.min) + " .. " + number(parameter.max);
  }
  if (parameter.whole && std::floor(into) != into) return given + " is no whole number";
  return std::nullopt;
}

std::optional<std::string> parse_parameter(Defect& defect, std::string_view text) {
  const auto equals = text.find('=');
  const auto& known = defect.kind->parameters;
  const auto parameter = std::find_if(known.begin(), known.end(), [&](const Parameter& candidate) {
    return equals != std::string_view::npos && text.substr(0, equals) == candidate.name;
  });
  if (parameter == known.end()) {
    const std::string names =
        joined(known, [](const Parameter& one) { return std::string(one.name) + "=..."; });
    return quoted(text) + " is no parameter of " + defect.kind->name +
           (names.empty() ? ", which has none" : ": write " + names);
  }
  return parse_value(*parameter, text.substr(equals + 1),
                     defect.values[static_cast<std::size_t>(parameter - known.begin())]);
}

std::optional<std::string> parse_parameters(Defect& defect, std::string_view text) {
  for (;;) {
    const auto comma = text.find(',');
    if (auto problem = parse_parameter(defect, text.substr(0, comma))) return problem;
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (defect.kind->id == Kind::Id::stutter && defect.value("hold") >= defect.value("every")) {
    return std::string("hold must be shorter than every, or nothing moves at all (see freeze)");
  }
  return std::nullopt;
}

}  // namespace

double Defect::value(std::string_view parameter) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (parameter == kind->parameters[i].name) return values[i];
  }
  return 0;
}

const char* Defect::word(std::string_view parameter) const {
  for (const Parameter& known : kind->parameters) {
    if (parameter == known.name) return known.words[static_cast<std::size_t>(value(parameter))];
  }
  return "";
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string describe(const Defect& defect) {
  return std::string(defect.kind->name) + "@" + number(defect.start) + "+" +
         number(defect.duration);
}

std::optional<Defect> parse_defect(std::string_view text, std::string& problem) {
  const auto at = text.find('@');
  const auto plus = text.find('+', at == std::string_view::npos ? 0 : at);
  const auto colon = text.find(':', plus == std::string_view::npos ? 0 : plus);
  Defect defect;
  const bool well_formed = at != std::string_view::npos && plus != std::string_view::npos &&
                           parse_number(text.substr(at + 1, plus - at - 1), defect.start) &&
                           parse_number(text.substr(plus + 1, colon - plus - 1), defect.duration) &&
                           defect.start >= 0 && defect.duration > 0;
  if (!well_formed) {
    problem = quoted(text) +
              " is no defect: write KIND@START+DURATION in seconds, such as freeze@8+5, with "
              ":NAME=VALUE,... behind it for parameters";
    return std::nullopt;
  }
  const auto kind = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& candidate) {
    return text.substr(0, at) == candidate.name;
  });
  if (kind == kinds().end()) {
    problem = "no defect is called " + quoted(text.substr(0, at)) + ": known are " +
              joined(kinds(), [](const Kind& one) { return one.name; });
    return std::nullopt;
  }
  defect.kind = &*kind;
  for (const Parameter& parameter : kind->parameters) defect.values.push_back(parameter.fallback);
  if (colon == std::string_view::npos) return defect;
  if (const auto wrong = parse_parameters(defect, text.substr(colon + 1))) {
    problem = quoted(text) + ": " + *wrong;
    return std::nullopt;
  }
  return defect;
}

}  // namespace vqa::impair
