# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is read of logs, packets and clips is what they hold, and becomes figures."""
import json
import os
import sys
import tempfile
import unittest
from fractions import Fraction
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import tap  # noqa: E402
from damage import Watched  # noqa: E402
from framepeers import gaps_of  # noqa: E402
from framewise import FramePlan  # noqa: E402
from incidents import SECOND  # noqa: E402
from laddering import Climbed, LadderPlan, LadderReport  # noqa: E402
from plan import Case  # noqa: E402
from sandbox import BUILD  # noqa: E402
from sources import Source  # noqa: E402
from workshop import Impaired, Ladder, Recoded, Workshop  # noqa: E402

SUBJECT = "blockiness/corruption"
FRAME = SECOND // 25
SOURCE = Source("a", (), Fraction(25), 1, 60.0, 60.0)


class Log(unittest.TestCase):
    """From a log of notifications to scores."""

    def examine(self, lines):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "events.jsonl")
            with open(log, "w", encoding="utf-8") as file:
                for line in lines:
                    print(json.dumps(line), file=file)
            plan = FramePlan()
            plan.subject = SUBJECT
            one = Watched(Case(SOURCE, "untouched", None, False), [], 60 * SECOND, FRAME, {},
                          list(range(1500)))
            monitor = SimpleNamespace(name="vqa", watch=lambda path, settings, read: read(log))
            plan.listen(monitor, SimpleNamespace(path="clip.ts"), one)
            return one

    def sample(self, frame, score, kind="corruption", timestamp=0):
        details = {} if score is None else {"score": score}
        return {"type": "vqa.sample", "subject": f"blockiness/{kind}", "data": {
            "detector": "blockiness", "kind": kind, "element": "b0", "incident": 0,
            "phase": "sample", "severity": "info", "running_time": frame * FRAME,
            "timestamp": timestamp, "start": 0, "duration": 0, "value": 0.1, "confidence": 1,
            "details": details}}

    def test_samples_are_scores_of_frames(self):
        one = self.examine([self.sample(0, None), self.sample(1, 0.5), self.sample(2, 0.7),
                            self.sample(2, 0.1, "blockiness"), self.sample(99999, 0.9)])
        self.assertEqual(one.scores["vqa"], {1: 0.5, 2: 0.7})

    def test_incidents_of_that_kind_are_alarms(self):
        def event(phase, kind, number, frame):
            data = {"detector": "blockiness", "kind": kind, "element": "b0", "incident": number,
                    "phase": phase, "severity": "warning", "running_time": frame * FRAME,
                    "start": 0, "duration": frame * FRAME}
            return {"type": f"vqa.incident.{phase}", "subject": f"blockiness/{kind}", "data": data}
        one = self.examine([event("begin", "corruption", 1, 50), event("begin", "blockiness", 2, 60),
                            event("end", "corruption", 1, 90)])
        self.assertEqual([alarm.told_at("warning") // FRAME for alarm in one.alarms["vqa"]], [50])


class Packets(unittest.TestCase):
    def packet(self, counter, ticks=None, pid=65):
        head = bytes([0x47, (0x40 if ticks is not None else 0) | pid >> 8, pid & 255, 0x10 | counter])
        pes = b"" if ticks is None else b"\0\0\1\xe0\0\0\x80\x80\x05" + bytes(
            [0x21 | ticks >> 29 & 14, ticks >> 22 & 255, ticks >> 14 & 254 | 1, ticks >> 7 & 255,
             ticks << 1 & 254 | 1])
        return (head + pes).ljust(188, b"\xff")

    def test_gaps_are_those_of_the_picture(self):
        packets = [self.packet(0, 90000), self.packet(1), self.packet(5, pid=66),
                   self.packet(9, pid=66), self.packet(2, 180000), self.packet(4),
                   self.packet(5, 270000), self.packet(9, 360000), self.packet(10)]
        with tempfile.NamedTemporaryFile(suffix=".ts") as file:
            file.write(b"".join(packets))
            file.flush()
            self.assertEqual(gaps_of(file.name), [SECOND, 3 * SECOND])


class RealClip(unittest.TestCase):
    """Of vqa-impair, through FFmpeg and GStreamer; without a monitor."""

    def examine(self, plan, clip):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            workshop = Workshop(os.path.join(BUILD, "tools", "vqa-impair"), folder)
            case = Case(SOURCE, "loss, h264, flip", clip, True)
            without = SimpleNamespace(name="vqa", has=lambda element: False)
            one = plan.examine(case, workshop=workshop, monitor=without, peers=plan.peers())
            self.assertIsNone(one.problem)
            return one

    def clip(self, *more):
        return Impaired(("--width", "160", "--height", "120", "--bitrate", "4000", "--seconds", "3",
                         "--gop", "25", *more))

    def test_frames(self):
        one = self.examine(FramePlan(), self.clip("--defect", "loss@1+1:what=flip,burst=30,every=0.3"))
        self.assertEqual((one.length, one.frame, len(one.shown)), (3 * SECOND, FRAME, 75))
        self.assertTrue(one.broken and set(one.broken) <= set(range(20, 75)), one.broken)
        self.assertEqual({name: len(scores) for name, scores in one.scores.items()},
                         {"blockdetect": 75, "decoder flags": 75, "continuity": 75})
        self.assertEqual(set(one.scores["continuity"].values()), {0})

    def test_packets_that_are_missing_make_frames_suspect(self):
        one = self.examine(FramePlan(), self.clip("--defect", "loss@1+1:burst=9"))
        suspect = [frame for frame, score in one.scores["continuity"].items() if score]
        self.assertTrue(20 < min(suspect) < 50, suspect)
        self.assertLessEqual(max(suspect) - min(suspect), 12)

    def test_ladder(self):
        steps = tuple((quantizer, Recoded(self.clip(), ("-t", "1", "-c:v", "mpeg2video", "-qscale:v",
                                                        str(quantizer)))) for quantizer in (2, 30))
        one = self.examine(LadderPlan(), Ladder(steps))
        low, high = one.values["blockdetect"]
        self.assertLess(low, high)


class Ladders(unittest.TestCase):
    def order(self, *ladders):
        climbed = [Climbed(Case(SOURCE, "mpeg2", None, True), [], [2, 5, 10, 18, 30],
                           {"vqa": values}) for i, values in enumerate(ladders)]
        plan = SimpleNamespace(name="blockiness", subject="blockiness/blockiness",
                               element="vqablockiness")
        report = LadderReport(plan, climbed, "vqa", 1)
        self.assertIn("| mpeg2 ", report.text())
        return report.rows["mpeg2"]["vqa"]

    def test_a_measure_that_rises_with_each_step(self):
        found = self.order([1, 2, 3, 4, 5], [10, 11, 12, 13, 14])
        self.assertEqual((round(found["inside"], 6), found["rising"]), (1, 1))
        self.assertLess(found["pooled"], 0.9)

    def test_a_measure_that_is_wrong(self):
        found = self.order([5, 4, 3, 2, 1], [7, 7, 7, 7, 7])
        self.assertEqual((round(found["inside"], 6), found["rising"]), (-0.5, 0))


tap.main()
