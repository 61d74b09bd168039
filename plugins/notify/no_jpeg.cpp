// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdexcept>

#include "notify/picture.h"

namespace vqa {

bool has_jpeg() { return false; }

std::vector<std::uint8_t> to_jpeg(const Picture&) {
  throw std::runtime_error("built without libjpeg-turbo");
}

}  // namespace vqa
