# SPDX-License-Identifier: LGPL-2.1-or-later
"""The header that holds the weights."""
import numpy as np

import networks

WIDTH = 100
TOP = """\
// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "blockiness/signs.h"

namespace vqa {

/// Weights of the network that tells damaged cells: the square roots of the signs of a cell and of
/// the picture (blockiness/signs.h) go to a few hidden units, max(0, x), and those to one number,
/// which is above zero where the cell is rather damaged than not. tools/train/run made them.
struct CellWeights {
  static constexpr std::size_t kHidden = %d;
  static constexpr std::size_t kSigns = std::size_t{Signs::kCellSigns} + Signs::kFrameSigns;

  float from_signs[kSigns * kHidden];
  float hidden_bias[kHidden];
  float to_out[kHidden];
  float out_bias;
};

// clang-format off
inline constexpr CellWeights kCellWeights = {
"""
END = """
};
// clang-format on

}  // namespace vqa
"""


def lines_of(numbers):
    lines, line = [], "   "
    for number in numbers:
        shown = f" {number:.5g}"
        shown += ("" if "." in shown or "e" in shown else ".0") + "F,"
        if len(line) + len(shown) > WIDTH:
            lines.append(line)
            line = "   "
        line += shown
    return "\n".join([*lines, line])


def write(path, network):
    *lists, bias = network.arrays()
    text = TOP % networks.HIDDEN
    for numbers in lists:
        text += "    {\n" + lines_of(np.ravel(numbers)) + "\n    },\n"
    path.write_text(text + lines_of(bias) + END)
