# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans for the sound. Their clips hold nothing else, so that they are made in no time. All plans
share their negatives, but for some baits: the source as it is, coded again, and baits."""
import functools
from dataclasses import dataclass, replace

from examine import Examined
from incidents import SECOND, BadLog, read_log
from matching import Truth
from plan import AFTER, BEFORE, Case, Plan
from probe import Unusable
from soundpeers import SilenceDetect
from workshop import Impaired

CODECS = ("aac", "mp2", "ac3")
NATURAL = "n=-60dB:m=1"  # what FFmpeg takes for silence may be silence: see truths_of()
SHORTEST_SILENCE = 1.0  # seconds
NEAR = SECOND // 10
SOFT = -50  # dBFS: what hits sound that is softer than that cannot be expected to be heard
FRAME = SECOND // 25  # for figures that count in frames
BAIT_SECONDS = 8.0
BAITS = (("fade out and in", "fadeout"), ("30 dB softer", "hush:db=-30"),
         ("staccato", "staccato:on=0.08,every=0.2,edge=10"),
         ("pauses of a speaker", "staccato:on=1.2,every=1.8,edge=40,floor=-65"),
         ("applause", "applause"), ("drum solo", "drums"), ("bass solo", "bass"), ("mono", "mono"),
         ("loud, round peaks", "loud:gain=15"))


@dataclass(frozen=True)
class Sounding:
    """How a clip is coded."""
    codec: str

    @property
    def name(self):
        return "lossless" if self.codec == "flac" else self.codec

    def clip(self, source, seconds, *defects):
        return Impaired((*source.sound, "--seconds", f"{seconds:g}", "--sound", self.codec,
                         *(word for defect in defects for word in ("--defect", defect))),
                        ".mkv" if self.codec == "flac" else ".ts")


LOSSLESS = Sounding("flac")


def coded(turn):
    """They take turns."""
    return Sounding(CODECS[turn % len(CODECS)])


def placed(defect, source, draw, seconds, length):
    """The same as in plan.py, for a clip of some length."""
    kind, _, parameters = defect.partition(":")
    start = draw.uniform(BEFORE, max(BEFORE, length - seconds - AFTER))
    return f"{kind}@{start:.4f}+{seconds:g}" + (f":{parameters}" if parameters else "")


class SoundPlan(Plan):
    group = "audio"
    sound = True
    element = "vqaaudio"
    settings = ()  # properties of the element, for what is off by default
    default_peer = None
    seconds = 6.0  # length of a defect
    rows = ()  # (group, defect) of what is to be found, for each source
    baits = BAITS

    def length(self, source):
        """Of its clips."""
        return max(source.seconds, BEFORE + self.seconds + AFTER + 1)

    def cases(self, source, index, draw):
        yield from self.positives(source, index, draw)
        yield from negatives(source, index, self.baits)

    def positives(self, source, index, draw):
        """Each once without loss, and once behind an encoder."""
        for step, (group, defect) in enumerate(self.rows):
            for coding in (LOSSLESS, coded(index + step)):
                clip = coding.clip(source, self.length(source), self.place(defect, source, draw))
                kind = "lossless" if coding is LOSSLESS else "coded"
                yield Case(source, f"{group}, {kind}", clip, True)

    def place(self, defect, source, draw):
        return placed(defect, source, draw, self.seconds, self.length(source))

    def decidable(self, defect):
        """Can it be heard at all?"""
        return defect["report"] is not None and defect["level"] >= SOFT

    def examine(self, case, workshop, monitor, peers):
        result = Examined(case, workshop.commands(case.clip), frame=FRAME)
        try:
            made = workshop.make(case.clip)
            result.length = round(made.seconds * SECOND)
            result.truths = self.truths_of(made)
            result.baits = [(defect["kind"], defect["start"], defect["start"] + defect["duration"])
                            for defect in made.defects if not defect["is_defect"]]
            if is_there(monitor, self.element):
                alarms = heard(monitor, made.path, self.element, self.settings)
                result.alarms[monitor.name] = [self.taken_for(alarm, made) for alarm in alarms]
            for peer in peers:
                result.alarms.update(peer.alarms(made.path))
        except (Unusable, BadLog) as problem:
            result.problem = str(problem)
        return result

    def truths_of(self, made):
        """What is to be found; also what was put in and cannot be heard, which nobody has to find."""
        return [Truth(self.subject, defect["kind"], defect["start"],
                      defect["start"] + defect["duration"], self.decidable(defect))
                for defect in made.defects if defect["is_defect"]]

    def taken_for(self, alarm, made):
        """What may be told as another kind counts as this one."""
        for defect in made.defects:
            if (alarm.subject in defect.get("also", ()) and defect["report"] == self.subject
                    and alarm.start < defect["start"] + defect["duration"]
                    and (alarm.stop is None or alarm.stop > defect["start"])):
                return replace(alarm, subject=self.subject)
        return alarm


def negatives(source, index, baits):
    """Baits take turns, three for each source."""
    length = source.seconds
    yield Case(source, "untouched, lossless", LOSSLESS.clip(source, length), False)
    yield Case(source, "untouched, coded again", coded(index).clip(source, length), False)
    for step in range(3):
        group, defect = baits[(3 * index + step) % len(baits)]
        kind, _, parameters = defect.partition(":")
        bait = f"{kind}@{BEFORE:g}+{BAIT_SECONDS:g}" + (f":{parameters}" if parameters else "")
        yield Case(source, group, coded(index + step).clip(source, length, bait), False)


def natural_silence(made, subject):
    """Silence that nobody put in, as FFmpeg sees it: told or not, it is no mistake. What begins with
    a defect is the defect; what began before it goes on in it."""
    (alarms,) = SilenceDetect([NATURAL], SHORTEST_SILENCE).alarms(made.path).values()
    planted = [(defect["start"] - NEAR, defect["start"] + defect["duration"])
               for defect in made.defects if defect["is_defect"]]
    end = round(made.seconds * SECOND)
    return [Truth(subject, "natural", max(alarm.start, 0), alarm.stop or end, False)
            for alarm in alarms if not any(begin <= alarm.start < over for begin, over in planted)]


@functools.lru_cache(maxsize=None)
def is_there(monitor, element):
    return monitor.has(element)


@functools.lru_cache(maxsize=None)
def is_held(monitor, element):
    return monitor.holds(element)


@functools.lru_cache(maxsize=None)
def heard(monitor, path, element, settings):
    """What is told of a clip. Plans share clips, so that each is only listened to once."""
    if not is_held(monitor, element):
        return tuple(monitor.hear(path, element, settings, read_log))
    return tuple(monitor.watch(path, [f"{element}::{setting}" for setting in settings], read_log))
