# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each defect that vqa-impair puts into sound is where the truth says, and nowhere else."""
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import IMPAIR, SECOND  # noqa: E402
from impair_sounds import FULL, RATE, SoundTest, level, places, tone  # noqa: E402
import tap  # noqa: E402

HALF = 10 ** (-6 / 20)


class Defects(SoundTest):
    def test_mute(self):
        left, right, told, start, end = self.impaired("mute@1+0.5")
        self.assertEqual((told["kind"], told["is_defect"], told["report"]),
                         ("mute", True, "audio/silence"))
        self.assertEqual((start, end), (RATE, RATE * 3 // 2))
        self.assertAlmostEqual(told["level"], -17, delta=0.1)  # that of the built-in tone
        self.assertFalse(any(left[start:end]) or any(right[start:end]))
        for heard, plain in zip((left, right), self.plain()):
            self.only_there(heard, plain, [(start, end)])

    def test_dead_channel(self):
        left, right, told, start, end = self.impaired("mute@1+0.5:channel=right,floor=-60")
        self.assertEqual((told["report"], told["also"]), ("audio/silence", ["audio/phase"]))
        self.assertAlmostEqual(level(right[start:end]), -60, delta=0.3)
        self.assertEqual(left, self.plain()[0])
        self.only_there(right, left, [(start, end)])

    def test_mute_with_an_offset(self):
        left, _, _, start, end = self.impaired("mute@1+0.5:offset=-0.1")
        self.assertEqual(set(left[start:end]), {round(-0.1 * FULL)})

    def test_dropout(self):
        left, right, told, start, end = self.impaired("dropout@1+1:length=10,every=0.3")
        self.assertEqual(told["report"], "audio/dropout")
        self.assertEqual(told["planned"], {"start": SECOND, "duration": SECOND})
        holes = places(told)
        self.assertEqual(len(holes), 4)
        self.assertEqual((holes[0][0], holes[-1][1]), (start, end))
        for hole, (begin, stop) in enumerate(holes):
            self.assertEqual(stop - begin, 480)
            self.assertGreaterEqual(begin, RATE * (1 + 0.3 * hole))
            self.assertFalse(any(left[begin:stop]) or any(right[begin:stop]))
        for heard, plain in zip((left, right), self.plain()):
            self.only_there(heard, plain, holes)

    def test_one_dropout_at_an_exact_time_in_one_channel(self):
        left, right, told, start, end = self.impaired(
            "dropout@1.2345+0.02:length=20,channel=left,floor=-70")
        self.assertEqual((start, end), (59256, 60216))
        self.assertAlmostEqual(told["pieces"][0]["level"], -17, delta=0.2)
        self.assertAlmostEqual(level(left[start:end]), -70, delta=1)
        self.assertEqual(right, self.plain()[1])

    def test_repeat(self):
        left, right, told, start, end = self.impaired("repeat@1+0.5:frame=1152,times=3,every=0.5",
                                                      "--seed 3")
        self.assertEqual((told["report"], end - start), ("audio/dropout", 3 * 1152))
        for time in range(3):
            begin = start + time * 1152
            self.assertEqual(left[begin:begin + 1152], left[start - 1152:start])
        self.assertNotEqual(left[start:end], self.plain()[0][start:end])
        self.only_there(right, self.plain()[1], [(start, end)])

    def test_click(self):
        left, right, told, _, _ = self.impaired("click@1+1:level=-6,width=2,every=0.5,channel=left")
        self.assertEqual(told["report"], "audio/click")
        plain = self.plain()[0]
        for begin, end in places(told):
            self.assertEqual(end - begin, 2)
            for i in range(begin, end):
                self.assertAlmostEqual(abs(left[i] - plain[i]), HALF * FULL, delta=3)
        self.only_there(left, plain, places(told))
        self.assertEqual(right, plain)

    def test_clipping(self):
        left, _, told, start, end = self.impaired("clipping@1+0.5:gain=20,level=-6")
        self.assertEqual(told["report"], "audio/clipping")
        cut = round(HALF * FULL)
        flat = sum(abs(value) >= cut - 2 for value in left[start:end])
        self.assertAlmostEqual(flat / (end - start), told["clipped"], delta=0.01)
        self.assertLessEqual(max(map(abs, left[start:end])), cut + 1)
        # The tone is too soft to be cut off by that: nothing is wrong then.
        _, _, told, _, _ = self.impaired("clipping@1+0.5:gain=6")
        self.assertEqual((told["report"], told["clipped"]), (None, 0))

    def test_hum(self):
        left, right, told, start, end = self.impaired(
            "hum@1+1:frequency=60,level=-40,harmonics=2,channel=right")
        self.assertEqual((told["report"], left), ("audio/hum", self.plain()[0]))
        for number in (1, 2, 3):
            self.assertAlmostEqual(tone(right[start:end], 60 * number),
                                   -40 - 20 * math.log10(number), delta=0.3)
        self.assertLess(tone(right[start:end], 240), -75)
        self.only_there(right, left, [(start, end)])

    def test_invert(self):
        left, right, told, start, end = self.impaired("invert@1+0.5")
        self.assertEqual((told["report"], told["correlation"]), ("audio/phase", -1))
        self.assertEqual(left, self.plain()[0])
        self.assertEqual([-value for value in right[start:end]], list(left[start:end]))
        self.only_there(right, left, [(start, end)])

    def test_gain(self):
        left, _, told, start, end = self.impaired("gain@1+0.5:db=-20")
        self.assertEqual(told["report"], "audio/loudness")
        self.assertAlmostEqual(level(left[start:end]), told["level"] - 20, delta=0.1)
        self.only_there(left, self.plain()[0], [(start, end)])
        self.assertIsNone(self.impaired("gain@1+0.5:db=6")[2]["report"])

    def test_nothing_is_missing_where_nothing_was(self):
        self.run_well(f"{IMPAIR} -s 3 --defect mute@0+3 silent.wav")
        for defect in ("dropout@1+1", "repeat@1+1", "gain@1+1", "invert@1+1"):
            told = self.impaired(defect, "--from silent.wav")[2]
            self.assertEqual((told["report"], told["level"]), (None, -120), defect)


class Baits(SoundTest):
    def bait(self, text, arguments=""):
        left, right, told, start, end = self.impaired(text, arguments)
        self.assertEqual((told["is_defect"], told["report"]), (False, None))
        for heard, plain in zip((left, right), self.plain(arguments)):
            self.only_there(heard, plain, [(start, end)])
            # It comes and goes softly.
            for edge in (start, end):
                self.assertLess(max(map(abs, heard[edge - 5:edge + 5])),
                                max(map(abs, plain[edge - 300:edge + 300])) + 30)
        return left[start:end], right[start:end]

    def test_hush_and_fadeout(self):
        left, _ = self.bait("hush@0.5+2:db=-30")
        self.assertAlmostEqual(level(left[RATE * 8 // 10:RATE * 12 // 10]), -47, delta=0.1)
        left, _ = self.bait("fadeout@0.5+2")
        self.assertAlmostEqual(level(left[RATE // 2 - 500:RATE // 2 + 500]), -17 - 6, delta=0.3)
        self.assertLess(level(left[RATE - 100:RATE + 100]), -60)

    def test_staccato(self):
        left, _ = self.bait("staccato@0.5+2:on=0.1,every=0.4,edge=20,floor=-80")
        for beat in range(1, 4):
            begin = int(beat * 0.4 * RATE)
            self.assertAlmostEqual(level(left[begin + 100:begin + 4700]), -17, delta=0.1)
            self.assertAlmostEqual(level(left[begin + 6000:begin + 18000]), -80, delta=0.5)
        steps = max(abs(one - two) for one, two in zip(left, left[1:]))
        self.assertLess(steps, 0.03 * FULL)  # no more than the tone itself has

    def test_those_who_play(self):
        for kind, loudest in (("drums", -6), ("bass", -12), ("applause", -20)):
            with self.subTest(kind):
                left, right = self.bait(f"{kind}@0.5+2:level={loudest}")
                self.assertGreater(level(left), loudest - 30)
                self.assertLess(max(map(abs, left)), FULL)
                other = self.impaired(f"{kind}@0.5+2:level={loudest}", "--seed 5")
                self.assertNotEqual(other[0][RATE // 2:], left)
                self.assertEqual(left == right, kind == "bass")

    def test_mono_and_loud(self):
        self.run_well(f"{IMPAIR} -s 3 --defect gain@0+3:db=-6,channel=left wide.wav")
        left, right = self.bait("mono@0.5+2", "--from wide.wav")
        self.assertEqual(left[2000:-2000], right[2000:-2000])
        left, _ = self.bait("loud@0.5+2:gain=20")
        self.assertLess(max(map(abs, left)), 0.9 * FULL)
        self.assertGreater(level(left), -6)


tap.main()
