// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdlib>
#include <cstring>
#include <string>

namespace vqa::supervise {

/// Where a service manager says, or where vqanotify keeps things by itself.
inline std::string default_state_dir() {
  if (const char* given = std::getenv("STATE_DIRECTORY")) {
    return std::string(given, std::strcspn(given, ":"));
  }
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::string(state) + "/vqa";
  const char* home = std::getenv("HOME");
  return home != nullptr ? std::string(home) + "/.local/state/vqa" : "/var/lib/vqa";
}

}  // namespace vqa::supervise
