# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vqa-impair says to those who call it the wrong way, or for the first time."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import IMPAIR, SMALL, ImpairTest  # noqa: E402
import tap  # noqa: E402


class Mistakes(ImpairTest):
    def test_bad_usage_is_named(self):
        self.refuses("", "name of one clip")
        self.refuses("a.ts b.ts", "name of one clip")
        self.refuses("--width 20 a.ts", "--width=20", "64")
        self.refuses("--height 9000 a.ts", "--height=9000")
        self.refuses("--width 321 a.ts", "even")
        for rate in ("0", "x", "121", "25/0", "25fps"):
            self.refuses(f"--fps {rate} a.ts", f"--fps={rate}", "29.97")
        self.refuses("--gop 0 a.ts", "--gop=0")
        self.refuses("--codec mpeg2 --gop 300 a.ts", "--gop=300", "250")
        self.refuses("--codec mpeg2 --fps 20 a.ts", "mpeg2 has no frame rate of 20", "25", "--fps")
        self.refuses("--codec mpeg2 --fps 25 --interlaced a.ts", "25/2", "half")
        self.refuses("--codec h265 --interlaced a.ts", "--interlaced", "h264", "mpeg2")
        self.refuses("--interlaced --height 122 a.ts", "122", "multiple of 4")
        self.refuses("--bitrate 1 a.ts", "--bitrate=1")
        self.refuses("--codec mpeg2 --bitrate 50000 a.ts", "--bitrate=50000", "40000")
        self.refuses("--seconds 0 a.ts", "--seconds=0")
        self.refuses("--noise -1 a.ts", "--noise=-1", "40")
        self.refuses("--codec vp9 a.ts", "vp9", "h264", "h265", "mpeg2")
        self.refuses("--nonsense a.ts", "--nonsense", "--help")

    def test_bad_defects_are_named(self):
        self.refuses("--defect freeze a.ts", '"freeze"', "KIND@START+DURATION")
        self.refuses("--defect freeze@x+2 a.ts", '"freeze@x+2"')
        self.refuses("--defect freeze@2+0 a.ts", '"freeze@2+0"')
        self.refuses("--defect freeze@-2+1 a.ts", '"freeze@-2+1"')
        self.refuses("--defect melt@1+2 a.ts", '"melt"', "freeze", "overlay", "still")
        self.refuses("--defect freeze@28+5 a.ts", "freeze@28+5", "30 s", "--seconds")
        self.refuses("--defect freeze@1+0.05 a.ts", "freeze@1+0.05", "two frames", "25")
        self.refuses("--defect freeze@1+5 --defect slate@3+5 a.ts", "freeze@1+5", "slate@3+5",
                     "overlap")
        for text, *words in (
                ("freeze@1+2:area=1", '"area=1"', "which has none"),
                ("overlay@1+2:size=1", '"size=1"', "what=", "area="),
                ("overlay@1+2:area", '"area"', "area="),
                ("overlay@1+2:", '""', "area="),
                ("overlay@1+2:area=0.5", "area=0.5", "0.002 .. 0.05"),
                ("overlay@1+2:area=big", "area=big", "no number"),
                ("overlay@1+2:what=moon", "what=moon", "clock, logo, ticker"),
                ("stutter@1+2:hold=1", "hold", "every"),
                ("stutter@1+2:hold=0.04", "hold=0.04", "two frames"),
                ("drop@1+2:every=1.5", "every=1.5", "whole number"),
                ("drop@1+2:every=0", "every=0", "1 .. 1000"),
                ("loss@1+2:what=melt", "what=melt", "drop, flip, unit"),
                ("loss@1+2:burst=0", "burst=0", "1 .. 1000"), ("loss@1+2:every=0", "every=0"),
                ("corrupt@1+2:codec=vp9", "codec=vp9", "h264, h265, mpeg2"),
                ("corrupt@1+2:scale=3", "scale=3", "0.25 .. 2"),
                ("fill@1+2:colour=pink", "colour=pink", "green, grey"),
                ("region@1+2:area=0.9", "area=0.9"), ("slate@1+2:clock=2", "clock=2", "0 .. 1"),
                ("pan@1+2:speed=0", "speed=0"), ("zoom@1+2:speed=1", "speed=1")):
            with self.subTest(text):
                self.refuses(f"--defect {text} a.ts", text.split(":")[0], *words)

    def test_a_clip_that_cannot_be_read_is_named(self):
        self.refuses("--from nowhere.mp4 a.ts", "nowhere.mp4", "no such file", status=1)
        self.refuses("--from README.md a.ts", "README.md", status=1)

    def test_a_clip_is_not_written_over_itself(self):
        self.run_well(f"{IMPAIR} {SMALL} --seconds 1 clip.ts")
        before = self.read("clip.ts")
        self.refuses("--from clip.ts ./clip.ts", "clip.ts", "another name")
        self.assertEqual(self.read("clip.ts"), before)

    def test_a_place_that_cannot_be_written_to_is_named(self):
        self.refuses("-s 1 nowhere/out.ts", "nowhere/out.ts", status=1)

    def test_help_explains_each_kind(self):
        told = self.run_well(f"{IMPAIR} --help").stdout
        for word in ("--from", "--defect", "--interlaced", "--noise", "Examples", "Exit status"):
            self.assertIn(word, told)
        shown = ("freeze", "overlay", "stutter", "drop", "black", "solid", "bars", "region",
                 "slate", "pan", "zoom", "fade", "still", "dim", "loss", "corrupt", "fill",
                 "mosaic", "grid", "flash", "cuts")
        heard = ("mute", "dropout", "repeat", "click", "clipping", "hum", "invert", "gain", "hush",
                 "fadeout", "staccato", "applause", "drums", "bass", "mono", "loud")
        for kind in shown + heard:
            example = re.search(rf"{kind}@\S+", told.split("Defects:")[1])
            self.assertIsNotNone(example, kind)
            self.run_well(f"{IMPAIR} {SMALL} --quiet --seconds 14 --fps 10 "
                          f"--defect {example.group(0)} {'out.wav' if kind in heard else 'out.ts'}")

    def test_progress_is_for_terminals(self):
        shown = self.run_well(f"script -qec '{IMPAIR} {SMALL} -s 1 out.ts' /dev/null").stdout
        self.assertIn(" 48 %", shown)
        shown = self.run_well(f"script -qec '{IMPAIR} {SMALL} --quiet -s 1 out.ts' /dev/null").stdout
        self.assertNotIn("%", shown)


tap.main()
