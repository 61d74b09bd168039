# SPDX-License-Identifier: LGPL-2.1-or-later
"""What of the material itself moves, so that somebody could see a freeze begin or end there.

A freeze is undecidable when FFmpeg says of the clip without it that
* the material stands still, by freezedetect at -50 dB, which is loose, for a second before the
  onset, or around it: then nothing is missing yet when it begins; or
* the scene has only just begun, by scdet at its default: what moved then is a picture or two.
A stutter is undecidable when the material stands still during its holds, but for two of them at
most. Stretches that touch are one: a key frame parts them, not motion.
The end does not show when the material stands still for a second after it."""
from dataclasses import dataclass, field

from filters import lines_of, printed, to_ns
from freezedetect import FreezeDetect
from incidents import SECOND

LEVEL, SHORTEST = -50, 0.5
LONG = SECOND
SHORT = SECOND // 5
JUST_BEGUN = 3 * SECOND // 20
TOUCHING = SECOND // 10
FEWEST_HOLDS = 3
CUT = "lavfi.scd.time"


@dataclass
class Material:
    still: list = field(default_factory=list)  # (start, stop); None: to the end
    cuts: list = field(default_factory=list)

    def stands_still(self, start, end):
        """Within one stretch of stillness from start to end."""
        return any(begin <= start and (stop is None or stop >= end) for begin, stop in self.still)

    def freeze_shows(self, onset):
        return not (self.stands_still(onset - LONG, onset)
                    or self.stands_still(onset - SHORT, onset + SHORT)
                    or any(0 <= onset - cut <= JUST_BEGUN for cut in self.cuts))

    def holds_show(self, onset, end, hold, every):
        """So many that one can speak of a stutter."""
        moving = [start for start in range(onset, end - hold + 1, every)
                  if not self.stands_still(start, start + hold)]
        return len(moving) >= FEWEST_HOLDS

    def end_shows(self, end):
        return not self.stands_still(end, end + LONG)


def material_of(path):
    (alarms,) = FreezeDetect([LEVEL], SHORTEST).alarms(path).values()
    (scenes,) = printed(path, "scdet,metadata=print:file=0.txt", 1)
    return Material(joined([(alarm.start, alarm.stop) for alarm in alarms]),
                    [to_ns(value) for _, key, value in lines_of(scenes) if key == CUT])


def joined(parts):
    whole = []
    for start, stop in parts:
        if whole and start - whole[-1][1] <= TOUCHING:
            start = whole.pop()[0]
        whole.append((start, stop))
    return whole
