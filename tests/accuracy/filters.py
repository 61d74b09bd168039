# SPDX-License-Identifier: LGPL-2.1-or-later
"""What FFmpeg's filters say of a clip."""
import hashlib
import os
import subprocess
import tempfile

from incidents import SECOND
from probe import Unusable

TIMEOUT = 300
PARTED = "\f"


class FilterPeer:
    """A detecting filter at several levels at once: the clip is decoded only once."""
    medium = "v"  # as FFmpeg calls it: v for the picture, a for the sound
    title = ""  # a name for a level, for str.format
    options = ""  # the filter at a level that wants so many seconds, for str.format

    def __init__(self, levels, seconds):
        self.levels = levels
        self.seconds = seconds

    def names(self):
        return [self.title.format(level) for level in self.levels]

    def alarms(self, path):
        """{name: alarms}. What one filter says of a frame is printed and taken off before the next
        one."""
        metadata = {"v": "metadata", "a": "ametadata"}[self.medium]
        chain = ",".join(f"{self.options.format(level, self.seconds)},"
                         f"{metadata}=print:file={index}.txt,{metadata}=delete"
                         for index, level in enumerate(self.levels))
        parts = printed(path, chain, len(self.levels), self.medium)
        return {name: self.parse(part) for name, part in zip(self.names(), parts)}

    def parse(self, text):
        """The alarms in what the metadata filter printed."""
        raise NotImplementedError


def lines_of(text):
    """What is said of each frame, as (time of the frame, key, value); the frame itself comes first,
    without a key."""
    now = 0
    for line in text.splitlines():
        if "pts_time:" in line:
            now = to_ns(line.rsplit("pts_time:", 1)[1])
            yield now, "", ""
        else:
            yield now, *line.partition("=")[::2]


def to_ns(text):
    return round(float(text) * SECOND)


def printed(path, chain, count, medium="v"):
    """What the chain prints into the files 0.txt, 1.txt, ... so many of them. Kept beside the clip,
    for FFmpeg does not change."""
    chain = {"v": "setpts", "a": "asetpts"}[medium] + f"=PTS-STARTPTS,{chain}"
    key = hashlib.sha256(chain.encode()).hexdigest()[:8]
    kept = f"{os.path.splitext(os.path.abspath(path))[0]}.{key}.filters"
    if not os.path.exists(kept) or os.path.getmtime(kept) < os.path.getmtime(path):
        text = PARTED.join(run(os.path.abspath(path), chain, count, medium))
        with open(f"{kept}.{os.getpid()}", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(f"{kept}.{os.getpid()}", kept)
    with open(kept, encoding="utf-8") as file:
        return file.read().split(PARTED)


def run(path, chain, count, medium):
    with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
        done = subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", f"0:{medium}:0",
             f"-filter:{medium}", chain, "-f", "null", "-"],
            cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        if done.returncode:
            raise Unusable(f"{path}: ffmpeg: {done.stderr.strip()[-300:]}")
        return [read(os.path.join(folder, f"{index}.txt")) for index in range(count)]


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()
