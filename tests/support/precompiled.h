// SPDX-License-Identifier: LGPL-2.1-or-later
// Precompiled, for tests. JSON would not pay: GCC instantiates anew what is in such a header, which
// takes each file longer than it takes the few that need it to read it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/precompiled.h"
