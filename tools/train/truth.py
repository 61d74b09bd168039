# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which cells of a picture are damaged, and which of those show it, by its clean twin.

The same that vqa-impair says (tools/impair/blocks_apart.cpp): a cell is damaged that differs by
DAMAGED on average, and shows it if it has edges that the clean one has nowhere near, or lacks
such, or is of a shade that its surroundings are not of.
"""
import cv2
import numpy as np

CELL = 16
DAMAGED, EDGES, OFF = 12, 1.5, 6
REACH = 3  # pictures: what is only late or early is not damaged
NOTHING = 0.001
NEAR = np.ones((13, 13), np.uint8)
AROUND = np.ones((3, 3), np.uint8)


def means(plane, side):
    """Of squares, without what is left of them at the edges."""
    high, wide = (length // CELL * CELL // side for length in plane.shape[:2])
    return cv2.resize(plane[:high * side, :wide * side], (wide, high),
                      interpolation=cv2.INTER_AREA)


def edges(luma):
    signed = luma.astype(np.int16)
    found = np.zeros_like(signed)
    found[:, 1:] = np.abs(np.diff(signed, axis=1))
    found[1:] = np.maximum(found[1:], np.abs(np.diff(signed, axis=0)))
    return found.astype(np.uint8)


def excess(one, other):
    return means(cv2.subtract(one, cv2.dilate(other, NEAR)).astype(np.float32), CELL) > EDGES


def shown(luma, clean):
    mine, others = edges(luma), edges(clean)
    shade, usual = (means(plane, CELL // 2).astype(np.int16) for plane in (luma, clean))
    off = np.maximum(shade - cv2.dilate(usual, AROUND), cv2.erode(usual, AROUND) - shade)
    off = means(off.clip(0).astype(np.float32).repeat(8, 0).repeat(8, 1), CELL) > OFF
    return excess(mine, others) | excess(others, mine) | off


def compare(luma, clean_pictures, numbers, number, height):
    """The differences to the clean picture that is most alike, and which cells show damage."""
    nearest = None
    for index in np.argsort(np.abs(numbers - number), kind="stable"):
        if abs(numbers[index] - number) > REACH:
            break
        clean = clean_pictures[index][:height]
        apart = means(cv2.absdiff(luma, clean), CELL)
        share = (apart > DAMAGED).mean()
        if nearest is None or share < nearest[0]:
            nearest = (share, apart, clean)
        if share < NOTHING:
            break
    if nearest is None:
        return None
    share, apart, clean = nearest
    seen = (apart > DAMAGED) & shown(luma, clean) if share >= NOTHING else apart > 255
    return apart, seen


def write(folder, damaged, clean, size):
    """truth.npz: `apart`, mean differences, and `seen`, per picture that is shown and cell."""
    apart, seen = [], []
    for picture, number in zip(*damaged):
        found = compare(np.ascontiguousarray(picture[:size.height]), clean[0], clean[1], number,
                        size.height)
        if found is None:  # no clean picture is near: nothing is known
            found = (np.full_like(apart[-1], DAMAGED), np.zeros_like(seen[-1]))
        apart.append(found[0])
        seen.append(found[1])
    np.savez_compressed(folder / "truth.npz", apart=np.array(apart), seen=np.array(seen))
