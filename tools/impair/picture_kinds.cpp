// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/kind.h"

namespace vqa::impair {

namespace {

// How packets of the picture get lost.
std::vector<Parameter> loss_and(const std::vector<Parameter>& more) {
  std::vector<Parameter> parameters = {
      {"what",
       "packets are missing (drop), are written over in parts (flip), or are missing with all "
       "others of their pictures (unit)",
       0,
       0,
       2,
       {"drop", "flip", "unit"}},
      {"burst", "packets in a row", 7, 1, 1000, {}, true},
      {"every", "from one burst to the next, in s", 1, 0.02, 60}};
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

}  // namespace

std::vector<Kind> picture_defects() {
  using Id = Kind::Id;
  return {
      {Id::freeze, "freeze", true, "the picture stands still, all of it", "freeze@8+5"},
      {Id::overlay,
       "overlay",
       true,
       "the picture stands still beneath a small overlay that goes on (it is there during the "
       "whole clip)",
       "overlay@8+5:what=ticker,area=0.03",
       {{"what", "what is drawn", 0, 0, 2, {"clock", "logo", "ticker"}},
        {"area", "its share of the picture", 0.03, 0.002, 0.05}}},
      {Id::stutter,
       "stutter",
       true,
       "short holds: the picture holds, then jumps to where it would be",
       "stutter@8+5:hold=0.3,every=1",
       {{"hold", "length of a hold, in s", 0.3, 0.04, 5},
        {"every", "from one hold to the next, in s", 1, 0.1, 60}}},
      {Id::drop,
       "drop",
       true,
       "frames are missing: time goes on, but no picture is there",
       "drop@8+5:every=4",
       {{"every",
         "one of so many frames is missing; with 1 all of them: a gap",
         1,
         1,
         1000,
         {},
         true}}},
      {Id::black,
       "black",
       true,
       "the picture is black",
       "black@8+5:logo=1",
       {{"logo", "1 with a logo in a corner, 0 without", 0, 0, 1, {}, true}}},
      {Id::solid,
       "solid",
       true,
       "the picture has one colour, as that of a decoder that gets nothing",
       "solid@8+5:colour=green",
       {{"colour", "which", 0, 0, 3, {"grey", "green", "blue", "white"}}}},
      {Id::bars, "bars", true, "colour bars", "bars@8+5"},
      {Id::loss, "loss", true,
       "packets of the picture get lost on the way from here: broken blocks",
       "loss@8+5:what=drop,burst=7,every=1", loss_and({})},
      {Id::corrupt, "corrupt", true,
       "packets got lost before the programme came here, and what was decoded from the rest was "
       "coded again",
       "corrupt@8+5:what=flip,codec=h265,scale=0.67",
       loss_and({{"codec", "of the programme then", 0, 0, 2, {"h264", "h265", "mpeg2"}},
                 {"bitrate", "kbit/s then; 0 for 0.1 bit a pixel", 0, 0, 40000, {}, true},
                 {"gop", "frames between key frames then", 50, 1, 250, {}, true},
                 {"scale", "its size then, of the size now", 1, 0.25, 2}})},
      {Id::fill,
       "fill",
       true,
       "a part of the picture, made of macroblocks, is what a decoder makes of nothing",
       "fill@8+5:area=0.05,colour=green",
       {{"area", "its share of the picture", 0.05, 0.002, 1},
        {"colour", "which", 0, 0, 1, {"green", "grey"}}}},
  };
}

std::vector<Kind> picture_baits() {
  using Id = Kind::Id;
  return {
      {Id::region,
       "region",
       false,
       "a still in which one region, such as a mouth, goes on",
       "region@8+5:area=0.02",
       {{"area", "share of the picture that is alive", 0.02, 0.002, 0.5}}},
      {Id::slate,
       "slate",
       false,
       "a card with lines of text, and a ticking clock on it",
       "slate@8+5:clock=1",
       {{"clock", "1 with a clock, 0 without", 1, 0, 1, {}, true}}},
      {Id::pan,
       "pan",
       false,
       "a slow pan over a still",
       "pan@8+5:speed=0.25",
       {{"speed", "in pixels a frame", 0.25, 0.01, 50}}},
      {Id::zoom,
       "zoom",
       false,
       "a slow zoom into a still",
       "zoom@8+5:speed=0.0005",
       {{"speed", "share of the size a frame", 0.0005, 0.00001, 0.1}}},
      {Id::fade, "fade", false, "a still that fades to black and back", "fade@8+5"},
      {Id::still, "still", false, "a cut to a still that is meant to be one", "still@8+5"},
      {Id::dim,
       "dim",
       false,
       "the programme goes on, as dark as a scene at night",
       "dim@8+5:brightness=0.13",
       {{"brightness", "share of its own", 0.13, 0.02, 1}}},
      {Id::mosaic,
       "mosaic",
       false,
       "a part of the picture is made of large squares, as faces are that nobody may know",
       "mosaic@8+5:area=0.05,size=16",
       {{"area", "its share of the picture", 0.05, 0.002, 1},
        {"size", "of a square, in pixels", 16, 4, 128, {}, true}}},
      {Id::grid,
       "grid",
       false,
       "straight lines over the picture",
       "grid@8+5:size=16",
       {{"size", "from one line to the next, in pixels", 16, 4, 256, {}, true}}},
      {Id::flash,
       "flash",
       false,
       "the picture flashes, as cameras do",
       "flash@8+5:frames=2,every=1",
       {{"frames", "length of a flash", 2, 1, 25, {}, true},
        {"every", "from one flash to the next, in s", 1, 0.1, 60}}},
      {Id::cuts,
       "cuts",
       false,
       "the picture cuts from one moment to another",
       "cuts@8+5:every=0.5",
       {{"every", "from one cut to the next, in s", 0.5, 0.08, 60}}},
  };
}

}  // namespace vqa::impair
