# SPDX-License-Identifier: LGPL-2.1-or-later
"""Black pictures, and dark ones."""
from blackdetect import BlackDetect
from plan import LENGTHS, POOR, RICH, Case, Plan, encoding_of, impaired, placed, untouched

DARK = (0.13, 0.06)  # of its own brightness: means of about 30 and 23


class Blank(Plan):
    """Shared with the other kinds of vqablack."""
    alarm_after = 2.0
    defects = ()  # (group, defect)
    baits = ()

    def cases(self, source, index, draw):
        for rows, positive in ((self.defects, True), (self.baits, False)):
            for step, (group, defect) in enumerate(rows):
                seconds = LENGTHS[(index + step) % len(LENGTHS)]
                clip = impaired(source, encoding_of(source, index + step),
                                placed(defect, source, draw, seconds),
                                *(("--noise", "1.5") if group.endswith("noise") else ()))
                yield Case(source, group, clip, positive)
        yield Case(source, "untouched", untouched(source, POOR if index % 2 else RICH), False)


class Black(Blank):
    name = "black"
    subject = "black/black"
    defects = (("black", "black"), ("black and a logo", "black:logo=1"),
               ("black and noise", "black"))
    baits = (*((f"dim {share}", f"dim:brightness={share}") for share in DARK),
             ("fade to black and back", "fade"))
    default_peer = "blackdetect 0.10"

    def peers(self):
        return [BlackDetect([0.10, 0.05], self.alarm_after)]


PLAN = Black()
