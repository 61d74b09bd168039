# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's freezedetect on the same files: as a peer, and to see where material stands still."""
from filters import FilterPeer, lines_of, to_ns
from incidents import Alarm

SUBJECT = "freeze/freeze"


class FreezeDetect(FilterPeer):
    title = "freezedetect {} dB"
    options = "freezedetect=n={}dB:d={}"

    def parse(self, text):
        """It tells of a freeze with the frame that makes it long enough, which is when a user of
        the filter would hear of it."""
        alarms = []
        for now, key, value in lines_of(text):
            if key == "lavfi.freezedetect.freeze_start":
                alarms.append(Alarm(SUBJECT, to_ns(value), {"warning": now}))
            elif key == "lavfi.freezedetect.freeze_end" and alarms:
                alarms[-1].ended = now
                alarms[-1].stop = to_ns(value)
        return alarms
