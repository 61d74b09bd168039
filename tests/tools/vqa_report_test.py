# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-report as a user calls it, on notifications of the real monitor."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import Sandbox  # noqa: E402

REPORT = "build/release/tools/vqa-report"
MONITOR = "gst-launch-1.0 -q vqamonitor uri=build/demo/demo.ts label=news"


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()
        cls.sandbox.run(f"{MONITOR} targets=file:events.jsonl").check_returncode()

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.close()

    def run_tool(self, script, status=0):
        done = self.sandbox.run(script)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def test_file_and_pipe_say_the_same(self):
        told = self.run_tool(f"{REPORT} events.jsonl").stdout
        self.assertRegex(told, r"0:05\.0 +news +warning +picture frozen since 0:03\.0, 2\.0 s "
                               r"\(\d+ % sure\)")
        self.assertRegex(told, r"0:08\.0 +news +over +picture frozen for 4\.0 s, 0:03\.0 to 0:07\.0")
        self.assertEqual(told, self.run_tool(f"{MONITOR} | {REPORT}").stdout)

    def test_summary_counts(self):
        self.assertEqual(self.run_tool(f"{REPORT} --summary events.jsonl").stdout,
                         "news: 1 found, 0 of them critical, 0 not over yet\n")
        self.assertEqual(self.run_tool(f"{REPORT} --summary < /dev/null").stdout,
                         "No defect found.\n")
        self.assertEqual(self.run_tool(f"grep -m 1 incident.begin events.jsonl | {REPORT} --summary").stdout,
                         "news: 1 found, 0 of them critical, 1 not over yet\n")

    def test_truth_that_holds(self):
        told = self.run_tool(f"{REPORT} --truth build/demo/demo.truth.json events.jsonl").stdout
        self.assertRegex(told, r"freeze +0:03\.0 to +0:07\.0 +found: alarm at 0:05\.0, 2\.0 s after")

    def truth(self, *defects):
        rows = ",".join(f'{{"kind":"{kind}","start":{start}000000000,"duration":2000000000,'
                        f'"is_defect":{flag}}}' for kind, start, flag in defects)
        return f"{REPORT} --truth <(echo '{{\"clip\":\"x\",\"defects\":[{rows}]}}') events.jsonl"

    def test_truth_that_does_not_hold(self):
        missed = self.run_tool(self.truth(("freeze", 4, "true"), ("freeze", 9, "true")), 1).stdout
        self.assertRegex(missed, r"0:09\.0 to +0:11\.0 +MISSED")
        bait = self.run_tool(self.truth(("slate", 4, "false")), 1).stdout
        self.assertIn("FALSE ALARM: this is no defect", bait)
        nothing = self.run_tool(self.truth(), 1).stdout
        self.assertIn("FALSE ALARM: nothing is wrong here", nothing)
        quiet = self.run_tool(self.truth(("freeze", 4, "true"), ("slate", 9, "false"))).stdout
        self.assertIn("quiet, as it should be", quiet)

    def test_the_truth_says_what_is_to_be_reported(self):
        def told(kind, is_defect, report, status=0):
            row = (f'{{"kind":"{kind}","start":4000000000,"duration":2000000000,'
                   f'"is_defect":{is_defect},"report":{report}}}')
            return self.run_tool(f"{REPORT} --truth <(echo '{{\"clip\":\"x\",\"defects\":[{row}]}}') "
                                 "events.jsonl", status).stdout
        self.assertIn("found: alarm at 0:05.0", told("overlay", "true", '"freeze/freeze"'))
        self.assertIn("MISSED", told("black", "true", '"black/black"', 1))
        self.assertIn("found: alarm at 0:05.0", told("drop", "true", "null"))
        self.assertIn("FALSE ALARM", told("slate", "false", "null", 1))
        self.assertIn("told as freeze, which is no defect", told("still", "false", '"freeze/freeze"'))

    def test_one_defect_may_be_told_of_in_several_ways(self):
        def told(start, report, also, status):
            row = (f'{{"kind":"loss","start":{start}000000000,"duration":500000000,'
                   f'"is_defect":true,"report":{report},"also":[{also}],'
                   f'"planned":{{"start":{start}000000000,"duration":1000000000}}}}')
            return self.run_tool(f"{REPORT} --truth <(echo '{{\"clip\":\"x\",\"defects\":[{row}]}}') "
                                 "events.jsonl", status).stdout
        # The incident of the log, a freeze, stands for what a transport monitor would say.
        self.assertIn("told as well: it is about the loss",
                      told(4, '"blockiness/corruption"', '"transport/freeze"', 1))
        self.assertIn("MISSED", told(4, '"blockiness/corruption"', "", 1))
        self.assertIn("FALSE ALARM", told(9, '"blockiness/corruption"', '"transport/freeze"', 1))
        self.assertIn("found", told(4, "null", '"transport/freeze"', 0))

    def test_other_lines_go_through(self):
        done = self.run_tool(f"(echo hello; cat events.jsonl) | {REPORT}")
        self.assertIn("hello", done.stderr)
        self.assertIn("picture frozen", done.stdout)

    def test_what_is_lost_has_words_too(self):
        for detector, kind, words in (("transport", "loss", "packets lost"),
                                      ("transport", "psi", "tables of the stream missing"),
                                      ("stream", "lost", "stream lost"),
                                      ("blockiness", "corruption", "picture damaged")):
            told = self.run_tool('sed \'s/"detector":"freeze","kind":"freeze"/'
                                 f'"detector":"{detector}","kind":"{kind}"/\''
                                 f' events.jsonl | {REPORT}').stdout
            self.assertIn(words, told)

    def test_bad_input_is_named(self):
        self.assertIn("nowhere.jsonl", self.run_tool(f"{REPORT} nowhere.jsonl", 2).stderr)
        self.assertIn("nowhere.json",
                      self.run_tool(f"{REPORT} -t nowhere.json events.jsonl", 2).stderr)
        self.assertIn("README.md is no truth file",
                      self.run_tool(f"{REPORT} -t README.md events.jsonl", 2).stderr)
        self.assertIn("one file", self.run_tool(f"{REPORT} a b", 2).stderr)
        self.assertIn("--help", self.run_tool(f"{REPORT} --nonsense", 2).stderr)


tap.main()
