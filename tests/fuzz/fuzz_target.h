// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What libFuzzer, or the replay in its place, calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace vqa::test {

/// Ends the program, which is how a fuzzer learns of a finding.
inline void demand(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "Broken: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace vqa::test
