# SPDX-License-Identifier: LGPL-2.1-or-later
"""The harness counts right, and can say that a detector is bad: cases made by hand."""
import dataclasses
import json
import os
import sys
import tempfile
import unittest
from fractions import Fraction
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import figures  # noqa: E402
import tap  # noqa: E402
from blackdetect import BlackDetect  # noqa: E402
from examine import Examined  # noqa: E402
from freezedetect import FreezeDetect  # noqa: E402
from incidents import SECOND, Alarm, BadLog, collect, read_log  # noqa: E402
from matching import Truth, match  # noqa: E402
from material import Material, joined  # noqa: E402
from plan import Case, all_plans, cases_of  # noqa: E402
from probe import rate  # noqa: E402
from report import PlanReport  # noqa: E402
from sources import MOST_PIXELS, Source, scenes, size  # noqa: E402

FREEZE = "freeze/freeze"


def truth(start, end, **more):
    return Truth(FREEZE, "freeze", round(start * SECOND), round(end * SECOND), **more)


def alarm(start, told, stop=None, severity="warning"):
    """In seconds; what is over was told to be a second later."""
    return Alarm(FREEZE, round(start * SECOND), {severity: round(told * SECOND)},
                 None if stop is None else round((stop + 1) * SECOND),
                 None if stop is None else round(stop * SECOND))


def matched(truths, alarms):
    found = match(truths, alarms, "warning", SECOND)
    return ([(truths.index(one), alarms.index(two)) for one, two in found.pairs],
            [truths.index(one) for one in found.missed],
            [(alarms.index(one), why) for one, why in found.false])


class Match(unittest.TestCase):
    def test_one_to_one(self):
        self.assertEqual(matched([truth(3, 7)], [alarm(3, 5, 7)]), ([(0, 0)], [], []))
        self.assertEqual(matched([], []), ([], [], []))
        self.assertEqual(matched([truth(3, 7)], []), ([], [0], []))
        self.assertEqual(matched([], [alarm(3, 5)]),
                         ([], [], [(0, "nothing is wrong there")]))

    def test_what_is_told_twice_counts_once(self):
        self.assertEqual(matched([truth(3, 9)], [alarm(5, 7, 9), alarm(3.1, 5, 5)]),
                         ([(0, 1)], [], [(0, "told twice")]))

    def test_told_before_it_began_is_a_miss_and_a_false_alarm(self):
        self.assertEqual(matched([truth(3, 7)], [alarm(0.5, 2.5, 7)]),
                         ([], [0], [(0, "told before it began")]))

    def test_told_too_late_is_a_miss_and_a_false_alarm(self):
        self.assertEqual(matched([truth(3, 7)], [alarm(3, 8)])[0], [(0, 0)])
        self.assertEqual(matched([truth(3, 7)], [alarm(3, 8.1)]),
                         ([], [0], [(0, "nothing is wrong there")]))
        # In time, but about something that began later.
        self.assertEqual(matched([truth(3, 7)], [alarm(7, 7.5)])[1], [0])

    def test_overlapping_defects_get_as_many_alarms_as_there_are(self):
        # The second alarm is the better one for both, but the only one for the second defect.
        self.assertEqual(matched([truth(3, 8), truth(6, 9)], [alarm(1, 4), alarm(4, 8)]),
                         ([(0, 0), (1, 1)], [], []))
        self.assertEqual(matched([truth(3, 8), truth(6, 9)], [alarm(4, 7)])[1], [1])

    def test_severity_decides_and_its_rise_is_when_it_was_told(self):
        self.assertEqual(matched([truth(3, 7)], [alarm(3, 5, severity="info")]), ([], [0], []))
        rising = alarm(3, 4, severity="info")
        rising.told["critical"] = 6 * SECOND
        self.assertEqual(rising.told_at("warning"), 6 * SECOND)
        self.assertEqual(matched([truth(3, 7)], [rising])[0], [(0, 0)])


class Log(unittest.TestCase):
    def event(self, phase, **more):
        return {"detector": "freeze", "kind": "freeze", "element": "f0", "incident": 1,
                "phase": phase, "severity": "warning", "running_time": 5 * SECOND,
                "start": 3 * SECOND, "duration": 2 * SECOND, **more}

    def test_an_incident_is_one_alarm(self):
        (one,) = collect([self.event("begin"),
                          self.event("update", severity="critical", running_time=8 * SECOND),
                          self.event("end", running_time=9 * SECOND, duration=5 * SECOND)])
        self.assertEqual(one, Alarm(FREEZE, 3 * SECOND, {"warning": 5 * SECOND,
                                                         "critical": 8 * SECOND},
                                    9 * SECOND, 8 * SECOND))

    def test_a_begin_without_an_end_stays_open(self):
        (one,) = collect([self.event("begin")])
        self.assertIsNone(one.ended)

    def test_a_log_against_the_contract_is_refused(self):
        for events in (["end"], ["begin", "begin"], ["begin", "end", "end"]):
            with self.assertRaises(BadLog):
                collect([self.event(phase) for phase in events])

    def test_what_freezedetect_prints(self):
        told = FreezeDetect([-60], 2).parse(
            "frame:0 pts:0 pts_time:0\ntimecode=00\n"
            "frame:125  pts:450000  pts_time:5\nlavfi.freezedetect.freeze_start=3\n"
            "frame:175  pts:630000  pts_time:7.04\n"
            "lavfi.freezedetect.freeze_duration=4\nlavfi.freezedetect.freeze_end=7\n"
            "frame:225  pts:1  pts_time:9\nlavfi.freezedetect.freeze_start=8\n")
        self.assertEqual(told, [
            Alarm(FREEZE, 3 * SECOND, {"warning": 5 * SECOND}, 7040 * 10**6, 7 * SECOND),
            Alarm(FREEZE, 8 * SECOND, {"warning": 9 * SECOND})])

    def test_what_blackdetect_prints(self):
        told = BlackDetect([0.1], 2).parse(
            "frame:25  pts:1  pts_time:1\nlavfi.black_start=1\n"
            "frame:50  pts:1  pts_time:2\nlavfi.black_end=2\n"
            "frame:75  pts:1  pts_time:3\nlavfi.black_start=3\n"
            "frame:150  pts:1  pts_time:6\nlavfi.black_end=6\n"
            "frame:200  pts:1  pts_time:8\nlavfi.black_start=8\n"
            "frame:275  pts:1  pts_time:11\n")
        black = [(alarm.start / SECOND, alarm.told["warning"] / SECOND) for alarm in told]
        # One second is too short; what is black until the end is told of there.
        self.assertEqual(black, [(3, 6), (8, 11)])


class Figures(unittest.TestCase):
    def test_quantiles(self):
        self.assertIsNone(figures.quantile([], 0.5))
        self.assertEqual(figures.quantile([7], 0.95), 7)
        self.assertEqual(figures.quantile([4, 1, 3, 2], 0.5), 2.5)
        self.assertAlmostEqual(figures.quantile(range(101), 0.95), 95)

    def test_per_hour(self):
        self.assertEqual(figures.per_hour(1, 30 * SECOND), 120)
        self.assertEqual(figures.at_most_per_hour(3600 * SECOND), 3)
        self.assertIsNone(figures.per_hour(1, 0))

    def ratio(self, *sources):
        metric = figures.Ratio(lambda pair: pair)
        return figures.estimate(metric, dict(enumerate(sources)))

    def test_no_spread_between_sources_is_no_interval_to_speak_of(self):
        self.assertEqual(self.ratio(*[[(1, 2), (0, 0)]] * 5),
                         {"value": 0.5, "interval": [0.5, 0.5]})

    def test_one_source_says_nothing_about_others(self):
        self.assertEqual(self.ratio([(1, 2)]), {"value": 0.5, "interval": None})

    def test_sources_are_drawn_not_clips(self):
        # Of two sources all is found or nothing: what matters is which sources one has.
        self.assertEqual(self.ratio([(1, 1)] * 100, [(0, 1)] * 100),
                         {"value": 0.5, "interval": [0.0, 1.0]})

    def test_nothing_to_divide_by(self):
        self.assertEqual(self.ratio([(0, 0)], [(0, 0)]), {"value": None, "interval": None})


class TheMaterial(unittest.TestCase):
    def test_a_freeze_shows_where_it_moves(self):
        material = Material([(2 * SECOND, 6 * SECOND), (9 * SECOND, None)])
        for onset, expected in ((1, True), (2.1, True), (2.3, False), (5.9, False), (6, False),
                                (6.5, True), (9.1, True), (9.5, False), (99, False)):
            self.assertEqual(material.freeze_shows(onset * SECOND), expected, onset)

    def test_a_freeze_does_not_show_when_the_scene_has_only_just_begun(self):
        material = Material(cuts=[4 * SECOND])
        for onset, expected in ((3.96, True), (4, False), (4.12, False), (4.16, True)):
            self.assertEqual(material.freeze_shows(onset * SECOND), expected, onset)

    def test_stretches_that_touch_are_one(self):
        parts = [(0, 2 * SECOND), (2 * SECOND, 3 * SECOND), (4 * SECOND, 5 * SECOND),
                 (5 * SECOND + 1, None)]
        self.assertEqual(joined(parts), [(0, 3 * SECOND), (4 * SECOND, None)])

    def test_a_stutter_shows_where_it_moves_between_the_holds(self):
        def shows(*still):
            material = Material([(start * SECOND, stop * SECOND) for start, stop in still])
            return material.holds_show(4 * SECOND, 9 * SECOND, SECOND // 2, SECOND)
        self.assertTrue(shows())
        self.assertTrue(shows((3, 6)))
        self.assertFalse(shows((3, 7)))
        self.assertFalse(shows((3, 6), (7, 8)))

    def test_end_shows(self):
        material = Material([(2 * SECOND, 6 * SECOND)])
        for end, expected in ((1, True), (3, False), (5.5, True), (7, True)):
            self.assertEqual(material.end_shows(end * SECOND), expected, end)


class Sources(unittest.TestCase):
    def test_a_size_is_one_that_can_be_encoded_and_interlaced(self):
        self.assertEqual(size(640, 360), (640, 360))
        self.assertEqual(size(481, 270), (480, 268))
        width, height = size(1080, 2280)
        self.assertEqual((width % 2, height % 4), (0, 0))
        self.assertLessEqual(width * height, MOST_PIXELS)
        self.assertAlmostEqual(width / height, 1080 / 2280, delta=0.01)

    def test_what_comes_whenever_it_likes_has_the_usual_rate(self):
        def of(average, least):
            return rate({"avg_frame_rate": average, "r_frame_rate": least})
        self.assertEqual(of("30000/1001", "60/1"), Fraction(30000, 1001))
        self.assertEqual(of("0/0", "30/1"), 30)
        self.assertEqual(of("0/0", "90000/1"), 25)


class Plans(unittest.TestCase):
    def test_each_is_complete_and_the_same_each_time(self):
        heard = [Source(f"{name}.wav", (), Fraction(25), 0, 14.0, 14.0, False, ("--from", name))
                 for name in ("one", "two", "three")]
        both = [Source(f"{name}.mp4", ("--from", name), Fraction(25), 57600, 14.0, 14.0, True,
                       ("--from", name)) for name in ("one", "two", "three")]
        faces = [dataclasses.replace(source, name="face-" + source.name) for source in both]
        for plan in all_plans():
            # Each takes those that are of use for it.
            material = {"reference": both, "speech": faces}.get(plan.name, scenes(3) + heard)
            cases = cases_of(plan, material, 1, None)
            self.assertEqual(len({case.source.name for case in cases}), 3)
            self.assertEqual(cases, cases_of(plan, material, 1, None))
            self.assertNotEqual(cases, cases_of(plan, material, 2, None))
            self.assertEqual({True, False}, {case.positive for case in cases}, plan.name)
            few = cases_of(plan, material, 1, 6)
            self.assertEqual([case.positive for case in few].count(True), 3)

    def test_as_many_negatives_as_positives_and_half_of_them_alive(self):
        (plan,) = [each for each in all_plans() if each.name == "freeze"]
        kinds = [case.group for case in cases_of(plan, scenes(7), 1, None) if not case.positive]
        still = [kind for kind in kinds if kind in ("still", "slate without clock")]
        plain = [kind for kind in kinds if kind.startswith("untouched")]
        self.assertEqual((len(plain), len(still), len(kinds)), (21, 7, 49))


class DoctoredLog(unittest.TestCase):
    """From a log to the figures: a freeze that is missed, and a false alarm."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "events.jsonl")

    def log(self, *incidents):
        """(start, told, stop, ended) in seconds."""
        with open(self.path, "w", encoding="utf-8") as file:
            for number, (start, told, stop, ended) in enumerate(incidents):
                for phase, now, length in (("begin", told, told - start),
                                           ("end", ended, stop - start)):
                    data = {"detector": "freeze", "kind": "freeze", "element": "f0",
                            "incident": number, "phase": phase, "severity": "warning",
                            "running_time": round(now * SECOND), "start": round(start * SECOND),
                            "duration": round(length * SECOND)}
                    print(json.dumps({"type": f"vqa.incident.{phase}", "data": data}), file=file)
                print('{"type":"vqa.sample","data":{}}', file=file)
        return read_log(self.path)

    def examined(self, name, truths, *incidents):
        source = Source(name, (), Fraction(25), 1, 30.0, 30.0)
        return Examined(Case(source, "plain", None, bool(truths)), [f"make {name}"], 30 * SECOND,
                        SECOND // 25, truths, alarms={"vqa": self.log(*incidents)})

    def report(self, *examined):
        plan = SimpleNamespace(name="freeze", subject=FREEZE, severity="warning", limit=1.0,
                               alarm_after=2.0, also=(), default_peer=None)
        return PlanReport(plan, list(examined), "vqa", 1)

    def test_it_yields_exactly_these_figures(self):
        report = self.report(
            self.examined("a", [truth(3, 7)], (3.04, 5.2, 7, 8)),
            self.examined("b", [truth(3, 7)]),
            self.examined("c", [], (10, 12, 20, 21)),
            self.examined("d", [truth(3, 7, decidable=False)]))
        found = report.scores["vqa"]
        values = {name: estimate["value"] for name, estimate in found["metrics"].items()}
        for name, value in {"recall": 0.5, "precision": 0.5, "false alarms per hour": 120,
                            "onset error, median": 40, "onset error in frames, p95": 1,
                            "alarm delay, median": 200, "end delay, p95": 1000}.items():
            self.assertAlmostEqual(values[name], value, msg=name)
        self.assertEqual((found["counts"]["undecidable"], found["counts"]["undecidable found"]),
                         (1, 0))
        self.assertEqual(found["counts"]["negative seconds"], 30)
        self.assertEqual([(row["what"], row["case"], row["commands"])
                          for row in report.mistakes()],
                         [("MISSED", "b, plain", ["make b"]),
                          ("FALSE ALARM", "c, plain", ["make c"])])
        self.assertIn("make b", report.text())

    def test_an_alarm_soon_after_the_end_is_about_the_defect(self):
        report = self.report(self.examined("a", [truth(3, 7)], (3, 7.9, 7, 8)),
                             self.examined("b", [truth(3, 7)], (3, 8.1, 7, 9)))
        counts = report.scores["vqa"]["counts"]
        self.assertEqual((counts["hits"], counts["false"]), (1, 1))

    def test_a_log_without_fault_yields_none(self):
        report = self.report(self.examined("a", [truth(3, 7)], (3, 5, 7, 8)),
                             self.examined("b", []))
        metrics = report.scores["vqa"]["metrics"]
        self.assertEqual([metrics[name]["value"] for name in
                          ("recall", "precision", "false alarms per hour")], [1, 1, 0])
        self.assertEqual(list(report.mistakes()), [])


tap.main()
