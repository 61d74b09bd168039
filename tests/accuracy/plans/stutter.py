# SPDX-License-Identifier: LGPL-2.1-or-later
"""Repeated short holds, and cadences that are meant to repeat frames."""
from plan import RICH, Case, Plan, encoding_of, impaired, placed, untouched
from workshop import Recoded

SECONDS = 6.0
HOLDS = (0.25, 0.4, 0.6)  # seconds, once a second

# What broadcast chains do to frame rates: (group, FFmpeg filter). Retiming by number makes the
# source exactly as slow as film is, and every repeat a clean one.
CADENCES = (("24 to 30, each fourth twice", "setpts=N/(24*TB),fps=30"),
            ("24 to 60, 2:3", "setpts=N/(24*TB),fps=60"),
            ("25 to 50, each twice", "setpts=N/(25*TB),fps=50"),
            ("12.5 to 25, each twice", "setpts=N/(12.5*TB),fps=25"))
ENCODE = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", "50")


class Stutter(Plan):
    name = "stutter"
    subject = "freeze/stutter"
    limit = 2.0  # it takes a while to tell a rhythm from an accident
    needs_motion = True

    def cases(self, source, index, draw):
        for step, hold in enumerate(HOLDS):
            defect = placed(f"stutter:hold={hold},every=1", source, draw, SECONDS)
            clip = impaired(source, encoding_of(source, index + step), defect)
            yield Case(source, f"hold {hold} s", clip, True)
        yield Case(source, "untouched", untouched(source), False)
        for step in range(3):
            group, filters = CADENCES[(index + step) % len(CADENCES)]
            yield Case(source, group, Recoded(untouched(source, RICH),
                                              ("-vf", filters, "-t", str(source.seconds), *ENCODE)),
                       False)


PLAN = Stutter()
