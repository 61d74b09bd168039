# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs vqa-impair as a user does, and listens to what it makes."""
import array
import math
import os
import wave

from impair_clips import IMPAIR, SECOND, ImpairTest

RATE = 48000
FULL = 32767


def level(samples):
    """RMS, in dBFS."""
    power = sum(value * value for value in samples) / len(samples)
    return 10 * math.log10(max(power / FULL ** 2, 1e-12))


def tone(samples, frequency):
    """The level of a tone in it, in dBFS: a sine of full scale has 0."""
    step = 2 * math.pi * frequency / RATE
    real = sum(value * math.cos(step * i) for i, value in enumerate(samples))
    imaginary = sum(value * math.sin(step * i) for i, value in enumerate(samples))
    return 20 * math.log10(max(2 * math.hypot(real, imaginary) / len(samples) / FULL, 1e-6))


def at(time):
    """The sample at a time in ns."""
    return round(time * RATE / SECOND)


class SoundTest(ImpairTest):
    def heard(self, name="out.wav"):
        """(left, right) of a clip, decoded if it has to be."""
        path = os.path.join(self.sandbox.path, name)
        if not name.endswith(".wav"):
            self.run_well(f"gst-launch-1.0 -q uridecodebin uri=file://{path} caps=audio/x-raw "
                          "expose-all-streams=false ! audioconvert ! audioresample ! "
                          f"audio/x-raw,rate={RATE},channels=2,format=S16LE ! wavenc ! "
                          f"filesink location={path}.wav")
            path += ".wav"
        with wave.open(path) as file:
            self.assertEqual((file.getframerate(), file.getnchannels()), (RATE, 2))
            samples = array.array("h", file.readframes(file.getnframes()))
        return samples[::2], samples[1::2]

    def impaired(self, defect, arguments="", name="out.wav"):
        """(left, right, what the truth says of the one defect, from which sample on, to which)."""
        self.run_well(f"{IMPAIR} -s 3 {arguments} --defect {defect} {name}")
        (told,) = self.truth(name.rpartition(".")[0])["defects"]
        return (*self.heard(name), told, at(told["start"]), at(told["start"] + told["duration"]))

    def plain(self, arguments=""):
        self.run_well(f"{IMPAIR} -s 3 {arguments} plain.wav")
        return self.heard("plain.wav")

    def only_there(self, sound, plain, places):
        """Outside of the places it is what it was."""
        edges = [0, *(edge for place in places for edge in place), len(plain)]
        for begin, end in zip(edges[::2], edges[1::2]):
            self.assertEqual(sound[begin:end], plain[begin:end])


def places(told):
    return [(at(piece["start"]), at(piece["start"] + piece["duration"]))
            for piece in told["pieces"]]
