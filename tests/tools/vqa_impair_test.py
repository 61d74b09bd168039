# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-impair as a user calls it: what it says is in a clip is in its pictures."""
import array
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import HEIGHT, IMPAIR, SECOND, SMALL, WIDTH, ImpairTest, apart, mean  # noqa: E402
import tap  # noqa: E402


class Making(ImpairTest):
    def test_clip_and_truth(self):
        done = self.run_well(f"{IMPAIR} --seconds 4 --width 320 --height 240 --fps 30 "
                             "--defect slate@3+0.5 --defect overlay@1+1.51:area=0.01 'out 1.ts'")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertEqual(self.truth("out 1"), {
            "clip": "out 1.ts", "source": "built-in scene", "seed": 1, "seconds": 4.0,
            "command": "vqa-impair --seconds 4 --width 320 --height 240 --fps 30 "
                       "--defect slate@3+0.5 --defect overlay@1+1.51:area=0.01 'out 1.ts'",
            "format": {"codec": "h264", "width": 320, "height": 240, "fps": "30/1",
                       "bitrate": 230, "gop": 50, "interlaced": False, "sound": "aac"},
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


class ClipsOfOnesOwn(ImpairTest):
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


tap.main()
