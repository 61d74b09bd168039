// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "notify/courier.h"

namespace vqa {

/// A file that shows to whoever watches over this process that the monitor does its work: by when
/// it was last written, and by one line about the stream.
class HeartbeatFile {
 public:
  /// An empty path: there is none. `tell` hears when it cannot be written, and when it can again.
  HeartbeatFile(std::string path, Courier::Tell tell)
      : path_(std::move(path)), tell_(std::move(tell)) {}

  void beat(std::string_view line);

 private:
  const std::string path_;
  const Courier::Tell tell_;
  bool works_ = true;
};

}  // namespace vqa
