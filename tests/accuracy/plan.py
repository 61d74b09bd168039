# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a plan is: the clips that show how well one kind of defect is found. Each file in plans/
holds one, or some, as subclasses of Plan; nothing else has to be told of it."""
import importlib
import os
import pkgutil
import random
from dataclasses import dataclass
from fractions import Fraction

from sources import Source
from workshop import Impaired


@dataclass(frozen=True)
class Encoding:
    name: str
    codec: str
    bits: float  # per pixel
    gop: int

    def arguments(self, source, fps=None):
        """fps: other than that of the source."""
        rate = float(fps or source.fps)
        chosen = ["--codec", self.codec, "--gop", str(self.gop), "--bitrate",
                  str(max(60, round(source.pixels * rate * self.bits / 1000)))]
        if self.codec == "mpeg2" and not fps and source.fps not in MPEG2_RATES:
            fps = 25
        return chosen + (["--fps", str(fps)] if fps else [])


BEFORE, AFTER = 3.0, 2.0  # seconds of moving programme around a defect
LENGTHS = (3.0, 4.0, 6.0)  # seconds; all longer than what the detectors wait for
MPEG2_RATES = (Fraction(24000, 1001), 24, 25, Fraction(30000, 1001), 30, 50, 60)  # all it allows
RICH = Encoding("x264 rich, GOP 25", "h264", 0.15, 25)
POOR = Encoding("x264 poor, GOP 250", "h264", 0.03, 250)
ENCODINGS = (RICH, POOR, Encoding("x265, GOP 25", "h265", 0.05, 25),
             Encoding("MPEG-2, GOP 12", "mpeg2", 0.25, 12),
             Encoding("x264 rich, GOP 250", "h264", 0.15, 250),
             Encoding("x264 poor, GOP 25", "h264", 0.03, 25))


def encoding_of(source, turn):
    """They take turns; but MPEG-2 is for small pictures, for its encoder is slow."""
    chosen = ENCODINGS[turn % len(ENCODINGS)]
    if chosen.codec == "mpeg2" and source.pixels > 640 * 360:
        chosen = ENCODINGS[(turn + 1) % len(ENCODINGS)]
    return chosen


@dataclass(frozen=True)
class Case:
    source: Source
    group: str  # cases that are alike: "overlay clock"
    clip: object  # of workshop.py
    positive: bool  # something is to be found


def untouched(source, encoding=RICH):
    return Impaired((*source.arguments, "--seconds", str(source.seconds),
                     *encoding.arguments(source)))


class Plan:
    name = ""
    group = ""  # plans that are asked for together
    sound = False  # is it about the sound?
    element = ""  # without which only others are measured; none for those that are always there
    subject = ""  # the kind of event that is judged
    severity = "warning"  # from which on an event is an alarm
    also = ()  # (subject, severity) of kinds that the same clips show
    alarm_after = 0.0  # seconds that the defect has to last by the detector's defaults
    limit = 1.0  # seconds after the end of a defect in which an alarm still counts as its own
    needs_motion = False  # decided by material.py

    def fits(self, source):
        """Can it be made of that source at all?"""
        return bool(source.sound) if self.sound else source.picture

    def cases(self, source, index, draw):
        """The cases of one source. index: number of the source, to rotate through variants;
        draw: random numbers that depend on the seed and the name of the source only."""
        raise NotImplementedError

    def peers(self):
        """Detectors of others, for the same clips: objects like FreezeDetect."""
        return []

    default_peer = None

    # What is judged frame by frame or clip by clip is examined and reported in another way: these
    # take the place of examine() of examine.py, without the plan, and of PlanReport of report.py.
    examine = None
    report = None


def placed(defect, source, draw, seconds):
    """"overlay:area=0.1" -> "overlay@4.2+3:area=0.1"."""
    kind, _, parameters = defect.partition(":")
    latest = max(BEFORE, source.seconds - seconds - AFTER)
    start = draw.uniform(BEFORE, latest)
    return f"{kind}@{start:.2f}+{seconds:g}" + (f":{parameters}" if parameters else "")


def impaired(source, encoding, defect, *more, fps=None):
    return Impaired((*source.arguments, "--seconds", str(source.seconds), "--defect", defect,
                     *encoding.arguments(source, fps), *more))


def all_plans():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plans")
    found = []
    for module in pkgutil.iter_modules([folder]):
        made = importlib.import_module(f"plans.{module.name}")
        found += getattr(made, "PLANS", None) or [made.PLAN]
    return found


def cases_of(plan, sources, seed, limit):
    """limit: take so many of them, half positive, from as many sources as possible."""
    fitting = [source for source in sources if plan.fits(source)]
    cases = [case for index, source in enumerate(fitting)
             for case in plan.cases(source, index, random.Random(f"{seed} {source.name}"))]
    if not limit or limit >= len(cases):
        return cases
    chosen = set()
    for positive, share in ((True, (limit + 1) // 2), (False, limit // 2)):
        these = [index for index, case in enumerate(cases) if case.positive is positive]
        random.Random(f"{seed} limit").shuffle(these)
        chosen.update(these[:share])
    return [case for index, case in enumerate(cases) if index in chosen]
