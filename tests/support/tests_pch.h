// SPDX-License-Identifier: LGPL-2.1-or-later
// Precompiled: what every test includes. nlohmann/json would not pay: GCC instantiates anew what is in a
// precompiled header, which takes each file longer than the few that need it take to read it.
#include <gtest/gtest.h>
