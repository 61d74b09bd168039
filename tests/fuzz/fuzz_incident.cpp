// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fuzz_target.h"
#include "support/incident_invariants.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vqa::test::IncidentPlay play;
  const std::string broken = play.run({data, size});
  vqa::test::demand(broken.empty(), broken);
  return 0;
}
