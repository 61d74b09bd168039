// SPDX-License-Identifier: LGPL-2.1-or-later
// Precompiled: what nearly every test includes, and what takes longest to compile.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
