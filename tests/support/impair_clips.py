# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs vqa-impair as a user does, and looks at the pictures of what it makes."""
import json
import os
import re
import unittest

from sandbox import Sandbox

IMPAIR = "build/release/tools/vqa-impair"
WIDTH, HEIGHT = 160, 120
SMALL = f"--width {WIDTH} --height {HEIGHT} --bitrate 4000"
SECOND = 10**9


def apart(one, two):
    """Mean difference of two pictures, or of the same box of them, in luma steps."""
    return sum(abs(a - b) for a, b in zip(one, two)) / len(one)


def box(frame, x, y, width, height):
    return b"".join(frame[row * WIDTH + x:row * WIDTH + x + width] for row in range(y, y + height))


def mean(frame):
    return sum(frame) / len(frame)


class ImpairTest(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox(demo=False)
        self.addCleanup(self.sandbox.close)

    def run_well(self, script):
        done = self.sandbox.run(script)
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stderr}")
        return done

    def refuses(self, arguments, *words, status=2):
        done = self.sandbox.run(f"{IMPAIR} {arguments}")
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)

    def discover(self, clip):
        return self.run_well(f"gst-discoverer-1.0 -v {clip}").stdout

    def read(self, name):
        with open(os.path.join(self.sandbox.path, name), "rb") as file:
            return file.read()

    def truth(self, name="out"):
        return json.loads(self.read(f"{name}.truth.json"))

    def frames(self, clip="out.ts", size=WIDTH * HEIGHT):
        """The luma of each frame, as it is decoded."""
        decoders = {"h264": "h264parse ! avdec_h264", "h265": "h265parse ! avdec_h265",
                    "mpeg2": "mpegvideoparse ! avdec_mpeg2video"}
        codec = self.truth(clip.removesuffix(".ts"))["format"]["codec"]
        self.run_well(f"gst-launch-1.0 -q filesrc location={clip} ! tsdemux ! {decoders[codec]} ! "
                      "videoconvert ! video/x-raw,format=GRAY8 ! filesink location=out.gray")
        luma = self.read("out.gray")
        self.assertEqual(len(luma) % size, 0)
        return [luma[at:at + size] for at in range(0, len(luma), size)]

    def times(self, clip="out.ts"):
        """The time of each frame, in ms from the first one on."""
        done = self.run_well(f"gst-launch-1.0 -v filesrc location={clip} ! tsdemux ! h264parse ! "
                             "avdec_h264 ! fakesink silent=false sync=false")
        found = re.findall(r"chain .*?pts: (\d+):(\d\d):(\d\d)\.(\d{3})", done.stdout)
        stamps = [((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
                  for h, m, s, ms in found]
        return [stamp - stamps[0] for stamp in stamps]

    def make(self, arguments, fps=25):
        """The frames of a clip, those of the one defect in it, and what the truth says of that."""
        self.run_well(f"{IMPAIR} {SMALL} {arguments} out.ts")
        frames = self.frames()
        (defect,) = self.truth()["defects"]
        first = round(defect["start"] * fps / SECOND)
        end = round((defect["start"] + defect["duration"]) * fps / SECOND)
        return frames, frames[first:end], defect

    def bait(self, arguments):
        """The same, of a bait: it begins with a cut, and what was on before comes back."""
        frames, shown, defect = self.make(f"--seconds 4 {arguments}")
        self.assertFalse(defect["is_defect"])
        first = round(defect["start"] * 25 / SECOND)
        self.assertGreater(apart(frames[first - 1], shown[0]), 8)
        self.assertGreater(apart(shown[-1], frames[first + len(shown)]), 8)
        self.assertGreater(apart(frames[first + len(shown)], frames[first + len(shown) + 1]), 1)
        return shown, defect
