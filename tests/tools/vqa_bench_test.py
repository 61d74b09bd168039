# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/vqa-bench as a user calls it, on clips of a few seconds: what it measures, never how much."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools", "bench"))
import prices  # noqa: E402
import tap  # noqa: E402
import verdicts  # noqa: E402
from sandbox import BUILD, SOURCE  # noqa: E402

TOOL = os.path.join(SOURCE, "tools", "vqa-bench")
PATIENCE = 120  # seconds: for what hangs
CLIP = ["--size", "320x180", "--seconds", "15"]


def verdict(**fields):
    return {"at": 0, "detector": "freeze", "kind": "freeze", "phase": "begin", "severity": "warning",
            "running-time": 4_000_000_000, "start": 2_000_000_000, "duration": 2_000_000_000,
            "value": 2.0, **fields}


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-bench-test-")
        cls.work = cls.folder.name

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def bench(self, *arguments):
        return subprocess.run([TOOL, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=PATIENCE, check=False)

    def measure(self, command, *arguments):
        results = os.path.join(self.work, "results.json")
        done = self.bench(command, "--build", BUILD, "--work", self.work, "--json", results, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(results, encoding="utf-8") as file:
            return json.load(file), done.stdout

    def test_1_both_monitors_find_the_same_and_what_they_use_is_told(self):
        found, text = self.measure("topology", *CLIP)
        self.assertEqual(found["differences"], [])
        self.assertIn("Both find the same: ", text)
        kinds = {(v["detector"], v["kind"]) for v in found["alone"]["verdicts"]}
        self.assertLessEqual({("freeze", "freeze"), ("audio", "dropout")}, kinds)
        many = found["distributed"]
        self.assertEqual(set(many["used"]), {"convert", "avsync", "black", "blockiness", "freeze",
                                             "audio", "aggregate", "store", "orchestrator"})
        # Every frame is written once, and read by the four that look at it.
        frames = 15 * 25 * 320 * 180 * 3 // 2
        self.assertGreater(many["written"], frames)
        self.assertGreater(many["read"], 4 * frames)
        self.assertLess(found["alone"]["bytes"], frames / 10)
        # Each second: converted, handed out, and looked at by five; one step finds that it is over.
        self.assertEqual(many["transitions"], 15 * 7 + 2)
        self.assertEqual(many["requests"]["DELETE"], 15 * 2)
        for line in ("CPU, s a minute of stream", "without the store", "Dollars an hour, 1000 streams"):
            self.assertIn(line, text)

    def test_2_packed_frames_are_fewer_bytes_and_prices_are_ours_to_set(self):
        raw, _ = self.measure("topology", *CLIP, "--detectors", "black")
        found, text = self.measure("topology", *CLIP, "--detectors", "black", "--frames", "jpeg",
                                   "--price-gigabyte", "2.5")
        self.assertLess(found["distributed"]["written"], raw["distributed"]["written"] / 2)
        self.assertEqual(found["prices"]["gigabyte"], 2.5)
        self.assertIn("gigabyte 2.5", text)

    def test_3_at_the_speed_of_the_stream_alarms_have_a_delay(self):
        found, text = self.measure("topology", *CLIP, "--detectors", "freeze", "--live")
        self.assertIn("Alarm after its frame", text)
        for side in ("alone", "distributed"):
            median, longest = verdicts.delays(found[side]["verdicts"], found[side]["base"])
            self.assertGreater(median, 0, side)
            self.assertLess(longest, PATIENCE, side)

    def test_4_detectors_beside_decoding_and_filters(self):
        found, text = self.measure("detectors", "--sizes", "320x180,480x270", "--seconds", "2",
                                   "--rounds", "1", "--streams", "1,2")
        self.assertEqual([(clip["width"], clip["height"]) for clip in found["clips"]],
                         [(320, 180), (480, 270)])
        for name in ("decode", "black", "blockiness", "freeze", "avsync", "audio", "transport"):
            self.assertGreater(found["clips"][0]["cpu"][name], 0, name)
        self.assertEqual(set(found["streams"]), {"1", "2"})
        for word in ("vqafreeze", "freezedetect", "blockdetect", "ebur128", "ns a pixel",
                     "streams in a process"):
            self.assertIn(word, text)

    def test_5_what_cannot_be_measured_is_said(self):
        for arguments, status, words in (
                (("topology", "--build", self.work), 2, "holds no build with tools"),
                (("topology", "--build", BUILD, "--work", self.work, "--detectors", "smell"), 2,
                 'there is no detector "smell"'),
                (("topology", "--build", BUILD, "--work", self.work, "--clip", "nowhere.ts"), 2,
                 "nowhere.ts"),
                (("topology", "--build", BUILD, "--seconds", "1"), 2, "--seconds must be within"),
                (("topology", "--size", "1x1"), 2, "--size"),
                (("topology", "--price-gigabyte", "-1"), 2, "--price-gigabyte"),
                (("detectors", "--rounds", "0"), 2, "--rounds"), ((), 2, "COMMAND")):
            done = self.bench(*arguments)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            self.assertIn(words, done.stderr)
            self.assertNotIn("Traceback", done.stderr)


class Verdicts(unittest.TestCase):
    def test_the_same_in_another_order_and_at_another_time_is_the_same(self):
        one = [verdict(), verdict(kind="stutter")]
        other = [verdict(kind="stutter", at=7), verdict(at=9)]
        self.assertEqual(verdicts.differences(one, other, exact=True), [])

    def test_what_only_one_of_them_says_is_a_difference(self):
        told = verdicts.differences([verdict()], [], exact=True)
        self.assertEqual(told, ["only the pipeline: begin of freeze/freeze, warning, at 4.000 s"])
        told = verdicts.differences([], [verdict()], exact=False)
        self.assertEqual(told, ["only the distributed one: begin of freeze/freeze, warning, at 4.000 s"])

    def test_a_frame_later_is_a_difference_unless_frames_were_packed_with_loss(self):
        one, other = [verdict()], [verdict(start=2_040_000_000)]
        self.assertEqual(len(verdicts.differences(one, other, exact=True)), 2)
        self.assertEqual(verdicts.differences(one, other, exact=False), [])
        self.assertEqual(len(verdicts.differences(one, [verdict(start=3_000_000_000)], exact=False)), 2)

    def test_one_of_two_alike_is_a_difference(self):
        self.assertEqual(len(verdicts.differences([verdict(), verdict()], [verdict()], exact=True)), 1)

    def test_delays(self):
        said = [verdict(at=14_100_000), verdict(at=14_300_000), verdict(at=99_000_000, phase="end")]
        median, longest = verdicts.delays(said, base=10_000_000)
        self.assertAlmostEqual(median, 0.2)
        self.assertAlmostEqual(longest, 0.3)
        self.assertIsNone(verdicts.delays([], 0))


class Prices(unittest.TestCase):
    def test_a_bill(self):
        use = prices.Use(cpu=0.5, bytes=1e6, puts=2, gets=3, steps=4)
        bill = prices.bill(use, prices.Prices(core_hour=0.1, put_1000=1, get_1000=2, step_1000=3,
                                              gigabyte=4))
        self.assertEqual(bill, {"cores": 50, "bytes": 3600 * 4, "requests": 8 * 3600, "steps": 12 * 3600})


tap.main()
