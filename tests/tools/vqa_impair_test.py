# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-impair as a user calls it."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import Sandbox  # noqa: E402

IMPAIR = "build/release/tools/vqa-impair"


class Impair(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox(demo=False)
        self.addCleanup(self.sandbox.close)

    def refuses(self, arguments, *words):
        done = self.sandbox.run(f"{IMPAIR} {arguments}")
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def discover(self, clip):
        done = self.sandbox.run(f"gst-discoverer-1.0 -v {clip}")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_clip_and_truth(self):
        done = self.sandbox.run(f"{IMPAIR} --seconds 4 --width 320 --height 240 --fps 30 "
                                "--defect clock@3+0.5 --defect freeze@1+1.5 out.ts")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        with open(os.path.join(self.sandbox.path, "out.truth.json"), encoding="utf-8") as file:
            truth = json.load(file)
        self.assertEqual(truth, {"clip": "out.ts", "defects": [
            {"kind": "freeze", "start": 10**9, "duration": 15 * 10**8, "is_defect": True},
            {"kind": "clock", "start": 3 * 10**9, "duration": 5 * 10**8, "is_defect": False}]})
        found = self.discover("out.ts")
        for word in ("H.264", "Width: 320", "Height: 240", "Frame rate: 30/1", "AAC"):
            self.assertIn(word, found)

    def test_the_picture_stands_still_while_it_should_and_moves_otherwise(self):
        size = 160 * 120
        self.sandbox.run(f"{IMPAIR} --seconds 3 --width 160 --height 120 --bitrate 4000 "
                         "--defect freeze@1+1 out.ts").check_returncode()
        self.sandbox.run("gst-launch-1.0 -q filesrc location=out.ts ! tsdemux ! h264parse ! "
                         "avdec_h264 ! videoconvert ! video/x-raw,format=GRAY8 ! "
                         "filesink location=out.gray").check_returncode()
        with open(os.path.join(self.sandbox.path, "out.gray"), "rb") as file:
            luma = file.read()
        self.assertEqual(len(luma), 75 * size)
        frames = [luma[at:at + size] for at in range(0, len(luma), size)]
        moves = [sum(abs(a - b) for a, b in zip(one, two)) / size > 1.5
                 for one, two in zip(frames, frames[1:])]
        self.assertEqual(moves, [True] * 25 + [False] * 24 + [True] * 25)

    def test_codec_and_gop(self):
        self.sandbox.run(f"{IMPAIR} -s 2 --codec mpeg2 --bitrate 800 --gop 5 out.ts").check_returncode()
        self.assertIn("MPEG-2 Video", self.discover("out.ts"))

    def test_bad_input_is_named(self):
        self.refuses("", "name of one clip")
        self.refuses("a.ts b.ts", "name of one clip")
        self.refuses("--defect freeze a.ts", '"freeze"', "KIND@START+DURATION")
        self.refuses("--defect freeze@x+2 a.ts", '"freeze@x+2"')
        self.refuses("--defect freeze@2+0 a.ts", '"freeze@2+0"')
        self.refuses("--defect melt@1+2 a.ts", '"melt"', "freeze", "clock")
        self.refuses("--defect freeze@28+5 a.ts", "freeze@28+5", "30 s", "--seconds")
        self.refuses("--defect freeze@1+5 --defect clock@3+5 a.ts", "freeze@1+5", "clock@3+5",
                     "overlap")
        self.refuses("--width 20 a.ts", "--width=20", "64")
        self.refuses("--height 9000 a.ts", "--height=9000")
        self.refuses("--width 321 a.ts", "even")
        self.refuses("--fps 0 a.ts", "--fps=0")
        self.refuses("--gop 0 a.ts", "--gop=0")
        self.refuses("--codec mpeg2 --gop 300 a.ts", "--gop=300", "250")
        self.refuses("--bitrate 1 a.ts", "--bitrate=1")
        self.refuses("--seconds 0 a.ts", "--seconds=0")
        self.refuses("--codec vp9 a.ts", "vp9", "h264")
        self.refuses("--nonsense a.ts", "--nonsense", "--help")

    def test_a_place_that_cannot_be_written_to_is_named(self):
        done = self.sandbox.run(f"{IMPAIR} -s 1 nowhere/out.ts")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere/out.ts", done.stderr)

    def test_help(self):
        done = self.sandbox.run(f"{IMPAIR} --help")
        self.assertEqual(done.returncode, 0)
        for word in ("--defect", "freeze", "clock", "--codec", "Example"):
            self.assertIn(word, done.stdout)


tap.main()
