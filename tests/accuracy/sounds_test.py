# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans for the sound: their clips, what counts, and what FFmpeg's filters are taken to say."""
import os
import sys
import tempfile
import unittest
from fractions import Fraction
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]
import tap  # noqa: E402
from hearing import SoundPlan, heard, natural_silence  # noqa: E402
from incidents import SECOND, Alarm  # noqa: E402
from monitor import Monitor  # noqa: E402
from plan import all_plans, cases_of  # noqa: E402
from probe import streams_of  # noqa: E402
from report import PlanReport  # noqa: E402
from soundpeers import (Flatness, Jumps, LoudnessStep, PhaseMeter, ShortSilence,  # noqa: E402
                        SilenceDetect, joined)
from sources import Source  # noqa: E402
from workshop import Workshop, note_of, run  # noqa: E402

SOURCE = Source("talk.wav", (), Fraction(25), 0, 14.0, 14.0, False, ("--from", "talk.wav"))
PLANS = {plan.name: plan for plan in all_plans() if plan.group == "audio"}


def times(alarms):
    """(start, told, end) in seconds."""
    return [(one.start / SECOND, one.told["warning"] / SECOND, one.stop / SECOND) for one in alarms]


def frames(key, values, step=0.1):
    return "".join(f"frame:{i} pts:0 pts_time:{i * step:.3f}\n{key}={value}\n"
                   for i, value in enumerate(values))


class Peers(unittest.TestCase):
    SAID = ("frame:9 pts:0 pts_time:5\nlavfi.silence_start.1=3\n"
            "frame:10 pts:0 pts_time:5.1\nlavfi.silence_start.2=3.1\n"
            "frame:20 pts:0 pts_time:7\nlavfi.silence_end.1=7\nlavfi.silence_duration.1=4\n"
            "frame:21 pts:0 pts_time:7.1\nlavfi.silence_end.2=7.1\n"
            "frame:40 pts:0 pts_time:9\nlavfi.silence_start=8.9\n"
            "frame:41 pts:0 pts_time:9.3\nlavfi.silence_end=9.3\n")

    def test_silence_of_two_channels_is_one_alarm(self):
        alarms = SilenceDetect(["n=-60dB"], 2).parse(self.SAID)
        self.assertEqual(times(alarms), [(3, 5, 7.1), (8.9, 10.9, 9.3)])
        self.assertEqual({one.subject for one in alarms}, {"audio/silence"})

    def test_short_silence_is_a_hole_told_when_it_is_over(self):
        self.assertEqual(times(ShortSilence(["n=-60dB"], 0.005).parse(self.SAID)),
                         [(8.9, 9.3, 9.3)])

    def test_silence_to_the_end_is_never_over(self):
        said = "frame:9 pts:0 pts_time:5\nlavfi.silence_start=3\n"
        (told,) = SilenceDetect(["n=-60dB"], 2).parse(said)
        self.assertEqual((told.start, told.told, told.ended, told.stop),
                         (3 * SECOND, {"warning": 5 * SECOND}, None, None))
        self.assertEqual(ShortSilence(["n=-60dB"], 0.005).parse(said), [])

    def test_channels_that_are_opposite(self):
        said = ("frame:9 pts:0 pts_time:5\nlavfi.aphasemeter.phase=-1\n"
                "lavfi.aphasemeter.out_phase_start=3\nframe:30 pts:0 pts_time:8\n"
                "lavfi.aphasemeter.out_phase_end=8\nlavfi.aphasemeter.out_phase_duration=5\n"
                "lavfi.aphasemeter.mono_start=8.5\n")
        self.assertEqual(times(PhaseMeter([170], 2).parse(said)), [(3, 5, 8)])

    def test_windows_with_a_large_measure(self):
        said = frames(Jumps.key, [0, 0.5, 0, 0, 0.4] + 30 * [0] + [0.2, 0.9])
        self.assertEqual(times(Jumps([0.4], 0).at(0.4, said)),
                         [(0.1, 0.2, 0.5), (3.6, 3.7, 3.7)])
        # For what lasts, some in a row.
        said = frames(Flatness.key, [9, 9, 0, 9, 9, 9, 9, 0])
        self.assertEqual(times(Flatness([6], 0).at(6, said)), [(0.3, 0.6, 0.7)])
        self.assertEqual(Flatness([10], 0).at(10, said), [])

    def test_a_step_of_loudness_is_told_once(self):
        said = frames("lavfi.r128.S", 40 * [-20] + list(range(-21, -40, -1)) + 60 * [-40])
        (alarm,) = LoudnessStep([10], 0).at(10, said)
        self.assertAlmostEqual(alarm.told["warning"] / SECOND, 4.9, delta=0.01)
        self.assertEqual(LoudnessStep([25], 0).at(25, said), [])
        silence = frames("lavfi.r128.S", 40 * [-120.7] + 40 * [-20])
        self.assertEqual(LoudnessStep([10], 0).at(10, silence), [])

    def test_spans_that_overlap_are_joined(self):
        self.assertEqual(joined([(5, 6), (1, 3), (2, 9), (12, 13)]), [(1, 9), (12, 13)])
        self.assertEqual(joined([(1, 2), (4, 5), (9, 9)], 2), [(1, 5), (9, 9)])


class Clips(unittest.TestCase):
    def test_every_kind_has_a_plan(self):
        self.assertEqual({plan.subject for plan in PLANS.values()},
                         {f"audio/{kind}" for kind in ("silence", "dropout", "click", "clipping",
                                                       "phase", "hum", "loudness")})

    def test_defects_fit_into_their_clips(self):
        for plan in PLANS.values():
            for case in cases_of(plan, [SOURCE], 1, None):
                arguments = case.clip.arguments
                self.assertEqual(arguments[:2], SOURCE.sound)
                length = float(arguments[arguments.index("--seconds") + 1])
                if "--defect" not in arguments:
                    self.assertFalse(case.positive)
                    continue
                times = arguments[arguments.index("--defect") + 1].split("@")[1].split(":")[0]
                start, seconds = map(float, times.split("+"))
                self.assertGreaterEqual(start, 3)
                self.assertLessEqual(start + seconds, length)
                if plan.name != "loudness" and case.positive:
                    self.assertGreater(seconds, plan.alarm_after)

    def test_what_is_lossless_is_no_transport_stream(self):
        workshop = Workshop("/bin/true", tempfile.mkdtemp(prefix="vqa-accuracy-"))
        self.addCleanup(os.rmdir, workshop.folder)
        for case in cases_of(PLANS["click"], [SOURCE], 1, None):
            lossless = "flac" in case.clip.arguments
            path = workshop.path(case.clip)
            self.assertTrue(path.endswith(".mkv" if lossless else ".ts"), path)
            self.assertIn(path, workshop.commands(case.clip)[0])
            self.assertEqual(note_of(path), os.path.splitext(path)[0] + ".note.json")

    def test_plans_share_what_is_untouched(self):
        def untouched(name):
            return {case.clip for case in cases_of(PLANS[name], [SOURCE], 1, None)
                    if case.group.startswith("untouched")}
        self.assertEqual(len(untouched("hum")), 2)
        self.assertEqual(untouched("hum"), untouched("loudness"))

    def test_a_cover_is_no_picture(self):
        found = {"streams": [{"codec_type": "audio"},
                             {"codec_type": "video", "disposition": {"attached_pic": 1}}]}
        self.assertEqual((len(streams_of(found, "video")), len(streams_of(found, "audio"))), (0, 1))


def made(*defects, path="clip.ts"):
    return SimpleNamespace(path=path, seconds=14.0, fps=25, defects=[
        {"kind": "mute", "start": 4 * SECOND, "duration": 6 * SECOND, "is_defect": True,
         "report": "audio/silence", "level": -20.0, **defect} for defect in defects])


class Counting(unittest.TestCase):
    def decidable(self, name, **defect):
        (truth,) = SoundPlan.truths_of(PLANS[name], made(defect))
        self.assertEqual(truth.subject, PLANS[name].subject)
        return truth.decidable

    def test_what_nobody_can_hear_is_undecidable(self):
        self.assertTrue(self.decidable("dropout"))
        self.assertFalse(self.decidable("dropout", level=-55.0))
        self.assertFalse(self.decidable("dropout", report=None))
        self.assertTrue(self.decidable("clipping", clipped=0.01))
        self.assertFalse(self.decidable("clipping", clipped=0.001, report=None))
        self.assertTrue(self.decidable("phase", correlation=-0.9))
        self.assertFalse(self.decidable("phase", correlation=-0.2))
        self.assertTrue(self.decidable("hum", level=-90.0))

    def test_a_dead_channel_may_be_told_as_a_lost_one(self):
        plan = PLANS["silence"]
        dead = made({"also": ["audio/phase"]})
        def taken(start, stop, clip):
            alarm = Alarm("audio/phase", start * SECOND, {}, None, stop and stop * SECOND)
            return plan.taken_for(alarm, clip).subject
        self.assertEqual(taken(4, 10, dead), "audio/silence")
        self.assertEqual(taken(5, None, dead), "audio/silence")
        self.assertEqual(taken(1, 3, dead), "audio/phase")
        self.assertEqual(taken(4, 10, made({})), "audio/phase")

    def test_silence_of_the_source_counts_for_nothing(self):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            path = os.path.join(folder, "clip.wav")
            # Silent at first, and from where the defect is on.
            run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                 "aevalsrc='0.2*sin(2000*t)*between(t,3,4)':d=14:s=8000", path])
            found = [(truth.kind, round(truth.start / SECOND), round(truth.end / SECOND),
                      truth.decidable) for truth in natural_silence(made({}, path=path), "x")]
        self.assertEqual(found, [("natural", 0, 3, False)])

    def examine(self, monitor):
        plan = PLANS["dropout"]
        case = cases_of(plan, [SOURCE], 1, None)[0]
        workshop = SimpleNamespace(commands=lambda clip: ["made"],
                                   make=lambda clip: made({"report": "audio/dropout"}))
        peer = SimpleNamespace(alarms=lambda path: {"peer": []})
        return plan, plan.examine(case, workshop=workshop, monitor=monitor, peers=[peer])

    def test_without_the_element_only_others_are_measured(self):
        plan, one = self.examine(Silent(has=False))
        self.assertEqual((one.problem, list(one.alarms)), (None, ["peer"]))
        text = PlanReport(plan, [one], Monitor.name, 1).text()
        self.assertIn("vqaaudio is not in this build", text)
        self.assertIn("peer", text)
        self.assertNotIn("MISSED", text)

    def test_with_it_a_miss_is_a_miss(self):
        plan, one = self.examine(Silent(has=True))
        report = PlanReport(plan, [one], Monitor.name, 1)
        self.assertEqual(report.scores["vqa"]["counts"]["missed"], 1)
        self.assertIn("MISSED", report.text())

    def test_it_is_listened_to_once_and_alone_if_the_monitor_does_not_hold_it(self):
        for holds, way in ((True, "watch"), (False, "hear")):
            monitor = Silent(has=True, holds=holds)
            for _ in range(2):
                self.assertEqual(heard(monitor, "a.ts", "vqaaudio", ("label=x",)), ())
            self.assertEqual(monitor.ways, [way])


class Silent:
    """A monitor that never says anything."""
    name = Monitor.name

    def __init__(self, has, holds=True):
        self.ways = []
        self._has, self._holds = has, holds

    def has(self, element):
        return self._has

    def holds(self, element):
        return self._holds

    def watch(self, path, settings, read):
        assert all(setting.startswith("vqaaudio::") for setting in settings)
        self.ways.append("watch")
        return []

    def hear(self, path, element, settings, read):
        self.ways.append("hear")
        return []


tap.main()
