# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sound that FFmpeg makes up: voices, and the music that clips at hand have too little of."""
import os
import subprocess
from fractions import Fraction

from probe import Unusable
from sources import Source

SECONDS = 14.0
TIMEOUT = 120

# A voice is pulses through a filter, in syllables and sentences, in a room that is not quite silent.
def voice(pitch, pace, sentence):
    pulses = "+".join(f"{1 / number:.3f}*sin(2*PI*{number}*({pitch}*t+2*sin(2*PI*0.7*t)))"
                      for number in range(1, 9))
    phase = f"mod(t,{sentence})"
    shape = (f"pow(max(0,sin(PI*{pace}*t)),0.7)*(0.6+0.4*sin(2*PI*0.9*t+1))"
             f"*clip({phase}/0.03,0,1)*clip(({sentence - 0.6:.2f}-{phase})/0.08,0,1)")
    said = f"0.12*({pulses})*{shape}"
    return (f"aevalsrc='{said}':d={SECONDS}:s=24000,bandpass=f=700:width_type=o:w=3,volume=2",
            f"anoisesrc=c=pink:a=0.002:r=48000:d={SECONDS}:seed=1")


# Chords of four notes, each with an attack and a decay, and wide.
def chords(root, beat):
    phase = f"mod(t,{beat})"

    def channel(detune):
        step = f"pow(2,mod(floor(t/{beat}),4)*2/12)"
        notes = "+".join(f"sin(2*PI*{root * 2 ** (tone / 12) * detune:.3f}*t*{step})"
                         for tone in (0, 4, 7, 12))
        return (f"0.1*({notes})*min(1,{phase}/0.01)*min(1,({beat}-{phase})/0.02)"
                f"*exp(-1.5*{phase})")
    return (f"aevalsrc='{channel(1)}|{channel(1.004)}':d={SECONDS}:s=24000",
            f"anoisesrc=c=pink:a=0.003:r=48000:d={SECONDS}:seed=2")


SOUNDS = {"synthetic-voice-low.wav": voice(110, 4.1, 3.1),
          "synthetic-voice-high.wav": voice(205, 5.3, 4.3),
          "synthetic-chords-slow.wav": chords(220, 0.8),
          "synthetic-chords-fast.wav": chords(330, 0.24)}


def sounds(folder, names=tuple(SOUNDS)):
    """Sources, made there if they are not yet."""
    return [source(os.path.join(folder, name), *SOUNDS[name]) for name in names]


def source(path, *parts):
    if not os.path.exists(path):
        make(path, parts)
    return Source(os.path.basename(path), (), Fraction(25), 0, SECONDS, SECONDS, False,
                  ("--from", path, "--no-picture"))


def make(path, parts):
    inputs = [word for part in parts for word in ("-f", "lavfi", "-i", part)]
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", *inputs, "-filter_complex",
         f"amix=inputs={len(parts)}:normalize=0:duration=shortest", "-ar", "48000", "-ac", "2", "-f", "wav",
         f"{path}.part"], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode:
        raise Unusable(f"{path}: {done.stderr.strip()[-300:]}")
    os.replace(f"{path}.part", path)
