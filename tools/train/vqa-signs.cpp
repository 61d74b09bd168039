// SPDX-License-Identifier: LGPL-2.1-or-later
// The signs of damage in pictures (plugins/blockiness/signs.h), for training. Reads I420 pictures
// from standard input and writes for each a float for every sign and cell, sign by sign, and then
// those of the picture as a whole.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "blockiness/cells.h"
#include "blockiness/signs.h"

int main(int argc, char** argv) {
  const int width = argc == 3 ? std::atoi(argv[1]) : 0;
  const int height = argc == 3 ? std::atoi(argv[2]) : 0;
  if (width < 16 || height < 16 || width % 2 != 0 || height % 2 != 0) {
    std::fprintf(stderr, "Usage: vqa-signs WIDTH HEIGHT <PICTURES.i420 >SIGNS.f32 (even sizes)\n");
    return 2;
  }
  const auto luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  std::vector<std::uint8_t> picture(luma * 3 / 2);
  vqa::CellReader cells;
  vqa::SignReader reader;
  vqa::CellMaps maps;
  vqa::Signs signs;
  while (std::fread(picture.data(), 1, picture.size(), stdin) == picture.size()) {
    const auto plane = [&](std::size_t offset, int w, int h) {
      return vqa::PlaneView{.data = picture.data() + offset, .width = w, .height = h, .stride = w};
    };
    const vqa::VideoFrame frame{.luma = plane(0, width, height),
                                .cb = plane(luma, width / 2, height / 2),
                                .cr = plane(luma * 5 / 4, width / 2, height / 2)};
    const bool known = cells.read(frame, maps);
    reader.read(cells.grid(), maps, known, signs);
    for (const vqa::BlockValues& map : signs.cells)
      std::fwrite(map.data(), sizeof(float), map.size(), stdout);
    std::fwrite(signs.frame.data(), sizeof(float), signs.frame.size(), stdout);
  }
  return 0;
}
