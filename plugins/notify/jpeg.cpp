// SPDX-License-Identifier: LGPL-2.1-or-later
#include <turbojpeg.h>

#include <memory>
#include <stdexcept>

#include "notify/picture.h"

namespace vqa {
namespace {

constexpr int kQuality = 80;

struct Destroy {
  void operator()(void* encoder) const { tjDestroy(encoder); }
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

}  // namespace

bool has_jpeg() { return true; }

std::vector<std::uint8_t> to_jpeg(const Picture& picture) {
  const std::unique_ptr<void, Destroy> encoder(tjInitCompress());
  if (!encoder) throw std::runtime_error(tjGetErrorStr2(nullptr));
  unsigned char* made = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(encoder.get(), picture.pixels.data(), picture.width, 0,
                                 picture.height, TJPF_BGRX, &made, &size, TJSAMP_420, kQuality, 0);
  const std::unique_ptr<unsigned char, Destroy> owned(made);
  if (failed != 0) throw std::runtime_error(tjGetErrorStr2(encoder.get()));
  return {made, made + size};
}

}  // namespace vqa
