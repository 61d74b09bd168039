// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/secret.h"

#include <cstdlib>
#include <fstream>

namespace vqa {

std::optional<std::string> secret(std::string_view name) {
  const std::string variable(name);
  if (const char* value = std::getenv(variable.c_str()); value != nullptr) return value;
  const char* path = std::getenv((variable + "_FILE").c_str());
  if (path == nullptr) return std::nullopt;
  std::ifstream file(path);
  std::string first_line;
  if (!std::getline(file, first_line)) return std::nullopt;
  while (!first_line.empty() && (first_line.back() == '\r' || first_line.back() == ' ')) {
    first_line.pop_back();
  }
  return first_line;
}

std::string no_secret(std::string_view name) {
  return "set " + std::string(name) + " in the environment, or " + std::string(name) +
         "_FILE to a file that holds it";
}

}  // namespace vqa
