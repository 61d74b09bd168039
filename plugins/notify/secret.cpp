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

std::optional<std::string> with_secrets(std::string_view text, std::string& missing) {
  std::string whole;
  for (;;) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return whole + std::string(text);
    missing = text.substr(open + 1, close - open - 1);
    const auto value = secret(missing);
    if (!value) return std::nullopt;
    whole += std::string(text.substr(0, open)) + *value;
    text.remove_prefix(close + 1);
  }
}

std::string no_secret(std::string_view name) {
  return "set " + std::string(name) + " in the environment, or " + std::string(name) +
         "_FILE to a file that holds it";
}

}  // namespace vqa
