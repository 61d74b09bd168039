# SPDX-License-Identifier: LGPL-2.1-or-later
"""What FFmpeg's ffprobe knows of a clip."""
import json
import subprocess
from dataclasses import dataclass
from fractions import Fraction

TIMEOUT = 120


class Unusable(Exception):
    """A clip cannot be measured; says why."""


@dataclass(frozen=True)
class Probe:
    fps: Fraction
    seconds: float
    width: int
    height: int
    lead: float  # seconds from the beginning of the clip to that of its picture


def probe(path):
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "json", "-show_entries",
         "stream=width,height,r_frame_rate,avg_frame_rate,start_time,duration"
         ":format=start_time,duration", path],
        capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode:
        raise Unusable(f"{path}: {done.stderr.strip()[-200:] or 'ffprobe cannot read it'}")
    found = json.loads(done.stdout)
    if not found.get("streams"):
        raise Unusable(f"{path} has no picture")
    stream, whole = found["streams"][0], found["format"]
    seconds = stream.get("duration") or whole.get("duration") or 0
    start, begin = stream.get("start_time", 0), whole.get("start_time", 0)
    return Probe(rate(stream), float(seconds), stream["width"], stream["height"],
                 float(start) - float(begin))


def rate(stream):
    """As vqa-impair takes it: a picture that comes whenever it likes has none."""
    for key in ("avg_frame_rate", "r_frame_rate"):
        above, below = stream[key].split("/")
        if int(above) and int(below) and 1 <= Fraction(int(above), int(below)) <= 120:
            return Fraction(int(above), int(below))
    return Fraction(25)
