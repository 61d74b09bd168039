# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's freezedetect on the same files: as a peer, and to see where material stands still."""
import filters
from incidents import SECOND, Alarm

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
        return ",".join(f"freezedetect=n={level}dB:d={self.seconds},"
                        f"metadata=print:file={index}.txt,metadata=delete"
                        for index, level in enumerate(self.levels))

    def alarms(self, path):
        """{name: alarms}"""
        parts = filters.printed(path, self.chain(), len(self.levels))
        return {name: parse(part) for name, part in zip(self.names(), parts)}


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
