// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

namespace vqa::test {

/// Calls of operator new by this thread so far, counted for the whole program in allocations.cpp.
/// Each test that wants none also wants to see some: a dead counter would please it.
inline thread_local std::size_t allocations = 0;

template <class Work>
std::size_t allocations_in(Work work) {
  const std::size_t before = allocations;
  work();
  return allocations - before;
}

}  // namespace vqa::test
