# SPDX-License-Identifier: LGPL-2.1-or-later
"""What clips are made from: files of a folder, or the built-in scene with several seeds."""
import os
from dataclasses import dataclass
from fractions import Fraction

from probe import Unusable, probe

SHORTEST, LONGEST = 14.0, 20.0  # seconds of a made clip: room for the longest defect; not too slow
MOST_PIXELS = 960 * 540  # larger pictures are scaled down: they take hours to encode
SUFFIXES = (".mp4", ".ts", ".mkv", ".mov", ".avi", ".webm", ".264", ".265", ".flv", ".mpg", ".mxf",
            ".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".mp2", ".ac3")
TAKEN_APART = ("defect-", "desync-")  # clips with defects of their own: nothing is known of them


@dataclass(frozen=True)
class Source:
    name: str
    arguments: tuple  # of vqa-impair
    fps: Fraction
    pixels: int
    distinct: float  # seconds of different material
    seconds: float  # length of the clips made of it
    picture: bool = True
    sound: tuple = ()  # arguments of vqa-impair for its sound alone; none if it has none


def scenes(count, width=480, height=272):
    """The built-in scene; a small picture, so that it is quick."""
    return [Source(f"scene-{seed}", ("--seed", str(seed), "--width", str(width),
                                     "--height", str(height)),
                   Fraction(25), width * height, SHORTEST, SHORTEST)
            for seed in range(1, count + 1)]


def clips_of(folder):
    """(sources, [why one is left out])."""
    found, left_out = [], []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(SUFFIXES):
            continue
        if name.startswith(TAKEN_APART):
            left_out.append(f"{name}: has defects of its own")
            continue
        try:
            found.append(clip(os.path.join(folder, name)))
        except Unusable as problem:
            left_out.append(str(problem))
    return found, left_out


def clip(path):
    seen = probe(path)
    seconds = min(max(seen.seconds, SHORTEST), LONGEST)
    seconds = round(float(int(seconds * seen.fps) / seen.fps), 3)
    width, height = size(seen.width, seen.height) if seen.picture else (0, 0)
    return Source(os.path.basename(path),
                  ("--from", path, "--width", str(width), "--height", str(height)), seen.fps,
                  width * height, min(seen.seconds, seconds), seconds, seen.picture,
                  ("--from", path, "--no-picture") if seen.sound else ())


def size(width, height):
    """Small enough, and can be interlaced; said of each clip, for a size may change within it."""
    scale = min(1, (MOST_PIXELS / (width * height)) ** 0.5)
    return int(width * scale) // 2 * 2, int(height * scale) // 4 * 4
