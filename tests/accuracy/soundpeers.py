# SPDX-License-Identifier: LGPL-2.1-or-later
"""FFmpeg's filters for sound on the same files. None of them but silencedetect and aphasemeter says
that something is wrong: astats and ebur128 measure, and here a threshold makes alarms of it."""
from filters import FilterPeer, lines_of, printed, to_ns
from incidents import SECOND, Alarm

# (Filters say what they say of a frame when it is over.)
WINDOW = SECOND // 10
ASTATS = ("aformat=sample_fmts=flt,asetnsamples=4800,astats=metadata=1:reset=1:"
          "measure_perchannel=none:measure_overall={}")
NEVER = 2 ** 62  # when what is still on at the end of a clip is over
HOLD = 2 * SECOND  # what comes again so soon is the same


class SoundPeer(FilterPeer):
    medium = "a"
    subject = ""


def joined(spans, hold=0):
    """Spans (start, end) that overlap, or nearly so, become one: of two channels, or of two clicks."""
    whole = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1] + hold:
            first, last = whole.pop()
            start, end = first, max(end, last)
        whole.append((start, end))
    return whole


def spans_of(text, start_key, end_key):
    """What a filter says of each channel, as [(start, end)]."""
    found, open_since = [], {}
    for _, key, value in lines_of(text):
        name, _, channel = key.removeprefix("lavfi.").partition(".")
        if key.startswith("lavfi.aphasemeter."):
            name, channel = key.removeprefix("lavfi.aphasemeter."), ""
        if name == start_key:
            open_since[channel] = to_ns(value)
        elif name == end_key and channel in open_since:
            found.append((open_since.pop(channel), to_ns(value)))
    return found + [(start, NEVER) for start in open_since.values()]


def alarm(subject, span, told):
    start, end = span
    over = None if end == NEVER else end
    return Alarm(subject, start, {"warning": told}, over, over)


class SilenceDetect(SoundPeer):
    """Levels: options of the filter."""
    title = "silencedetect {}"
    options = "silencedetect={}:d={}"
    subject = "audio/silence"

    def parse(self, text):
        wait = round(self.seconds * SECOND)
        return [alarm(self.subject, span, span[0] + wait)
                for span in joined(spans_of(text, "silence_start", "silence_end"))]


class ShortSilence(SilenceDetect):
    """The same, for holes: told when they are over and were no pause."""
    subject = "audio/dropout"
    longest = SECOND // 2

    def parse(self, text):
        return [alarm(self.subject, span, span[1])
                for span in joined(spans_of(text, "silence_start", "silence_end"))
                if span[1] - span[0] <= self.longest]


class PhaseMeter(SoundPeer):
    title = "aphasemeter {} degrees"
    options = "aphasemeter=video=0:phasing=1:angle={}:duration={}"
    subject = "audio/phase"

    def parse(self, text):
        wait = round(self.seconds * SECOND)
        return [alarm(self.subject, span, span[0] + wait)
                for span in spans_of(text, "out_phase_start", "out_phase_end")]


class Measure(SoundPeer):
    """It only measures, so that once is enough for all levels."""

    def alarms(self, path):
        (text,) = printed(path, f"{self.options},ametadata=print:file=0.txt", 1, self.medium)
        return {name: self.at(level, text) for name, level in zip(self.names(), self.levels)}

    def at(self, level, text):
        """The alarms that a level would make of it."""
        raise NotImplementedError


class Windows(Measure):
    """Those in which a measure is as large as a level, of which some in a row make an alarm."""
    key = ""
    in_a_row = 1

    def at(self, level, text):
        found, row = [], 0
        for now, key, value in lines_of(text):
            if key != self.key:
                continue
            row = row + 1 if float(value) >= level else 0
            if row >= self.in_a_row:
                found.append((now - (row - 1) * WINDOW, now + WINDOW))
        return [alarm(self.subject, span, span[0] + self.in_a_row * WINDOW)
                for span in joined(found, HOLD)]


class Jumps(Windows):
    title = "astats, Max_difference {}"
    options = ASTATS.format("Max_difference")
    key = "lavfi.astats.Overall.Max_difference"
    subject = "audio/click"


class Flatness(Windows):
    title = "astats, Flat_factor {}"
    options = ASTATS.format("Flat_factor")
    key = "lavfi.astats.Overall.Flat_factor"
    subject = "audio/clipping"
    in_a_row = 3


class LoudnessStep(Measure):
    """A step of the short-term loudness within three seconds, which is its window."""
    title = "ebur128, step of {} LU"
    options = "ebur128=metadata=1"
    subject = "audio/loudness"

    def at(self, level, text):
        heard, steps = [], []
        for now, key, value in lines_of(text):
            if key == "lavfi.r128.S":
                heard.append((now, float(value)))
        behind = 30  # windows of 0.1 s
        for (then, before), (now, after) in zip(heard, heard[behind:]):
            if min(before, after) > -70 and abs(after - before) >= level:
                steps.append((then, now))
        return [alarm(self.subject, span, span[1]) for span in first_ends(steps)]


def first_ends(steps):
    """Steps that overlap are one, which is told when the first of them is."""
    found, until = [], -1
    for start, end in steps:
        if start > until:
            found.append((start, end))
        until = end
    return found
