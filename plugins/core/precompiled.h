// SPDX-License-Identifier: LGPL-2.1-or-later
// Precompiled: what most files include of the standard library. Each of them includes what it needs
// all the same, for some builds are without this.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>
