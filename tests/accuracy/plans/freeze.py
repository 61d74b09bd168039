# SPDX-License-Identifier: LGPL-2.1-or-later
"""Freezes, and what only looks like one."""
from freezedetect import FreezeDetect
from plan import (ENCODINGS, LENGTHS, POOR, RICH, Case, Plan, encoding_of, impaired, placed,
                  untouched)

SMALL = (0.005, 0.02, 0.05)  # shares of the picture that stay live
DRAWN = ("clock", "logo", "ticker")
SLOWEST_WOVEN = 20  # frames/s: two pictures become one frame, and below this nothing is a stream


def live(index):
    """What stands still but lives, as (group, defect); each source gets three in turn."""
    kinds = [(f"region {area}", f"region:area={area}") for area in SMALL]
    kinds += [("slate with clock", "slate:clock=1"), ("slow pan", "pan"), ("slow zoom", "zoom"),
              ("slow fade", "fade")]
    return [kinds[(3 * index + step) % len(kinds)] for step in range(3)]


class Freeze(Plan):
    name = "freeze"
    subject = "freeze/freeze"
    also = (("freeze/still", "info"),)
    alarm_after = 2.0
    needs_motion = True
    default_peer = "freezedetect -60 dB"

    def cases(self, source, index, draw):
        return [*self.positives(source, index, draw), *self.live(source, index, draw),
                *self.plain(source, index), self.still(source, index, draw)]

    def positives(self, source, index, draw):
        # What takes turns has turns of different length, or the same would always come together.
        areas = [SMALL[(index // len(DRAWN) + step) % len(SMALL)] for step in range(2)]
        drawn = [DRAWN[(index + step) % len(DRAWN)] for step in range(2)]
        rows = [("plain", "freeze", ()), ("plain", "freeze", ())]
        rows += [(f"overlay {what}", f"overlay:what={what},area={area}", ())
                 for what, area in zip(drawn, areas)]
        rows += [("noise", "freeze", ("--noise", "1.5"))]
        rows += [("interlaced", "freeze", ("--interlaced",))
                 if source.fps >= SLOWEST_WOVEN else ("plain", "freeze", ())]
        for step, (group, defect, more) in enumerate(rows):
            seconds = LENGTHS[(index // len(ENCODINGS) + step) % len(LENGTHS)]
            coding = encoding_of(source, index + step)
            if group == "interlaced" and coding.codec != "h264":
                # H.265 knows no fields, and MPEG-2 no half of the rates that most sources have.
                coding = RICH if index % 2 else POOR
            yield Case(source, group,
                       impaired(source, coding, placed(defect, source, draw, seconds), *more),
                       True)

    def live(self, source, index, draw):
        for step, (group, defect) in enumerate(live(index)):
            yield Case(source, group,
                       impaired(source, encoding_of(source, index + 2 * step + 1),
                                placed(defect, source, draw, 6.0)), False)

    def plain(self, source, index):
        yield Case(source, "untouched", untouched(source), False)
        yield Case(source, "untouched, poor",
                   untouched(source, POOR if index % 2 else ENCODINGS[-1]), False)
        other = encoding_of(source, 2 + index % 2)
        yield Case(source, "untouched, other codec", untouched(source, other), False)

    def still(self, source, index, draw):
        defect, group = (("still", "still") if index % 2 else
                         ("slate:clock=0", "slate without clock"))
        return Case(source, group, impaired(source, RICH, placed(defect, source, draw, 6.0)), False)

    def peers(self):
        return [FreezeDetect([-60, -50, -40, -35], self.alarm_after)]


PLAN = Freeze()
