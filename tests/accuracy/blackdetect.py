# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's blackdetect on the same files. It tells of black when that is over, if it was long."""
from filters import FilterPeer, lines_of, to_ns
from incidents import SECOND, Alarm

SUBJECT = "black/black"


class BlackDetect(FilterPeer):
    title = "blackdetect {:.2f}"
    options = "blackdetect=pix_th={}:d={}"

    def parse(self, text):
        """Its metadata has all of the black there is, however short."""
        found, start, now = [], None, 0
        for now, key, value in lines_of(text):
            if key == "lavfi.black_start":
                start = to_ns(value)
            elif key == "lavfi.black_end" and start is not None:
                found.append((start, to_ns(value)))
                start = None
        if start is not None:
            found.append((start, now))
        return [Alarm(SUBJECT, begin, {"warning": end}, end, end) for begin, end in found
                if end - begin >= self.seconds * SECOND]
