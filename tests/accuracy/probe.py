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
    lead: float  # seconds from the beginning of the clip to that of its picture, or else its sound
    picture: bool = True
    sound: bool = False


def probe(path):
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_entries",
         "stream=codec_type,width,height,r_frame_rate,avg_frame_rate,start_time,duration"
         ":stream_disposition=attached_pic:format=start_time,duration", path],
        capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode:
        raise Unusable(f"{path}: {done.stderr.strip()[-200:] or 'ffprobe cannot read it'}")
    found = json.loads(done.stdout)
    pictures, sounds = streams_of(found, "video"), streams_of(found, "audio")
    if not pictures and not sounds:
        raise Unusable(f"{path} has neither picture nor sound")
    stream, whole = (pictures or sounds)[0], found["format"]
    seconds = stream.get("duration") or whole.get("duration") or 0
    start, begin = stream.get("start_time", 0), whole.get("start_time", 0)
    return Probe(rate(stream), float(seconds), stream.get("width", 0), stream.get("height", 0),
                 float(start) - float(begin), bool(pictures), bool(sounds))


def streams_of(found, medium):
    """But for the cover of a record."""
    return [stream for stream in found.get("streams", []) if stream.get("codec_type") == medium
            and not stream.get("disposition", {}).get("attached_pic")]


def rate(stream):
    """As vqa-impair takes it: a picture that comes whenever it likes has none."""
    for key in ("avg_frame_rate", "r_frame_rate"):
        above, below = stream[key].split("/")
        if int(above) and int(below) and 1 <= Fraction(int(above), int(below)) <= 120:
            return Fraction(int(above), int(below))
    return Fraction(25)
