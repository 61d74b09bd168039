// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <map>
#include <span>
#include <string>

#include "fuzz_target.h"
#include "support/incident_invariants.h"
#include "transport/transport.h"

namespace vqa::test {
namespace {

/// The first byte says how the rest is cut and whether the pieces have times.
void play(std::span<const std::uint8_t> input) {
  const std::size_t piece = 1 + (input[0] & 0x0F) * 97U;
  const bool timed = (input[0] & 0x10) != 0, anew = (input[0] & 0x20) != 0;
  input = input.subspan(1);
  Transport transport;
  Events events;
  std::map<std::string, IncidentInvariants> kinds;
  const auto check = [&] {
    for (const Event& event : events) {
      if (event.phase == Phase::sample) {
        demand(event.value >= 0, "no less than nothing is lost");
        continue;
      }
      const std::string broken = kinds[event.kind].broken_by(event);
      demand(broken.empty(), broken);
    }
    events.clear();
  };
  for (Time time{}; !input.empty(); time += 20ms) {
    const auto part = input.first(std::min(piece, input.size()));
    transport.process(part, timed ? std::optional(time) : std::nullopt, anew && piece % 2 == 0,
                      events);
    transport.sample(events);
    check();
    input = input.subspan(part.size());
  }
  transport.finish("end of input", events);
  check();
  for (const auto& [kind, invariants] : kinds) demand(!invariants.open(), "a begin without end");
}

}  // namespace
}  // namespace vqa::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) vqa::test::play({data, size});
  return 0;
}
