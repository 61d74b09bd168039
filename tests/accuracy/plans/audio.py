# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sound that is wrong, one plan for each kind that vqaaudio tells of."""
from hearing import BAITS, BEFORE, SOFT, SoundPlan, natural_silence
from soundpeers import Flatness, Jumps, LoudnessStep, PhaseMeter, ShortSilence, SilenceDetect

CLIPPED = 0.005  # share of samples from which on it can be expected to be heard
OPPOSITE = -0.5  # correlation, likewise


class Silence(SoundPlan):
    name = "silence"
    subject = "audio/silence"
    alarm_after = 2.0
    rows = (("mute", "mute"), ("mute, noise of -70 dBFS", "mute:floor=-70"),
            ("mute, with an offset", "mute:offset=0.05"),
            ("dead channel, left", "mute:channel=left,floor=-80"),
            ("dead channel, right", "mute:channel=right"))
    default_peer = "silencedetect n=-60dB"

    def truths_of(self, made):
        return super().truths_of(made) + natural_silence(made, self.subject)

    def peers(self):
        return [SilenceDetect(["n=-60dB", "n=-60dB:m=1", "n=-50dB:m=1", "n=-40dB:m=1"],
                              self.alarm_after)]


class Dropout(SoundPlan):
    name = "dropout"
    subject = "audio/dropout"
    holes = (5, 10, 20, 40, 100, 300)  # ms
    repeats = ("frame=1024,times=2", "frame=1024,times=8", "frame=1152,times=4")
    rows = (*((f"hole, {length} ms", f"dropout:length={length}") for length in holes),
            ("hole in one channel, 40 ms", "dropout:length=40,channel=left"),
            ("hole with noise of -70 dBFS, 40 ms", "dropout:length=40,floor=-70"),
            ("burst of holes, 20 ms", "dropout:length=20,every=0.25"),
            *((f"repeated, {what}", f"repeat:{what}") for what in repeats))
    seconds = 1.0  # in which there is one, or a burst

    def peers(self):
        return [ShortSilence([f"n={level}dB:m=1" for level in (-60, -50, -70, -80)], 0.005)]


class Click(SoundPlan):
    name = "click"
    subject = "audio/click"
    rows = tuple((f"clicks of {level} dBFS, {width} wide", f"click:level={level},width={width},every=0.8")
                 for level, width in ((-3, 1), (-9, 1), (-9, 4), (-15, 12)))

    def decidable(self, defect):
        return defect["report"] is not None

    def peers(self):
        return [Jumps([0.1, 0.2, 0.3, 0.5, 0.8], 0)]


class Clipping(SoundPlan):
    name = "clipping"
    subject = "audio/clipping"
    alarm_after = 1.0
    rows = tuple((f"{gain} dB too loud, then at {level} dBFS", f"clipping:gain={gain},level={level}")
                 for gain, level in ((12, 0), (20, 0), (20, -6)))

    def decidable(self, defect):
        return defect["clipped"] >= CLIPPED

    def peers(self):
        return [Flatness([1, 3, 6, 10, 20], 0)]


class Phase(SoundPlan):
    name = "phase"
    subject = "audio/phase"
    alarm_after = 3.0
    seconds = 8.0
    rows = (("left upside down", "invert:channel=left"), ("right upside down", "invert"))
    default_peer = "aphasemeter 170 degrees"

    def decidable(self, defect):
        return defect["level"] >= SOFT and defect["correlation"] <= OPPOSITE

    def peers(self):
        return [PhaseMeter([170, 150, 120, 100], 2)]


class Hum(SoundPlan):
    name = "hum"
    subject = "audio/hum"
    alarm_after = 10.0
    limit = 2.0
    seconds = 16.0
    rows = tuple((f"{frequency} Hz at {level} dBFS", f"hum:frequency={frequency},level={level}")
                 for frequency, level in ((50, -30), (60, -30), (50, -40), (60, -50)))

    def decidable(self, defect):
        return True


class Loudness(SoundPlan):
    name = "loudness"
    subject = "audio/loudness"
    severity = "info"
    settings = ("loudness=true",)
    alarm_after = 3.0
    limit = 4.0
    seconds = 8.0
    # The others are louder or softer than the programme indeed.
    baits = tuple(bait for bait in BAITS if bait[0] in ("staccato", "pauses of a speaker", "mono"))
    rows = (("20 dB softer", "gain:db=-20"), ("12 dB softer", "gain:db=-12"),
            ("12 dB louder", "gain:db=12"))

    def length(self, source):
        return max(source.seconds, 3 * BEFORE + self.seconds)

    def place(self, defect, source, draw):
        """To the end of the clip, so that there is one step and not two."""
        kind, _, parameters = defect.partition(":")
        length = self.length(source)
        start = draw.uniform(2 * BEFORE, length - self.seconds)
        return f"{kind}@{start:.2f}+{length - start - 0.1:.2f}:{parameters}"

    def peers(self):
        return [LoudnessStep([6, 8, 10, 15], 0)]


PLANS = (Silence(), Dropout(), Click(), Clipping(), Phase(), Hum(), Loudness())
