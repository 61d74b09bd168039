// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/event.h"

#include <array>

namespace vqa {
namespace {

constexpr std::array<std::string_view, 4> kPhases = {"begin", "update", "end", "sample"};
constexpr std::array<std::string_view, 3> kSeverities = {"info", "warning", "critical"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Phase phase) { return kPhases[static_cast<std::size_t>(phase)]; }
std::string_view to_string(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)];
}
std::optional<Phase> phase_from(std::string_view text) { return find<Phase>(kPhases, text); }
std::optional<Severity> severity_from(std::string_view text) {
  return find<Severity>(kSeverities, text);
}

void add_details(Events& events, std::size_t from, const Details& details) {
  for (; from < events.size(); ++from)
    events[from].details.insert(events[from].details.end(), details.begin(), details.end());
}

}  // namespace vqa
