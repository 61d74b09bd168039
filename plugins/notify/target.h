// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace vqa {

/// What became of one try to deliver.
struct Delivery {
  enum class Outcome : std::uint8_t { delivered, retry };
  Outcome outcome = Outcome::delivered;
  std::string problem{};  ///< what is wrong and what to do about it, unless delivered
};

/// A way out for notifications. Used by one thread at a time.
class Target {
 public:
  virtual ~Target() = default;

  /// Tries once to hand over one JSON object. Never blocks for more than a moment. After `retry`
  /// the next call brings the same object.
  virtual Delivery deliver(std::string_view json) = 0;
};

struct BadTarget {
  std::string problem;
};

/// The target that a URI names: its scheme picks the way out.
std::variant<std::unique_ptr<Target>, BadTarget> make_target(std::string_view uri);

}  // namespace vqa
