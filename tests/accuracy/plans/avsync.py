# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sound against picture: time stamps that jump, offsets by markers, and offsets between two taps."""
from fractions import Fraction

from offsets import Comparison, OffsetReport, measure
from plan import RICH, Case, Encoding, Plan, impaired, untouched
from workshop import Impaired, Recoded

JUMPS = (20, 25, 40, 120, 500, -20, -40, -200)  # ms
SMALL = ("--width", "160", "--height", "96")


class Gap(Plan):
    name = "gap"
    group = "avsync"
    subject = "avsync/gap"
    severity = "warning"

    def fits(self, source):
        return source.picture

    def cases(self, source, index, draw):
        for ms in JUMPS:
            rest = round(draw.uniform(2, source.seconds - 2), 2)  # to the end: there is one jump
            start = int((source.seconds - rest) * 100) / 100
            defect = f"restamp@{start:.2f}+{rest:.2f}:side=sound,ms={ms}"
            yield Case(source, f"{ms} ms", impaired(source, RICH, defect, *SMALL), True)
        yield Case(source, "untouched", untouched(source), False)


class Markers(Plan):
    """(The material is a clip of its own, so it is made once, for the first source.)"""
    name = "markers"
    group = "avsync"
    rates = ("24", "25", "29.97", "50", "59.94")
    codecs = ("aac", "mp2", "ac3")
    offsets = (-500, -200, -45, 0, 33, 123, 300, 500)
    seconds = 22

    def fits(self, source):
        return source.picture

    def clip(self, rate, codec, ms):
        return Impaired(("--sync-clip", *SMALL, "--seconds", str(self.seconds), "--fps", rate, "--sound",
                         codec, "--defect", f"av-offset@0+{self.seconds - 1}:ms={ms}"))

    def cases(self, source, index, draw):
        if index == 0:
            for rate in self.rates:
                for turn, about in enumerate(self.offsets):
                    ms = about + draw.randint(-9, 9)
                    clip = self.clip(rate, self.codecs[turn % len(self.codecs)], ms)
                    yield Case(source, f"{rate} frames a second", Comparison(clip, ms), True)
            for turn, about in enumerate(self.offsets):
                ms = about + draw.randint(-9, 9)
                clip = Recoded(self.clip(self.rates[turn % 3], "aac", ms), ("-vf", "fps=30"), sound=True)
                yield Case(source, "converted to 30 frames a second", Comparison(clip, ms), True)
        yield Case(source, "ordinary programme", Comparison(untouched(source), None), False)

    def examine(self, case, workshop, monitor, peers):
        return measure(case, workshop, monitor)

    def report(self, measured, _detector, _seed):
        return OffsetReport(self, measured)


class Reference(Plan):
    name = "reference"
    group = "avsync"
    offsets = (-2000, -777, -120, 40, 333, 1777)
    LOGO = "drawbox=x=iw*0.8:y=ih*0.05:w=iw*0.15:h=ih*0.12:color=white:t=fill,eq=contrast=1.15"
    CROP = "crop=trunc(iw*0.45)*2:trunc(ih*0.45)*2"

    def __init__(self):
        self.before = None  # the source before this one

    def fits(self, source):
        return source.picture and bool(source.sound) and source.seconds >= 8

    def cases(self, source, index, draw):
        if index == 0:
            self.before = None
        for turn, (group, encoding, sound, filters) in enumerate(self.ways(source)):
            ms = self.offsets[(index + turn) % len(self.offsets)] + draw.randint(-9, 9)
            length = int(source.seconds * 10 - 1) / 10
            small = ("--width", "320", "--sound", sound)
            clip = impaired(source, encoding, f"av-offset@0+{length:g}:ms={ms}", *small)
            if filters:
                clip = Recoded(clip, ("-af", "volume=-8dB", "-vf", filters), sound=True)
            yield Case(source, group, Comparison(clip, ms, untouched(source)), True)
        if self.before:
            yield Case(source, "another programme",
                       Comparison(untouched(source), None, untouched(self.before)), False)
        self.before = source

    def ways(self, source):
        other = "25" if abs(float(source.fps) - 25) > 1 else "30"
        poor = Encoding("x264 poor, GOP 50", "h264", 0.06, 50)
        mpeg2 = Encoding("MPEG-2, GOP 12", "mpeg2", 0.25, 12)
        return (("x264 and AAC", poor, "aac", None),
                *([("MPEG-2 and MP2", mpeg2, "mp2", None)] if source.fps in (24, 25, 30, Fraction(30000, 1001)) else []),
                ("logo, contrast and gain", poor, "aac", self.LOGO),
                ("another frame rate", poor, "aac", f"fps={other}"),
                ("cropped by 10 %", poor, "aac", self.CROP))

    def examine(self, case, workshop, monitor, peers):
        return measure(case, workshop, monitor)

    def report(self, measured, _detector, _seed):
        return OffsetReport(self, measured)


PLANS = (Gap(), Markers(), Reference())
