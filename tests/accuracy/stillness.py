# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the material itself does not move, so that nobody could see a freeze begin or end there.

Rule: freezedetect at -50 dB, which is loose, looks at the clip without its defect. A defect is
undecidable when the material then stands still at the onset and has for a second before it; a
stutter also when it stands still during its holds, but for two of them at most.
Stretches that touch are one: a key frame parts them, not motion.
The end does not show when the material stands still for a second after it."""
from freezedetect import FreezeDetect
from incidents import SECOND

LEVEL, SHORTEST = -50, 0.5
AROUND = SECOND
TOUCHING = SECOND // 10
FEWEST_HOLDS = 3


def stretches(path):
    (alarms,) = FreezeDetect([LEVEL], SHORTEST).alarms(path).values()
    return joined([(alarm.start, alarm.stop) for alarm in alarms])


def joined(parts):
    whole = []
    for start, stop in parts:
        if whole and start - whole[-1][1] <= TOUCHING:
            start = whole.pop()[0]
        whole.append((start, stop))
    return whole


def stands_still(still, start, end):
    """Within one stretch of stillness from start to end; an open one lasts to the end."""
    return any(begin <= start and (stop is None or stop >= end) for begin, stop in still)


def decidable(still, onset):
    return not stands_still(still, onset - AROUND, onset)


def holds_show(still, onset, end, hold, every):
    """So many that one can speak of a stutter."""
    moving = [start for start in range(onset, end - hold + 1, every)
              if not stands_still(still, start, start + hold)]
    return len(moving) >= FEWEST_HOLDS


def end_shows(still, end):
    return not stands_still(still, end, end + AROUND)
