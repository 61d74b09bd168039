# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is counted frame by frame is counted right, and shows when a detector is bad: cases and logs
made by hand."""
import os
import sys
import unittest
from fractions import Fraction
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import figures  # noqa: E402
import tap  # noqa: E402
from damage import (CLEAN, Event, Watched, clean_stretches, events, judge,  # noqa: E402
                    loss_was_seen, size_of)
from framereport import FrameReport  # noqa: E402
from incidents import SECOND, Alarm  # noqa: E402
from plan import Case  # noqa: E402
from ranking import Area, auc, spearman  # noqa: E402
from sources import Source  # noqa: E402
from sweep import Sweep, f1, recall, seconds_best, told  # noqa: E402

SUBJECT = "blockiness/corruption"
FRAME = SECOND // 25
MINUTE = 60 * SECOND


def source(name):
    return Source(name, (), Fraction(25), 1, 60.0, 60.0)


def watched(broken=(), name="a", group="loss, h264, drop", length=MINUTE, **more):
    """broken: (first frame, end, visible share)."""
    return Watched(Case(source(name), group, None, bool(broken)), [f"make {name}"], length, FRAME,
                   {frame: (min(2 * share, 1), share) for first, end, share in broken
                    for frame in range(first, end)}, list(range(length // FRAME)), **more)


def scored(one, score):
    """With a score for each frame, by what is visible of its damage."""
    one.scores["vqa"] = {frame: score(one.visible(frame), frame) for frame in one.shown}
    return one


class Ranking(unittest.TestCase):
    def test_area(self):
        self.assertEqual(auc([3, 4], [1, 2]), 1)
        self.assertEqual(auc([1, 2], [3, 4]), 0)
        self.assertEqual(auc([1, 1], [1, 1, 1]), 0.5)
        self.assertEqual(auc([2, 4], [1, 3]), 0.75)
        self.assertIsNone(auc([], [1]))

    def test_area_of_drawn_sources_is_the_same(self):
        both = {"a": [([5, 7, 9], [1, 2])], "b": [([4, 1], [3, 6, 2])]}
        metric = Area(lambda pair: pair, [pair for pairs in both.values() for pair in pairs])
        estimate = figures.estimate(metric, both)
        self.assertAlmostEqual(estimate["value"], auc([5, 7, 9, 4, 1], [1, 2, 3, 6, 2]))
        self.assertLess(estimate["interval"][0], estimate["interval"][1])

    def test_rank_correlation(self):
        self.assertAlmostEqual(spearman([1, 2, 3, 4], [10, 20, 21, 99]), 1)
        self.assertAlmostEqual(spearman([1, 2, 3, 4], [4, 3, 2, 1]), -1)
        self.assertAlmostEqual(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]), 0.8)
        self.assertIsNone(spearman([1, 2, 3], [7, 7, 7]))


class Truth(unittest.TestCase):
    def spans(self, one, least=0.02):
        return [(event.start // FRAME, event.end // FRAME, event.largest)
                for event in events(one, least)]

    def test_an_event_is_three_frames_and_holds_for_a_second(self):
        self.assertEqual(self.spans(watched([(100, 102, 0.5)])), [])
        self.assertEqual(self.spans(watched([(100, 103, 0.5)])), [(100, 103, 0.5)])
        self.assertEqual(self.spans(watched([(100, 103, 0.5), (128, 131, 0.1)])), [(100, 131, 0.5)])
        self.assertEqual(self.spans(watched([(100, 103, 0.5), (129, 132, 0.1)])),
                         [(100, 103, 0.5), (129, 132, 0.1)])
        self.assertEqual(self.spans(watched([(100, 110, 0.01)])), [])
        self.assertEqual(self.spans(watched([(100, 110, 0.01)]), CLEAN), [(100, 110, 0.01)])

    def test_sizes(self):
        for share, name in ((0.001, "0.1 - 0.5 %"), (0.005, "0.5 - 2 %"), (0.049, "2 - 5 %"),
                            (0.05, "5 - 20 %"), (1, "> 20 %")):
            self.assertEqual(size_of(Event(0, 1, share, 0)), name)

    def test_what_is_clean_is_a_second_away_from_damage(self):
        self.assertEqual(clean_stretches(watched()), [(0, MINUTE)])
        self.assertEqual(clean_stretches(watched([(100, 110, 0.002), (150, 151, 0.5)])),
                         [(0, 75 * FRAME), (176 * FRAME, MINUTE)])
        self.assertEqual(clean_stretches(watched([(0, 1500, 0.1)])), [])

    def test_alarms_are_about_an_event_or_false_or_neither(self):
        one = watched([(90, 100, 0.01), (100, 150, 0.3)])
        def judged(*frames):
            result = judge(one, [(frame * FRAME, frame * FRAME) for frame in frames])
            return ([delay // FRAME for _, delay in result.found], len(result.missed),
                    [when // FRAME for when in result.false])
        self.assertEqual(judged(), ([], 1, []))
        self.assertEqual(judged(100), ([0], 0, []))
        self.assertEqual(judged(110, 120, 130), ([10], 0, []))
        self.assertEqual(judged(162), ([62], 0, []))
        self.assertEqual(judged(163), ([], 1, []))  # too late, and too near to be false
        self.assertEqual(judged(92), ([0], 0, []))  # while it grows
        self.assertEqual(judged(89), ([], 1, []))
        self.assertEqual(judged(20, 110, 500), ([10], 0, [20, 500]))
        self.assertEqual(judge(one, []).clean, MINUTE - 110 * FRAME)

    def test_an_alarm_that_goes_on_is_about_the_next_event_too_and_its_time_counts(self):
        one = watched([(100, 150, 0.3), (250, 300, 0.2)])
        result = judge(one, [(110 * FRAME, 260 * FRAME)])
        self.assertEqual([delay // FRAME for _, delay in result.found], [10, 0])
        self.assertEqual((result.going_on, result.unfounded // FRAME), (1, 250 - 25 - 150 - 25))
        result = judge(one, [(110 * FRAME, 250 * FRAME)])  # over when the second begins
        self.assertEqual((len(result.found), len(result.missed), result.going_on), (1, 1, 0))
        result = judge(one, [(400 * FRAME, 500 * FRAME)])
        self.assertEqual((len(result.missed), result.unfounded // FRAME), (2, 100))

    def test_whose_loss_was_seen(self):
        one = watched([(100, 150, 0.3), (250, 300, 0.2)], losses=[90 * FRAME])
        self.assertEqual([loss_was_seen(one, event) for event in events(one)], [True, False])
        told_of = judge(one, [(260 * FRAME, 260 * FRAME)])
        seen = told_of.where(lambda event: loss_was_seen(one, event))
        self.assertEqual((len(seen.found), len(seen.missed)), (0, 1))


class Sweeping(unittest.TestCase):
    def test_an_alarm_takes_two_of_three_frames_and_holds_for_a_second(self):
        scores = dict.fromkeys(range(200), 0)
        scores.update({0: 9, 1: 9, 50: 9, 60: 9, 62: 9, 80: 9, 81: 9, 120: 9, 121: 9})
        began = told(seconds_best(scores), 5, FRAME)
        self.assertEqual([when // FRAME for when in began], [2, 62, 121])
        self.assertEqual(told(seconds_best(scores), 10, FRAME), [])

    def test_the_lowest_threshold_with_so_many_false_alarms(self):
        # Clean frames of up to 5, but for one flash of 8; broken ones of 4, 6 and 9.
        def score(share, frame):
            return {0.03: 4, 0.1: 6, 0.5: 9}.get(share, 8 if 500 <= frame < 510 else frame % 6)
        one = scored(watched([(100, 110, 0.03), (200, 210, 0.1), (300, 310, 0.5)]), score)
        sweep = Sweep([one], "vqa")
        threshold, judged = sweep.best_within(1)
        self.assertEqual((threshold, recall(judged)), (9, 1 / 3))
        threshold, judged = sweep.best_within(80)  # one in this minute
        self.assertTrue(4 < threshold <= 6, threshold)
        self.assertEqual((recall(judged), len(judged[0].false)), (2 / 3, 1))

    def test_one_alarm_that_never_ends_is_not_what_is_chosen(self):
        one = scored(watched([(100, 110, 0.5)]), lambda share, frame: 5 if share else 1 + frame % 2)
        (threshold, _) = Sweep([one], "vqa").best_within(100)
        self.assertEqual(len(Sweep([one], "vqa").at(1)[0].false), 1)
        self.assertGreater(threshold, 2)


    def test_the_best_threshold_weighs_misses_against_false_alarms(self):
        one = scored(watched([(100, 110, 0.03), (200, 210, 0.1), (300, 310, 0.5)]),
                     lambda share, frame: {0.03: 4, 0.1: 6, 0.5: 9}.get(share, frame % 6))
        threshold, judged = Sweep([one], "vqa").best()
        self.assertTrue(4 < threshold <= 6, threshold)
        self.assertEqual(f1(judged), 0.8)
        sure = scored(watched([(100, 110, 0.03)]), lambda share, frame: float(share > 0))
        self.assertEqual(Sweep([sure], "vqa").best()[0], 1)

    def test_no_threshold_is_good_enough_for_a_detector_that_cries_wolf(self):
        one = scored(watched([(100, 110, 0.5)]), lambda share, frame: 1)
        threshold, judged = Sweep([one], "vqa").best_within(1)
        self.assertEqual((threshold, recall(judged), judged[0].false), (None, 0, []))


class Report(unittest.TestCase):
    PLAN = SimpleNamespace(name="corruption", subject=SUBJECT, severity="warning",
                           element="vqablockiness")

    def report(self, score, told_at=()):
        clips = [scored(watched([(100, 150, 0.3)], "a"), score),
                 scored(watched([(100, 150, 0.1)], "b", "corrupt, h265, flip, rescaled"), score),
                 scored(watched((), "c", "starved, h264"), score)]
        clips[0].losses = [99 * FRAME]
        for one in clips:
            one.alarms["vqa"] = [Alarm(SUBJECT, frame * FRAME, {"warning": frame * FRAME},
                                         (frame + 50) * FRAME, (frame + 25) * FRAME)
                                 for name, frame in told_at if name == one.case.source.name]
        return FrameReport(self.PLAN, clips, "vqa", 1)

    def areas(self, report):
        return {name: row["value"] for name, row in report.areas["vqa"].items()}

    def test_a_good_detector(self):
        report = self.report(lambda share, frame: share, [("a", 102), ("b", 104)])
        areas = self.areas(report)
        self.assertEqual({areas[name] for name in ("all", "loss", "corrupt", "rescaled", "h265",
                                                   "against starved", "inside a clip, mean")}, {1})
        self.assertIsNone(areas["mpeg2"])
        events_ = report.as_json()["events"]
        self.assertEqual((events_["as told"]["recall"], events_["as told"]["delay"],
                          events_["as told"]["false"]), (1, 120, 0))
        self.assertEqual(events_["vqa"]["at most 1 false alarm an hour"]["recall"], 1)
        self.assertEqual((events_["packets were seen missing"]["recall"],
                          events_["pixels alone"]["found"]), (1, 1))
        self.assertEqual((events_["as told"]["going on"], events_["as told"]["unfounded"]), (0, 0))
        self.assertEqual(list(report.mistakes()), [])
        self.assertIn("| > 20 %  ", report.text())

    def test_a_bad_detector_gets_bad_figures(self):
        report = self.report(lambda share, frame: -share, [("a", 500), ("c", 7), ("c", 90)])
        self.assertEqual(self.areas(report)["all"], 0)
        told_ = report.as_json()["events"]["as told"]
        self.assertEqual((told_["recall"], told_["missed"], told_["false"]), (0, 2, 3))
        # A minute each, without four seconds around the damage of two of them.
        self.assertAlmostEqual(told_["per hour"], 3 * 3600 / (3 * 60 - 2 * 4))
        self.assertEqual([row["what"] for row in report.mistakes()],
                         ["MISSED", "FALSE ALARM", "MISSED", "FALSE ALARM", "FALSE ALARM"])
        self.assertIn("make b", report.text())

    def test_chance_is_a_half(self):
        report = self.report(lambda share, frame: frame * 7919 % 1000)
        self.assertAlmostEqual(self.areas(report)["all"], 0.5, delta=0.05)

    def test_damage_too_small_to_see_is_neither(self):
        one = scored(watched([(100, 150, 0.01)]), lambda share, frame: share)
        other = scored(watched([(100, 150, 0.3)], "b"), lambda share, frame: 0.005 if share else 0)
        for clip in (one, other):
            clip.alarms["vqa"] = []
        self.assertEqual(self.areas(FrameReport(self.PLAN, [one, other], "vqa", 1))["all"], 1)

    def test_without_our_element_only_others_are_measured(self):
        one = watched([(100, 150, 0.3)])
        one.scores["blockdetect"] = {frame: 1 for frame in one.shown}
        report = FrameReport(self.PLAN, [one], "vqa", 1)
        self.assertIn("vqablockiness is not in this build", report.text())
        self.assertEqual(list(report.as_json()["areas"]), ["blockdetect"])


tap.main()
