# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures that vqa-impair breaks: what it says is broken, is, and nothing else."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import HEIGHT, IMPAIR, SECOND, SMALL, WIDTH, ImpairTest, apart, box, mean  # noqa: E402
import tap  # noqa: E402

FRAME = SECOND // 25
PACKET = 188


class Stream:
    """The packets of a transport stream by their PID; the picture is what most of them carry."""

    def __init__(self, data):
        packets = [data[at:at + PACKET] for at in range(0, len(data), PACKET)]
        self.by_pid = {}
        for packet in packets:
            self.by_pid.setdefault((packet[1] & 0x1F) << 8 | packet[2], []).append(packet)
        self.picture = max(self.by_pid, key=lambda pid: len(self.by_pid[pid]))

    def gaps(self):
        """Places where packets are missing: (PID, how many, modulo 16)."""
        return [(pid, (two[3] - one[3] - 1) & 15) for pid, packets in self.by_pid.items()
                for one, two in zip(packets, packets[1:])
                if pid < 0x1FFF and two[3] & 0x10 and (two[3] - one[3] - 1) & 15]

    def others(self):
        return {pid: packets for pid, packets in self.by_pid.items() if pid != self.picture}

    def units(self):
        return sum(packet[1] & 0x40 != 0 for packet in self.by_pid[self.picture])


class DamageTest(ImpairTest):
    def broken(self, arguments, name="out"):
        """What the truth says of the one defect, and {number of the frame: what is broken}."""
        self.run_well(f"{IMPAIR} {SMALL} {arguments} {name}.ts")
        truth = self.truth(name)
        (defect,) = truth["defects"]
        return defect, {round(frame["pts"] / FRAME): frame for frame in truth["frames"]}

    def stream(self, name):
        return Stream(self.read(f"{name}.ts"))

    def is_about(self, defect, frames):
        """The defect is where the broken frames are, from the first to the last."""
        self.assertEqual((defect["kind"] != "", defect["is_defect"]), (True, True))
        self.assertEqual(defect["report"], "blockiness/corruption")
        self.assertEqual(round(defect["start"] / FRAME), min(frames))
        self.assertEqual(round((defect["start"] + defect["duration"]) / FRAME), max(frames) + 1)
        for frame in frames.values():
            self.assertTrue(0 <= frame["visible"] <= frame["damaged"] <= 1, frame)
            self.assertGreater(frame["damaged"], 0.001)


class Loss(DamageTest):
    SECONDS = "-s 3 --gop 25"

    def setUp(self):
        super().setUp()
        self.run_well(f"{IMPAIR} {SMALL} {self.SECONDS} clean.ts")

    def test_packets_of_the_picture_are_missing_and_no_others(self):
        defect, frames = self.broken(f"{self.SECONDS} --defect loss@1+2:burst=5,every=1")
        self.is_about(defect, frames)
        self.assertEqual(defect["also"], ["transport/loss"])
        self.assertEqual(defect["planned"], {"start": SECOND, "duration": 2 * SECOND})
        clean, lost = self.stream("clean"), self.stream("out")
        self.assertEqual(lost.others(), clean.others())
        self.assertEqual(lost.gaps(), [(lost.picture, 5)] * 2)
        self.assertEqual(len(clean.by_pid[clean.picture]) - len(lost.by_pid[lost.picture]), 10)

    def test_frames_that_are_not_broken_are_as_they_were(self):
        _, frames = self.broken(f"{self.SECONDS} --defect loss@1+1:what=flip,burst=20")
        clean, now = self.frames("clean.ts"), self.frames()
        self.assertEqual(len(now), len(clean))
        for at, (one, two) in enumerate(zip(clean, now)):
            if at in frames:
                self.assertGreater(apart(one, two), 0.1, at)
            else:
                self.assertLess(apart(one, two), 0.5, at)
        self.assertEqual(now[:20], clean[:20])
        self.assertEqual(now[50:], clean[50:])

    def test_bytes_that_are_written_over_leave_no_gap(self):
        defect, frames = self.broken(f"{self.SECONDS} --defect loss@1+1:what=flip,burst=20")
        self.is_about(defect, frames)
        self.assertEqual(defect["also"], [])
        clean, lost = self.stream("clean"), self.stream("out")
        self.assertEqual((lost.gaps(), lost.others()), ([], clean.others()))
        pairs = list(zip(clean.by_pid[clean.picture], lost.by_pid[lost.picture]))
        self.assertEqual(sum(one != two for one, two in pairs), 20)
        self.assertTrue(all(one[:4] == two[:4] for one, two in pairs))

    def test_a_unit_is_lost_as_a_whole(self):
        defect, _ = self.broken(f"{self.SECONDS} --defect loss@1+2:what=unit,burst=1,every=1")
        self.assertEqual(self.stream("clean").units() - self.stream("out").units(), 2)
        self.assertEqual(len(self.frames("clean.ts")) - len(self.frames()), 2)
        self.assertEqual(defect["also"], ["transport/loss"])

    def test_the_first_picture_is_left_alone(self):
        self.broken(f"{self.SECONDS} --defect loss@0+1:burst=1000,every=0.5")
        clean, lost = (self.stream(name).by_pid[65] for name in ("clean", "out"))
        first = next(at for at, packet in enumerate(clean[1:], 1) if packet[1] & 0x40)
        self.assertEqual(lost[:first], clean[:first])

    def test_every_codec(self):
        for codec in ("h265", "mpeg2"):
            with self.subTest(codec):
                defect, frames = self.broken(
                    f"-s 2 --gop 25 --codec {codec} --defect loss@1+0.9:what=flip,burst=30,every=0.5")
                self.is_about(defect, frames)


class Corrupt(DamageTest):
    def test_what_broke_upstream_is_coded_well(self):
        defect, frames = self.broken("-s 3 --defect corrupt@1+1:burst=9,every=0.5,bitrate=2000")
        self.is_about(defect, frames)
        self.assertEqual(defect["also"], [])
        self.assertEqual(defect["parameters"],
                         {"what": "drop", "burst": 9, "every": 0.5, "codec": "h264",
                          "bitrate": 2000, "gop": 50, "scale": 1.0})
        self.assertEqual(self.stream("out").gaps(), [])
        self.run_well(f"{IMPAIR} {SMALL} -s 3 clean.ts")
        clean, now = self.frames("clean.ts"), self.frames()
        self.assertEqual((len(now), self.truth()["seconds"]), (75, 3.0))
        error = [apart(one, two) for one, two in zip(clean, now)]
        broken = max(error[at] for at, frame in frames.items() if frame["visible"] > 0.02)
        self.assertGreater(broken, 2 * max(error[:min(frames)]))

    def test_codecs_and_sizes(self):
        for how in ("what=flip,burst=30,codec=h265,scale=0.67", "what=unit,codec=mpeg2,scale=1.5"):
            with self.subTest(how):
                defect, frames = self.broken(f"-s 2 --defect corrupt@1+0.9:every=0.3,{how}")
                self.is_about(defect, frames)
                self.assertEqual(len(self.frames()), 50)

    def test_other_defects_and_the_length_of_the_clip_are_kept(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 clip.ts")
        self.run_well(f"{IMPAIR} --from clip.ts --bitrate 4000 --defect corrupt@0.5+1:burst=9 "
                      "--defect freeze@2+0.5 out.ts")
        truth = self.truth()
        self.assertEqual([defect["report"] for defect in truth["defects"]],
                         ["blockiness/corruption", "freeze/freeze"])
        frames = self.frames()
        self.assertEqual((truth["seconds"], len(frames)), (3.0, 75))
        self.assertLess(max(apart(frames[52], one) for one in frames[53:62]), 1)

    def test_the_same_seed_breaks_the_same_pictures(self):
        made = {}
        for name, seed in (("one", 7), ("two", 7), ("other", 8)):
            _, made[name] = self.broken(f"-s 2 --seed {seed} --defect corrupt@0.5+1:every=0.3", name)
        self.assertEqual(made["one"], made["two"])
        self.assertNotEqual(made["one"], made["other"])
        self.assertEqual(self.frames("one.ts"), self.frames("two.ts"))

    def test_one_clip_is_coded_upstream_in_one_way(self):
        self.refuses(f"{SMALL} --defect corrupt@1+1 --defect corrupt@3+1:gop=5 a.ts", "corrupt@1+1",
                     "corrupt@3+1", "gop")
        self.refuses(f"{SMALL} --fps 20 --defect corrupt@1+1:codec=mpeg2 a.ts", "upstream", "mpeg2",
                     "20")


class Fill(DamageTest):
    def test_a_part_of_the_picture_is_filled(self):
        for colour, luma in (("green", 0), ("grey", 128)):
            with self.subTest(colour):
                defect, frames = self.broken(f"-s 2 --defect fill@0.4+1:area=0.1,colour={colour}")
                self.is_about(defect, frames)
                self.assertEqual((min(frames), max(frames)), (10, 34))
                shown = self.frames()[20]
                blocks = [mean(box(shown, x, y, 16, 16)) for y in range(0, HEIGHT - 15, 16)
                          for x in range(0, WIDTH, 16)]
                filled = sum(abs(block - luma) < 3 for block in blocks)
                self.assertTrue(0.05 < filled / len(blocks) < 0.2, filled)
                if colour == "green":
                    self.assertAlmostEqual(frames[20]["damaged"], filled / len(blocks), delta=0.03)

    def test_what_shows_nowhere_is_not_to_be_reported(self):
        self.run_well("gst-launch-1.0 -q videotestsrc num-buffers=75 pattern=solid-color "
                      "foreground-color=0xff828282 ! video/x-raw,width=160,height=120,"
                      "framerate=25/1 ! x264enc ! h264parse ! mp4mux ! filesink location=grey.mp4")
        defect, frames = self.broken("--from grey.mp4 --defect fill@1+1:colour=grey")
        self.assertEqual((frames, defect["report"], defect["is_defect"]), ({}, None, True))
        self.assertEqual((defect["start"], defect["duration"]), (SECOND, SECOND))


tap.main()
