# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's blackdetect on the same files. It tells of black when that is over, if it was long."""
import filters
from freezedetect import to_ns
from incidents import SECOND, Alarm

SUBJECT = "black/black"


class BlackDetect:
    def __init__(self, levels, seconds):
        self.levels = levels
        self.seconds = seconds

    def names(self):
        return [f"blackdetect {level:.2f}" for level in self.levels]

    def alarms(self, path):
        """{name: alarms}"""
        chain = ",".join(f"blackdetect=d={self.seconds}:pix_th={level},"
                         f"metadata=print:file={index}.txt,metadata=delete"
                         for index, level in enumerate(self.levels))
        parts = filters.printed(path, chain, len(self.levels))
        return {name: self.parse(part) for name, part in zip(self.names(), parts)}

    def parse(self, text):
        """Its metadata has all of the black there is, however short."""
        found, start, now = [], None, 0
        for line in text.splitlines():
            if "pts_time:" in line:
                now = to_ns(line.rsplit("pts_time:", 1)[1])
            key, _, value = line.partition("=")
            if key == "lavfi.black_start":
                start = to_ns(value)
            elif key == "lavfi.black_end" and start is not None:
                found.append((start, to_ns(value)))
                start = None
        if start is not None:
            found.append((start, now))
        return [Alarm(SUBJECT, begin, {"warning": end}, end, end) for begin, end in found
                if end - begin >= self.seconds * SECOND]
