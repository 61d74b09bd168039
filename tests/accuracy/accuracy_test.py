# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small part of the accuracy plans, on the built-in scene: floors that must hold at any time.
They are what is promised, not what was last measured."""
import functools
import json
import os
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import synthetic  # noqa: E402
import tap  # noqa: E402
from examine import examine  # noqa: E402
from monitor import Monitor  # noqa: E402
from plan import all_plans, cases_of  # noqa: E402
from report import PlanReport  # noqa: E402
from sandbox import BUILD, TIMEOUT  # noqa: E402
from sources import scenes  # noqa: E402
from workshop import Workshop  # noqa: E402

FOUND = ("plain", "noise", "interlaced", "overlay clock", "overlay ticker")
QUIET = ("slate with clock", "slate without clock", "still", "region 0.005", "slow pan", "slow zoom",
         "untouched, poor", "untouched, other codec")
HEARD = {"silence": ("mute, lossless", "dead channel, left, coded", "pauses of a speaker"),
         "dropout": ("hole, 10 ms, lossless", "hole, 40 ms, coded", "repeated, frame=1024,times=8, coded",
                     "drum solo", "staccato"),
         "click": ("clicks of -3 dBFS, 1 wide, lossless", "untouched, coded again"),
         "clipping": ("20 dB too loud, then at 0 dBFS, lossless", "loud, round peaks"),
         "phase": ("right upside down, coded", "mono"),
         "hum": ("50 Hz at -30 dBFS, coded", "bass solo")}
STUTTER = ("hold 0.25 s", "hold 0.6 s", "24 to 60, 2:3", "12.5 to 25, each twice", "untouched")
JOBS = 2
SOUNDS = ("synthetic-voice-low.wav", "synthetic-chords-fast.wav")
SIZE = 320, 180  # nearly all the time goes into encoding


class Floors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-accuracy-")
        cls.monitor = Monitor(BUILD, cls.folder.name)
        cls.monitor.prepare()
        cls.workshop = Workshop(os.path.join(BUILD, "tools", "vqa-impair"), cls.folder.name)
        cls.plans = {plan.name: plan for plan in all_plans()}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def measure(self, plan, groups, sources=tuple(scenes(2, *SIZE))):
        """One case of each group; none in MPEG-2, which takes longer than all others together."""
        plan = self.plans[plan]
        cases = {case.group: case for case in cases_of(plan, sources, 1, None)
                 if case.group in groups and "mpeg2" not in getattr(case.clip, "arguments", ())}
        self.assertEqual(set(cases), set(groups))
        look = plan.examine or functools.partial(examine, plan=plan)
        with ThreadPoolExecutor(JOBS) as pool:
            examined = list(pool.map(lambda case: look(case, workshop=self.workshop,
                                                       monitor=self.monitor, peers=[]),
                                     cases.values()))
        report = PlanReport(plan, examined, Monitor.name, 1)
        self.assertEqual(report.unmeasured, [], report.problems())
        return report

    def test_freezes_are_found_in_time(self):
        report = self.measure("freeze", FOUND)
        values = {name: each["value"] for name, each in report.scores["vqa"]["metrics"].items()}
        self.assertEqual(report.scores["vqa"]["counts"]["undecidable"], 0)
        self.assertEqual((values["recall"], values["precision"]), (1, 1), report.wrong())
        self.assertLessEqual(values["onset error in frames, median"], 1)
        self.assertLessEqual(values["onset error in frames, p95"], 3)
        self.assertLessEqual(values["alarm delay, p95"], 200)
        self.assertEqual(report.scores["vqa"]["counts"]["begins without an end"], 0)

    def test_nothing_is_found_where_nothing_is_wrong(self):
        report = self.measure("freeze", QUIET)
        self.assertEqual(report.scores["vqa"]["counts"]["negative clips"], len(QUIET))
        self.assertEqual(report.scores["vqa"]["counts"]["false"], 0, report.wrong())

    def test_stutter_is_found_and_a_rhythm_is_none(self):
        report = self.measure("stutter", STUTTER)
        values = {name: each["value"] for name, each in report.scores["vqa"]["metrics"].items()}
        self.assertEqual((values["recall"], values["precision"]), (1, 1), report.wrong())
        self.assertEqual(report.scores["vqa"]["counts"]["begins without an end"], 0)

    def test_pictures_with_nothing_to_see_are_found(self):
        for plan, groups in (("black", ("black", "black and a logo", "dim 0.13")),
                             ("solid", ("green", "slate with clock")), ("bars", ("bars", "still"))):
            report = self.measure(plan, groups)
            values = {name: each["value"] for name, each in report.scores["vqa"]["metrics"].items()}
            self.assertEqual((values["recall"], values["precision"]), (1, 1), report.wrong())
            self.assertLessEqual(values["onset error in frames, p95"], 1)


    def test_sound_that_is_wrong_is_found(self):
        """On a voice and on chords; the baits take turns from source to source."""
        sources = synthetic.sounds(self.folder.name, SOUNDS) * 2
        for plan, groups in HEARD.items():
            # The last one counts. Chords are so wide that neither side of them is upside down.
            report = self.measure(plan, groups, sources[::-1] if plan == "phase" else sources)
            if not self.monitor.has("vqaaudio"):
                self.assertIn("vqaaudio is not in this build", report.text())
                continue
            values = {name: each["value"] for name, each in report.scores["vqa"]["metrics"].items()}
            self.assertEqual((values["recall"], values["precision"]), (1, 1), report.wrong())
            self.assertEqual(report.scores["vqa"]["counts"]["begins without an end"], 0)


class Command(unittest.TestCase):
    def run_it(self, *arguments):
        return subprocess.run([os.path.join(HERE, "run"), *arguments], capture_output=True,
                              text=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL, check=False)

    def test_it_prints_tables_and_writes_json(self):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            path = os.path.join(folder, "results.json")
            done = self.run_it("--scenes", "1", "--only", "freeze", "--limit", "2",
                               "--work", folder, "--json", path)
            self.assertEqual(done.returncode, 0, done.stderr)
            for words in ("## freeze: freeze/freeze", "| recall ", "| freezedetect -35 dB ",
                          "(default)"):
                self.assertIn(words, done.stdout)
            self.assertIn("freeze: 2 of 2", done.stderr)
            with open(path, encoding="utf-8") as file:
                scores = json.load(file)["plans"]["freeze"]["scores"]
            self.assertEqual(scores["vqa"]["counts"]["cases"], 2)

    def test_a_tool_that_fails_is_no_result(self):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            os.mkdir(os.path.join(folder, "tools"))
            os.symlink(os.path.join(BUILD, "plugins"), os.path.join(folder, "plugins"))
            os.symlink("/bin/false", os.path.join(folder, "tools", "vqa-impair"))
            done = self.run_it("--scenes", "1", "--only", "stutter", "--limit", "1", "--build",
                               folder, "--work", os.path.join(folder, "work"))
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("Could not be measured", done.stdout)
            self.assertNotIn("| recall", done.stdout)

    def test_help_and_bad_usage(self):
        done = self.run_it("--help")
        self.assertEqual(done.returncode, 0)
        for word in ("--clips", "--split", "--json", "Example", "docs/accuracy.md"):
            self.assertIn(word, done.stdout)
        for bad in (["--limit", "0"], ["--only", "nonsense"], ["--clips", "/nowhere"],
                    ["--build", "/nowhere", "--scenes", "1"]):
            self.assertEqual(self.run_it(*bad).returncode, 2, bad)


tap.main()
