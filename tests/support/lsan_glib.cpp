// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/lsan_glib.h"

#include <glib.h>

#include <string>

// Not there in a build without the sanitizer.
extern "C" {
__attribute__((weak)) void __lsan_disable();
__attribute__((weak)) void __lsan_enable();
}

namespace vqa::test {
namespace {

void disable() {
  if (__lsan_disable != nullptr) __lsan_disable();
}
void enable() {
  if (__lsan_enable != nullptr) __lsan_enable();
}

// From before the first library is loaded until before the first of our own constructors: GLib's
// first array is of that time.
__attribute__((section(".preinit_array"), used)) void (*const before_libraries)() = disable;
__attribute__((constructor(101))) void after_libraries() { enable(); }

}  // namespace

Overlooked::Overlooked() { disable(); }
Overlooked::~Overlooked() { enable(); }

// By 2048 at a time, so that as many are free now. Twice as many new ones are no leak either.
void grow_quarks() {
  constexpr unsigned kAtOnce = 2048;
  for (int i = 0;; ++i) {
    if (g_quark_from_string(("vqa-test-" + std::to_string(i)).c_str()) % kAtOnce == 0) break;
  }
}

}  // namespace vqa::test
