# SPDX-License-Identifier: LGPL-2.1-or-later
"""What designers put into pictures and is no damage, though it has hard edges and comes suddenly."""
import cv2
import numpy as np


def area(draw, size, least=0.1, most=0.5):
    wide, high = (int(side * draw.uniform(least, most)) for side in (size.width, size.height))
    left, top = draw.randrange(size.width - wide), draw.randrange(size.height - high)
    return top, left, max(high, 16), max(wide, 16)


def lumas(pictures, size):
    return pictures[:, :size.height]


def times(draw, count):
    """From when until when."""
    first = draw.randrange(count // 2)
    return range(first, min(count, first + draw.randrange(8, count)))


def mosaic(pictures, size, draw):
    """A face or a plate that is hidden, and moves."""
    top, left, high, wide = area(draw, size)
    side, step = draw.choice((6, 8, 10, 12, 16, 20, 24)), draw.uniform(-3, 3)
    for number in times(draw, len(pictures)):
        luma = lumas(pictures, size)[number]
        x = int(np.clip(left + step * number, 0, size.width - wide))
        part = luma[top:top + high, x:x + wide]
        few = cv2.resize(part, (max(1, wide // side), max(1, high // side)),
                         interpolation=cv2.INTER_AREA)
        luma[top:top + high, x:x + wide] = cv2.resize(few, (part.shape[1], part.shape[0]),
                                                      interpolation=cv2.INTER_NEAREST)


def lattice(pictures, size, draw):
    """Lines at equal distances, as in charts and on test cards."""
    top, left, high, wide = area(draw, size, 0.3, 0.9)
    side, shade = draw.choice((8, 10, 16, 20, 32)), draw.randrange(256)
    for number in times(draw, len(pictures)):
        luma = lumas(pictures, size)[number]
        luma[top:top + high:side, left:left + wide] = shade
        luma[top:top + high, left:left + wide:side] = shade


def box(pictures, size, draw):
    """A graphic that comes at once, with text."""
    top, left, high, wide = area(draw, size, 0.1, 0.6)
    shade, ink = draw.randrange(16, 235), draw.randrange(16, 235)
    text = "".join(draw.choice("ABCDEFGHKLMNOPRSTUVWXYZ 0123456789:-") for _ in range(24))
    for number in times(draw, len(pictures)):
        luma = np.ascontiguousarray(lumas(pictures, size)[number])
        luma[top:top + high, left:left + wide] = shade
        for line in range(top + 16, top + high - 4, 22):
            cv2.putText(luma, text, (left + 4, line), cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, 1)
        luma[:, left + wide:] = lumas(pictures, size)[number][:, left + wide:]
        lumas(pictures, size)[number] = luma


def ticker(pictures, size, draw):
    high, step = draw.randrange(18, 40), draw.randrange(1, 6)
    text = "".join(draw.choice("abcdefghiklmnoprstuvwxyz ABCDE 0123456789 +++ ") for _ in range(200))
    strip = np.full((high, 200 * 12), draw.randrange(16, 100), np.uint8)
    cv2.putText(strip, text, (0, high - 6), cv2.FONT_HERSHEY_SIMPLEX, high / 40, 235, 1)
    top = size.height - high - draw.randrange(1, 20)
    for number, luma in enumerate(lumas(pictures, size)):
        at = number * step
        luma[top:top + high] = np.resize(strip[:, at:at + size.width], (high, size.width))


def flashes(pictures, size, draw):
    for number in draw.sample(range(len(pictures)), 5):
        luma = lumas(pictures, size)[number]
        luma[:] = np.minimum(luma.astype(int) * 2 + 40, 235)


def cuts(pictures, size, draw):
    """Every few pictures from somewhere else, upside down or dark."""
    every = draw.randrange(5, 25)
    for first in range(every, len(pictures), 2 * every):
        part = lumas(pictures, size)[first:first + every]
        part[:] = part[:, ::-1] if draw.random() < 0.5 else 16 + part // 3


def inset(pictures, size, draw):
    """A picture in the picture."""
    top, left, high, wide = area(draw, size, 0.2, 0.5)
    for number in times(draw, len(pictures)):
        luma = lumas(pictures, size)[number]
        luma[top:top + high, left:left + wide] = cv2.resize(luma, (wide, high))


def wipe(pictures, size, draw):
    """From one scene to another along an edge that moves."""
    first, long = draw.randrange(10, 30), draw.randrange(8, 30)
    for number in range(first, len(pictures)):
        at = min(size.width, size.width * (number - first) // long)
        luma = lumas(pictures, size)[number]
        luma[:, :at] = luma[::-1, :at].copy()


def pieces(pictures, size, draw):
    """A transition of tiles that turn up one by one."""
    side, first = draw.choice((16, 24, 32, 40, 64)), draw.randrange(10, 30)
    rows, columns = size.height // side, size.width // side
    order = [(row, column) for row in range(rows) for column in range(columns)]
    draw.shuffle(order)
    each = max(1, len(order) // draw.randrange(8, 25))
    for number in range(first, len(pictures)):
        luma = lumas(pictures, size)[number]
        other = luma[:, ::-1].copy()
        for row, column in order[:(number - first) * each]:
            part = np.s_[row * side:(row + 1) * side, column * side:(column + 1) * side]
            luma[part] = other[part]


KINDS = (mosaic, mosaic, lattice, box, ticker, flashes, cuts, inset, wipe, pieces)


def draw(pictures, size, draw):
    draw.choice(KINDS)(pictures, size, draw)
    return pictures
