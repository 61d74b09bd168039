# SPDX-License-Identifier: LGPL-2.1-or-later
"""What there is to learn from a lesson: signs of cells, and whether they are damaged."""
import subprocess

import numpy as np

import clips
import truth

BLIND = 2  # pictures of which nothing is said
SAME = 3  # luma steps: cells that differ by less than this are clean
CELL_SIGNS, FRAME_SIGNS = 27, 5
AROUND = 5  # the sign that tells what is hard, of those of a cell
HARD = 2.2
CELLS = {"damaged": 4000, "hard": 2500, "easy": 1500}  # of each lesson, at most


class Lesson:
    def __init__(self, folder):
        self.folder = folder
        told = folder / "truth.npz"
        self.truth = dict(np.load(told)) if told.exists() else None

    def signs(self, program):
        """The square roots of the signs, of cells and of pictures."""
        clip = next(self.folder.glob("clip.*"))
        size, _ = clips.size_of(clip)
        pictures, _ = clips.decode(clip, size)
        raw = subprocess.run([program, str(size.width), str(size.height)],
                             input=pictures.tobytes(), capture_output=True, check=True).stdout
        values = np.sqrt(np.frombuffer(raw, np.float32).reshape(len(pictures), -1))
        rows, columns = size.height // truth.CELL, size.width // truth.CELL
        cells = CELL_SIGNS * rows * columns
        return values[:, :cells].reshape(-1, CELL_SIGNS, rows, columns), values[:, cells:]

    def cells(self, program, random):
        """Some cells: their signs and those of their picture, and whether they are damaged."""
        cells, frames = self.signs(program)
        rows, columns = cells.shape[2:]
        frames = np.broadcast_to(frames[:, None, None], (*cells.shape[:1], rows, columns,
                                                         FRAME_SIGNS))
        signs = np.concatenate([np.moveaxis(cells, 1, -1), frames], -1)[BLIND:]
        damaged, clean = self.verdicts(len(cells), rows, columns)
        hard = signs[..., AROUND] > HARD
        chosen = [(signs[damaged], CELLS["damaged"]), (signs[clean & hard], CELLS["hard"]),
                  (signs[clean & ~hard], CELLS["easy"])]
        taken = [some[random.permutation(len(some))[:most]] for some, most in chosen]
        labels = np.repeat([1, 0, 0], [len(some) for some in taken])
        return np.concatenate(taken), labels

    def verdicts(self, count, rows, columns):
        if self.truth is None:
            clean = np.ones((count - BLIND, rows, columns), bool)
            return ~clean, clean
        seen, apart = self.truth["seen"], self.truth["apart"]
        return seen[BLIND:count], (apart < SAME)[BLIND:count]
