# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes clips, each once: a clip is kept until its command or the tool that makes it changes."""
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from probe import Unusable, probe

TIMEOUT = 600
MOST_LEAD = 0.001  # seconds: times of events and of the truth must have the same zero


@dataclass(frozen=True)
class Impaired:
    """A clip that vqa-impair makes."""
    arguments: tuple
    suffix: str = field(default=".ts", repr=False)  # what has no place in a transport stream: .mkv


@dataclass(frozen=True)
class Recoded:
    """Another clip, through filters of FFmpeg, for what broadcast chains do on purpose."""
    base: object  # Impaired, or Recoded itself
    options: tuple
    sound: bool = False  # keep it


@dataclass(frozen=True)
class Dubbed:
    """The picture of one clip with the sound of another one."""
    base: object
    voice: object


@dataclass(frozen=True)
class Ladder:
    """The same in several encodings, each worse than the one before. (Made step by step.)"""
    steps: tuple  # ((quantizer, Recoded), ...)


@dataclass(frozen=True)
class Made:
    path: str
    seconds: float
    fps: float
    defects: tuple  # of the truth file
    frames: tuple = ()  # that are broken, likewise
    codec: str = ""  # "" if not made by vqa-impair


class Workshop:
    def __init__(self, impair, folder):
        self.impair = impair
        self.folder = folder
        with open(impair, "rb") as file:
            self.version = hashlib.sha256(file.read()).hexdigest()
        self._locks = defaultdict(threading.Lock)
        os.makedirs(folder, exist_ok=True)

    def path(self, clip):
        text = json.dumps([type(clip).__name__, repr(clip)])
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        return os.path.join(self.folder, name + getattr(clip, "suffix", ".ts"))

    def commands(self, clip):
        """What makes it, as one would paste it."""
        if isinstance(clip, Recoded):
            return self.commands(clip.base) + [shlex.join(self.recode(clip, self.path(clip)))]
        if isinstance(clip, Dubbed):
            return [*self.commands(clip.base), *self.commands(clip.voice),
                    shlex.join(self.dub(clip, self.path(clip)))]
        return [shlex.join([self.impair, *clip.arguments, self.path(clip)])]

    def recode(self, clip, output):
        return ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", self.path(clip.base),
                *(() if clip.sound else ("-an",)), *clip.options, "-f", "mpegts", output]

    def dub(self, clip, output):
        return ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", self.path(clip.base), "-i",
                self.path(clip.voice), "-map", "0:v", "-map", "1:a", "-c", "copy", "-shortest",
                "-f", "mpegts", output]

    def make(self, clip):
        path = self.path(clip)
        with self._locks[path]:
            if not self.is_there(path):
                for other in ("base", "voice"):
                    if hasattr(clip, other):
                        self.make(getattr(clip, other))
                with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                    self.make_in(clip, os.path.join(folder, os.path.basename(path)))
            with open(note_of(path), encoding="utf-8") as file:
                note = json.load(file)
        return Made(path, note["seconds"], note["fps"], tuple(note["defects"]),
                    tuple(note["frames"]), note["codec"])

    def is_there(self, path):
        try:
            with open(note_of(path), encoding="utf-8") as file:
                note = json.load(file)
            return (note["version"] == self.version and "frames" in note
                    and os.path.exists(path))
        except (OSError, ValueError, KeyError):
            return False

    def make_in(self, clip, output):
        if isinstance(clip, (Recoded, Dubbed)):
            run((self.recode if isinstance(clip, Recoded) else self.dub)(clip, output))
            truth = {"defects": [], "format": {}}
        else:
            run([self.impair, "-q", *clip.arguments, output])
            with open(os.path.splitext(output)[0] + ".truth.json", encoding="utf-8") as file:
                truth = json.load(file)
        seen = probe(output)
        if abs(seen.lead) > MOST_LEAD:
            raise Unusable(f"{output}: its picture begins {seen.lead} s after the clip")
        with open(note_of(output), "w", encoding="utf-8") as file:
            # (Where frames are missing, the rate is not what one counts.)
            json.dump({"version": self.version, "seconds": seen.seconds,
                       "fps": float(Fraction(truth["format"].get("fps", seen.fps))),
                       "codec": truth["format"].get("codec", ""), "defects": truth["defects"],
                       "frames": truth.get("frames", [])}, file)
        path = self.path(clip)
        for name in (output, note_of(output)):  # the note last: it says that the clip is complete
            shutil.move(name, os.path.join(os.path.dirname(path), os.path.basename(name)))


def note_of(path):
    return os.path.splitext(path)[0] + ".note.json"


def run(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired as late:
        raise Unusable(f"not done within {TIMEOUT} s: {shlex.join(command)}") from late
    if done.returncode:
        raise Unusable(f"{shlex.join(command)}: {done.stderr.strip()[-300:]}")
    return done.stdout
