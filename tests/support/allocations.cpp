// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/allocations.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OPERATOR_NEW_IS_TAKEN 1
#endif
#endif

#ifdef OPERATOR_NEW_IS_TAKEN

// Clang's sanitizers bring an operator new that wins over one of ours, and offer this instead.
extern "C" [[clang::no_sanitize("address", "thread")]] void __sanitizer_malloc_hook(
    const volatile void*, std::size_t) {
  ++vqa::test::allocations;
}

#else

#include <cstdlib>
#include <new>

// All forms are replaced, for a sanitizer wants them to match. Not inlined, for the compiler would
// see malloc() paired with operator delete.
namespace {
[[gnu::noinline]] void* counted(std::size_t size) noexcept {
  ++vqa::test::allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* counted_or_throw(std::size_t size) {
  if (void* memory = counted(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void release(void* memory) noexcept { std::free(memory); }
}  // namespace

void* operator new(std::size_t size) { return counted_or_throw(size); }
void* operator new[](std::size_t size) { return counted_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }

#endif
