# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-impair as a user calls it: what it says is in a clip is in its pictures."""
import array
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import Sandbox  # noqa: E402

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


class Impair(unittest.TestCase):
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

    # What it writes.

    def test_clip_and_truth(self):
        done = self.run_well(f"{IMPAIR} --seconds 4 --width 320 --height 240 --fps 30 "
                             "--defect slate@3+0.5 --defect overlay@1+1.51:area=0.01 'out 1.ts'")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertEqual(self.truth("out 1"), {
            "clip": "out 1.ts", "source": "built-in scene", "seed": 1, "seconds": 4.0,
            "command": "vqa-impair --seconds 4 --width 320 --height 240 --fps 30 "
                       "--defect slate@3+0.5 --defect overlay@1+1.51:area=0.01 'out 1.ts'",
            "format": {"codec": "h264", "width": 320, "height": 240, "fps": "30/1",
                       "bitrate": 230, "gop": 50, "interlaced": False},
            "defects": [
                {"kind": "overlay", "start": SECOND, "duration": 1500000000, "is_defect": True,
                 "report": "freeze/freeze", "parameters": {"what": "clock", "area": 0.01}},
                {"kind": "slate", "start": 3 * SECOND, "duration": SECOND // 2,
                 "is_defect": False, "report": None, "parameters": {"clock": 1}}]})
        found = self.discover("'out 1.ts'")
        for word in ("H.264", "Width: 320", "Height: 240", "Frame rate: 30/1", "AAC"):
            self.assertIn(word, found)

    def test_codecs(self):
        for codec, name in (("h264", "H.264"), ("h265", "H.265"), ("mpeg2", "MPEG-2 Video")):
            with self.subTest(codec):
                frames, frozen, _ = self.make(
                    f"-s 2 --codec {codec} --bitrate 2000 --gop 5 --defect freeze@0.8+0.6")
                self.assertIn(name, self.discover("out.ts"))
                self.assertEqual((len(frames), len(frozen)), (50, 15))
                self.assertLess(max(apart(frozen[3], one) for one in frozen[4:]), 1)
                self.assertEqual(self.truth()["format"]["codec"], codec)

    def test_gop(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 2 --gop 10 out.ts")
        shown = self.run_well("gst-launch-1.0 -v filesrc location=out.ts ! tsdemux ! h264parse ! "
                              "fakesink silent=false").stdout
        chained = re.findall(r"chain .*", shown)
        keys = [i for i, line in enumerate(chained) if "delta-unit" not in line]
        self.assertEqual(keys, [0, 10, 20, 30, 40])

    def test_interlaced(self):
        for codec in ("h264", "mpeg2"):
            with self.subTest(codec):
                self.run_well("gst-launch-1.0 -q videotestsrc num-buffers=100 horizontal-speed=3 "
                              f"pattern=smpte ! video/x-raw,width={WIDTH},height=128,framerate=50/1 "
                              "! x264enc ! h264parse ! mp4mux ! filesink location=clip.mp4")
                self.run_well(f"{IMPAIR} --from clip.mp4 --bitrate 4000 --codec {codec} "
                              "--interlaced --defect freeze@0.8+0.8 out.ts")
                self.assertIn("Interlaced: true", self.discover("out.ts"))
                self.assertEqual(self.truth()["format"]["fps"], "25/1")
                self.assertTrue(self.truth()["format"]["interlaced"])
                frames = self.frames(size=WIDTH * 128)
                self.assertEqual(len(frames), 50)
                self.assertLess(max(apart(frames[24], one) for one in frames[25:40]), 1)
                # The fields of a frame are of two moments, but for those of a freeze.
                def comb(frame):
                    rows = [frame[at:at + WIDTH] for at in range(0, len(frame), WIDTH)]
                    return sum(apart(a, c) - apart(a, b)
                               for a, b, c in zip(rows, rows[1:], rows[2:])) / len(rows)
                self.assertGreater(comb(frames[30]), -1)
                self.assertLess(comb(frames[18]), -2)

    def test_noise(self):
        _, frozen, _ = self.make("-s 2 --bitrate 20000 --noise 6 --defect freeze@1+0.8")
        # The mean difference of two Gaussian variables is 2/sqrt(pi) of their sigma.
        self.assertAlmostEqual(apart(frozen[5], frozen[6]), 6 * 1.128, delta=1.5)

    def test_the_same_seed_makes_the_same_pictures(self):
        made = {}
        for name, seed in (("one", 7), ("two", 7), ("other", 8)):
            self.run_well(f"{IMPAIR} {SMALL} -s 2 --seed {seed} --noise 2 --defect still@1+0.6 "
                          f"{name}.ts")
            made[name] = self.frames(f"{name}.ts")
        self.assertEqual(made["one"], made["two"])
        self.assertNotEqual(made["one"], made["other"])

    # Defects.

    def test_freeze(self):
        frames, _, defect = self.make("--seconds 3 --defect freeze@1+1")
        moves = [apart(one, two) > 1 for one, two in zip(frames, frames[1:])]
        self.assertEqual(moves, [True] * 25 + [False] * 24 + [True] * 25)
        self.assertEqual((defect["is_defect"], defect["report"]), (True, "freeze/freeze"))

    def test_overlay(self):
        places = {"clock": (0, 0, 80, 40), "logo": (100, 0, 60, 50), "ticker": (0, 80, 160, 40)}
        for what, place in places.items():
            with self.subTest(what):
                frames, frozen, defect = self.make(
                    f"--seconds 2 --defect overlay@1+0.8:what={what},area=0.05")
                self.assertEqual(defect["parameters"], {"what": what, "area": 0.05})
                live = apart(box(frozen[5], *place), box(frozen[10], *place))
                self.assertGreater(live, 1)
                # The overlay is all that moves, and it is there before as well.
                share = place[2] * place[3] / (WIDTH * HEIGHT)
                self.assertAlmostEqual(apart(frozen[5], frozen[10]), live * share, delta=0.3)
                self.run_well(f"{IMPAIR} {SMALL} -s 1 plain.ts")
                plain = self.frames("plain.ts")
                self.assertGreater(apart(box(plain[5], *place), box(frames[5], *place)), 3)

    def test_stutter(self):
        frames, shown, defect = self.make("--seconds 3 --defect stutter@0.8+2:hold=0.2,every=0.4")
        self.assertEqual(defect["report"], "freeze/stutter")
        moves = [apart(one, two) > 1.3 for one, two in zip(shown, shown[1:])]
        self.assertEqual(moves[:39], ([False] * 4 + [True] * 6) * 3 + [False] * 4 + [True] * 5)
        self.assertEqual(len(frames), 75)

    def test_drop(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 --defect drop@1+1:every=4 out.ts")
        (defect,) = self.truth()["defects"]
        self.assertEqual((defect["report"], defect["parameters"]), (None, {"every": 4}))
        self.assertEqual(sorted(set(range(75)) - {round(ms / 40) for ms in self.times()}),
                         [29, 33, 37, 41, 45, 49])

    def test_drop_of_all_is_a_gap(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 --defect drop@1+1 out.ts")
        (defect,) = self.truth()["defects"]
        self.assertEqual((defect["is_defect"], defect["report"]), (True, None))
        self.assertEqual(sorted(set(range(75)) - {round(ms / 40) for ms in self.times()}),
                         list(range(26, 50)))

    def test_black(self):
        frames, black, defect = self.make("--seconds 2 --defect black@1+0.8")
        self.assertEqual(defect["report"], "black/black")
        for frame in black:
            self.assertLess(mean(frame), 20)
        self.assertGreater(mean(frames[24]), 60)
        self.assertGreater(mean(frames[45]), 60)

    def test_black_with_a_logo(self):
        _, black, defect = self.make("--seconds 2 --defect black@1+0.8:logo=1")
        self.assertEqual((defect["report"], defect["parameters"]), ("black/black", {"logo": 1}))
        for frame in black:
            self.assertGreater(mean(box(frame, 10, 10, 12, 8)), 60)
            self.assertLess(mean(box(frame, 40, 0, WIDTH - 40, HEIGHT)), 20)

    def test_solid(self):
        for colour, luma in (("grey", 126), ("green", 0), ("blue", 32), ("white", 235)):
            with self.subTest(colour):
                _, solid, defect = self.make(f"--seconds 2 --defect solid@1+0.8:colour={colour}")
                self.assertEqual(defect["report"], "black/solid")
                for frame in solid:
                    self.assertLess(abs(mean(frame) - luma), 3)

    def test_bars(self):
        _, bars, defect = self.make("--seconds 2 --defect bars@1+0.8")
        self.assertEqual(defect["report"], "black/bars")
        wide = WIDTH // 8
        lumas = [mean(box(bars[5], wide * i + 4, 0, wide - 8, HEIGHT)) for i in range(8)]
        self.assertEqual(lumas, sorted(lumas, reverse=True))
        self.assertGreater(lumas[0] - lumas[7], 150)

    # Baits.

    def test_dim(self):
        frames, dim, defect = self.make("--seconds 2 --defect dim@1+0.8:brightness=0.1")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        self.assertLess(abs(mean(dim[3]) - 16 - 0.1 * (mean(frames[24]) - 16)), 3)
        self.assertGreater(apart(dim[3], dim[13]), 0.3)

    def test_region(self):
        shown, defect = self.bait("--defect region@1+2:area=0.05")
        self.assertEqual((defect["report"], defect["parameters"]), (None, {"area": 0.05}))
        changes = [apart(box(shown[10], x, y, 8, 8), box(shown[30], x, y, 8, 8)) > 4
                   for y in range(0, HEIGHT, 8) for x in range(0, WIDTH, 8)]
        self.assertTrue(0 < sum(changes) < 0.12 * len(changes), sum(changes))

    def test_slate(self):
        shown, defect = self.bait("--defect slate@1.4+2")
        self.assertIsNone(defect["report"])
        clock = [box(frame, 40, 88, 80, 20) for frame in shown]
        ticks = [apart(one, two) > 0.5 for one, two in zip(clock, clock[1:])]
        self.assertEqual([i + 1 for i, tick in enumerate(ticks) if tick], [15, 40])
        shown, defect = self.bait("--defect slate@1.4+2:clock=0")
        self.assertEqual(defect["report"], "freeze/still")
        self.assertLess(apart(shown[1], shown[-1]), 0.5)

    def test_pan_and_zoom(self):
        for kind, speed in (("pan", "0.5"), ("zoom", "0.003")):
            with self.subTest(kind):
                shown, defect = self.bait(f"--defect {kind}@1+2:speed={speed}")
                self.assertEqual(defect["parameters"], {"speed": float(speed)})
                steps = [apart(one, two) for one, two in zip(shown, shown[1:])]
                self.assertLess(max(steps), 3)
                self.assertGreater(apart(shown[0], shown[-1]), 5 * sorted(steps)[len(steps) // 2])

    def test_pan_has_its_speed(self):
        shown, _ = self.bait("--defect pan@1+2:speed=0.5")
        shifted = [apart(box(shown[0], 40, 20, 80, 80), box(shown[40], 40 + x, 20, 80, 80))
                   for x in range(-40, 41)]
        self.assertEqual(abs(shifted.index(min(shifted)) - 40), 20)

    def test_fade(self):
        shown, defect = self.bait("--defect fade@1+2")
        self.assertIsNone(defect["report"])
        levels = [mean(frame) for frame in shown]
        self.assertLess(levels[25], 20)
        self.assertAlmostEqual(levels[12], 16 + (levels[0] - 16) * 0.52, delta=2)
        self.assertEqual(levels[:20], sorted(levels[:20], reverse=True))
        self.assertEqual(levels[30:], sorted(levels[30:]))

    def test_still(self):
        shown, defect = self.bait("--defect still@1+2")
        self.assertEqual(defect["report"], "freeze/still")
        self.assertLess(max(apart(shown[2], one) for one in shown[3:]), 1)

    # Clips of one's own.

    def test_a_clip_goes_through_and_is_repeated(self):
        self.run_well(f"{IMPAIR} {SMALL} --seconds 2 --fps 30000/1001 clip.ts")
        self.run_well(f"{IMPAIR} --from clip.ts --bitrate 4000 --seconds 4.5 --defect freeze@3+0.5 "
                      "out.ts")
        truth = self.truth()
        self.assertEqual(truth["source"], "clip.ts")
        self.assertEqual(truth["format"]["fps"], "30000/1001")
        self.assertEqual((truth["format"]["width"], truth["format"]["height"]), (WIDTH, HEIGHT))
        self.assertEqual(truth["defects"][0]["start"], 3003000000)
        clip, out = self.frames("clip.ts"), self.frames()
        self.assertEqual((len(clip), len(out)), (59, 134))
        for at in (0, 30, 58, 59, 80, 110, 130):
            self.assertLess(apart(out[at], clip[at % 59]), 2.5, at)
        self.assertLess(apart(out[90], out[103]), 1)

    def test_a_clip_without_defects_keeps_its_length(self):
        self.run_well(f"{IMPAIR} {SMALL} --seconds 2 clip.ts")
        self.run_well(f"{IMPAIR} --from file://$PWD/clip.ts out.ts")
        self.assertEqual(len(self.frames()), 50)
        self.assertEqual(self.truth()["seconds"], 2.0)

    def sound(self, clip):
        self.run_well(f"gst-launch-1.0 -q filesrc location={clip} ! tsdemux ! aacparse ! "
                      "avdec_aac ! audioconvert ! audioresample ! "
                      "audio/x-raw,format=S16LE,rate=48000,channels=1 ! filesink location=out.pcm")
        return array.array("h", self.read("out.pcm"))

    def test_sound_is_kept_and_repeated_and_there_is_a_tone_otherwise(self):
        video = ("videotestsrc num-buffers=50 pattern=ball ! "
                 "video/x-raw,width=160,height=120,framerate=25/1 ! x264enc ! h264parse")
        self.run_well(f"gst-launch-1.0 -q {video} ! queue ! mp4mux name=mux ! filesink "
                      "location=clip.mp4 audiotestsrc num-buffers=40 samplesperbuffer=960 wave=ticks "
                      "tick-interval=1000000000 ! audio/x-raw,rate=48000 ! avenc_aac ! aacparse ! mux.")
        self.run_well(f"gst-launch-1.0 -q {video} ! mp4mux ! filesink location=silent.mp4")
        self.run_well(f"{IMPAIR} --from clip.mp4 -s 4 out.ts && "
                      f"{IMPAIR} --from silent.mp4 -s 2 tone.ts")
        sound = self.sound("out.ts")  # a tick at 0, then silence up to the repetition
        loud = [max(map(abs, sound[at:at + 2400])) > 3000 for at in range(0, 4 * 48000 - 4800, 2400)]
        starts = [i for i, now in enumerate(loud) if now and (i == 0 or not loud[i - 1])]
        self.assertEqual([round(start / 20) for start in starts], [0, 2])
        self.assertGreater(max(self.sound("tone.ts")), 3000)

    def test_size_and_rate_of_a_clip_can_be_changed(self):
        self.run_well(f"{IMPAIR} {SMALL} --seconds 2 clip.ts")
        self.run_well(f"{IMPAIR} --from clip.ts --width 80 --fps 12.5 out.ts")
        made = self.truth()["format"]
        self.assertEqual((made["width"], made["height"], made["fps"]), (80, 60, "25/2"))
        self.assertEqual(len(self.frames(size=80 * 60)), 25)
        self.run_well(f"{IMPAIR} --from clip.ts --width 192 --height 108 --fps 29.97 out.ts")
        self.assertEqual(self.truth()["format"]["fps"], "30000/1001")
        self.assertIn("Pixel aspect ratio: 3/4", self.discover("out.ts"))

    def test_the_size_may_change_within_a_clip(self):
        for start, size in ((0, SMALL), (1, "--width 320 --height 240")):
            self.run_well(f"{IMPAIR} {size} -s 1 one.ts && ffmpeg -v error -y -i one.ts -c copy "
                          f"-output_ts_offset {start} -f mpegts part{start}.ts")
        self.run_well("cat part0.ts part1.ts >clip.ts")
        self.run_well(f"{IMPAIR} --from clip.ts {SMALL} -s 1.9 out.ts")
        frames = self.frames()
        self.assertGreater(len(frames), 40)
        self.assertGreater(apart(frames[10], frames[-1]), 1)

    def test_widths_that_are_no_multiple_of_four(self):
        for codec in ("h264", "mpeg2"):
            self.run_well(f"{IMPAIR} --codec {codec} --width 446 --height 128 --seconds 1 out.ts")
            frame = self.frames(size=448 * 128)[5]  # what is decoded is padded
            rows = [frame[at:at + 446] for at in range(0, len(frame), 448)]
            # Rows that begin in the wrong place look unlike their neighbours.
            self.assertLess(sum(apart(a, b) for a, b in zip(rows, rows[1:])) / 127, 20, codec)

    def test_odd_sizes_are_cut_and_rates_that_vary_made_constant(self):
        self.run_well("gst-launch-1.0 -q videotestsrc num-buffers=30 pattern=ball ! "
                      "video/x-raw,format=I420,width=163,height=121,framerate=0/1 ! "
                      "vp8enc ! webmmux ! filesink location=clip.webm")
        self.run_well(f"{IMPAIR} --from clip.webm -s 1 out.ts")
        made = self.truth()["format"]
        self.assertEqual((made["width"], made["height"], made["fps"]), (162, 120, "25/1"))
        # Rows of such a width are padded elsewhere.
        for codec in ("h264", "h265", "mpeg2"):
            self.run_well(f"{IMPAIR} --width 162 --height 120 --bitrate 4000 -s 1 --codec {codec} out.ts")
            frame = self.frames(size=164 * 120)[5]
            rows = [frame[at:at + 162] for at in range(0, len(frame), 164)]
            self.assertLess(sum(apart(a, b) for a, b in zip(rows, rows[1:])) / len(rows), 9, codec)

    # Mistakes.

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
                ("region@1+2:area=0.9", "area=0.9"), ("slate@1+2:clock=2", "clock=2", "0 .. 1"),
                ("pan@1+2:speed=0", "speed=0"), ("zoom@1+2:speed=1", "speed=1")):
            with self.subTest(text):
                self.refuses(f"--defect {text} a.ts", text.split(":")[0], *words)

    def test_a_clip_that_cannot_be_read_is_named(self):
        self.refuses("--from nowhere.mp4 a.ts", "nowhere.mp4", "no such file", status=1)
        self.refuses("--from README.md a.ts", "README.md", status=1)
        self.run_well("gst-launch-1.0 -q audiotestsrc num-buffers=9 ! wavenc ! filesink "
                      "location=sound.wav")
        self.refuses("--from sound.wav a.ts", "sound.wav", "no picture", status=1)

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
        for kind in ("freeze", "overlay", "stutter", "drop", "black", "solid",
                     "bars", "region", "slate", "pan", "zoom",
                     "fade", "still", "dim"):
            example = re.search(rf"{kind}@\S+", told.split("Defects:")[1])
            self.assertIsNotNone(example, kind)
            self.run_well(f"{IMPAIR} {SMALL} --quiet --seconds 14 --fps 10 "
                          f"--defect {example.group(0)} out.ts")

    def test_progress_is_for_terminals(self):
        shown = self.run_well(f"script -qec '{IMPAIR} {SMALL} -s 1 out.ts' /dev/null").stdout
        self.assertIn(" 48 %", shown)
        shown = self.run_well(f"script -qec '{IMPAIR} {SMALL} --quiet -s 1 out.ts' /dev/null").stdout
        self.assertNotIn("%", shown)


tap.main()
