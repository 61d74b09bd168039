# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's freezedetect on the same files: as a peer, and to see where material stands still."""
import hashlib
import os
import subprocess
import tempfile

from incidents import SECOND, Alarm
from probe import Unusable

TIMEOUT = 300
SUBJECT = "freeze/freeze"


class FreezeDetect:
    """Several noise levels at once: the clip is decoded only once."""

    def __init__(self, levels, seconds):
        self.levels = levels
        self.seconds = seconds

    def names(self):
        return [f"freezedetect {level} dB" for level in self.levels]

    def chain(self):
        """What one filter says of a frame is printed and taken off before the next one."""
        filters = ["setpts=PTS-STARTPTS"]
        for index, level in enumerate(self.levels):
            filters += [f"freezedetect=n={level}dB:d={self.seconds}",
                        f"metadata=print:file={index}.txt", "metadata=delete"]
        return ",".join(filters)

    def alarms(self, path):
        """{name: alarms}. Kept beside the clip, for FFmpeg does not change."""
        key = hashlib.sha256(self.chain().encode()).hexdigest()[:8]
        kept = f"{os.path.abspath(path).removesuffix('.ts')}.{key}.freezes"
        if not os.path.exists(kept) or os.path.getmtime(kept) < os.path.getmtime(path):
            text = self.run(os.path.abspath(path))
            with open(f"{kept}.{os.getpid()}", "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(f"{kept}.{os.getpid()}", kept)
        with open(kept, encoding="utf-8") as file:
            parts = file.read().split("\f")
        return {name: parse(part) for name, part in zip(self.names(), parts)}

    def run(self, path):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            done = subprocess.run(
                ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", "0:v:0",
                 "-vf", self.chain(), "-f", "null", "-"],
                cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            if done.returncode:
                raise Unusable(f"{path}: ffmpeg: {done.stderr.strip()[-300:]}")
            return "\f".join(read(os.path.join(folder, f"{index}.txt"))
                             for index in range(len(self.levels)))


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def parse(text):
    """What the metadata filter printed. It tells of a freeze with the frame that makes it long
    enough, which is when a user of the filter would hear of it."""
    alarms, now = [], 0
    for line in text.splitlines():
        if "pts_time:" in line:
            now = to_ns(line.rsplit("pts_time:", 1)[1])
        key, _, value = line.partition("=")
        if key == "lavfi.freezedetect.freeze_start":
            alarms.append(Alarm(SUBJECT, to_ns(value), {"warning": now}))
        elif key == "lavfi.freezedetect.freeze_end" and alarms:
            alarms[-1].ended = now
            alarms[-1].stop = to_ns(value)
    return alarms


def to_ns(text):
    return round(float(text) * SECOND)
