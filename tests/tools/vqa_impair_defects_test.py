# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each kind of defect and of bait that vqa-impair puts in looks as docs/impair.md says."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import HEIGHT, IMPAIR, SMALL, WIDTH, ImpairTest, apart, box, mean  # noqa: E402
import tap  # noqa: E402


class Defects(ImpairTest):
    def test_freeze(self):
        frames, _, defect = self.make("--seconds 3 --defect freeze@1+1")
        moves = [apart(one, two) > 1 for one, two in zip(frames, frames[1:])]
        self.assertEqual(moves, [True] * 25 + [False] * 24 + [True] * 25)
        self.assertEqual((defect["is_defect"], defect["report"]), (True, "freeze/freeze"))

    def test_overlay(self):
        places = {"clock": (0, 0, 80, 40), "logo": (100, 0, 60, 50), "ticker": (0, 80, 160, 40)}
        for what, place in places.items():
            with self.subTest(what):
                frames, frozen, defect = self.make(
                    f"--seconds 2 --defect overlay@1+0.8:what={what},area=0.05")
                self.assertEqual(defect["parameters"], {"what": what, "area": 0.05})
                live = apart(box(frozen[5], *place), box(frozen[10], *place))
                self.assertGreater(live, 1)
                # The overlay is all that moves, and it is there before as well.
                share = place[2] * place[3] / (WIDTH * HEIGHT)
                self.assertAlmostEqual(apart(frozen[5], frozen[10]), live * share, delta=0.3)
                self.run_well(f"{IMPAIR} {SMALL} -s 1 plain.ts")
                plain = self.frames("plain.ts")
                self.assertGreater(apart(box(plain[5], *place), box(frames[5], *place)), 3)

    def test_stutter(self):
        frames, shown, defect = self.make("--seconds 3 --defect stutter@0.8+2:hold=0.2,every=0.4")
        self.assertEqual(defect["report"], "freeze/stutter")
        moves = [apart(one, two) > 1.3 for one, two in zip(shown, shown[1:])]
        self.assertEqual(moves[:39], ([False] * 4 + [True] * 6) * 3 + [False] * 4 + [True] * 5)
        self.assertEqual(len(frames), 75)

    def test_drop(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 --defect drop@1+1:every=4 out.ts")
        (defect,) = self.truth()["defects"]
        self.assertEqual((defect["report"], defect["parameters"]), (None, {"every": 4}))
        self.assertEqual(sorted(set(range(75)) - {round(ms / 40) for ms in self.times()}),
                         [29, 33, 37, 41, 45, 49])

    def test_drop_of_all_is_a_gap(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 --defect drop@1+1 out.ts")
        (defect,) = self.truth()["defects"]
        self.assertEqual((defect["is_defect"], defect["report"]), (True, None))
        self.assertEqual(sorted(set(range(75)) - {round(ms / 40) for ms in self.times()}),
                         list(range(26, 50)))

    def test_black(self):
        frames, black, defect = self.make("--seconds 2 --defect black@1+0.8")
        self.assertEqual(defect["report"], "black/black")
        for frame in black:
            self.assertLess(mean(frame), 20)
        self.assertGreater(mean(frames[24]), 60)
        self.assertGreater(mean(frames[45]), 60)

    def test_black_with_a_logo(self):
        _, black, defect = self.make("--seconds 2 --defect black@1+0.8:logo=1")
        self.assertEqual((defect["report"], defect["parameters"]), ("black/black", {"logo": 1}))
        for frame in black:
            self.assertGreater(mean(box(frame, 10, 10, 12, 8)), 60)
            self.assertLess(mean(box(frame, 40, 0, WIDTH - 40, HEIGHT)), 20)

    def test_solid(self):
        for colour, luma in (("grey", 126), ("green", 0), ("blue", 32), ("white", 235)):
            with self.subTest(colour):
                _, solid, defect = self.make(f"--seconds 2 --defect solid@1+0.8:colour={colour}")
                self.assertEqual(defect["report"], "black/solid")
                for frame in solid:
                    self.assertLess(abs(mean(frame) - luma), 3)

    def test_bars(self):
        _, bars, defect = self.make("--seconds 2 --defect bars@1+0.8")
        self.assertEqual(defect["report"], "black/bars")
        wide = WIDTH // 8
        lumas = [mean(box(bars[5], wide * i + 4, 0, wide - 8, HEIGHT)) for i in range(8)]
        self.assertEqual(lumas, sorted(lumas, reverse=True))
        self.assertGreater(lumas[0] - lumas[7], 150)


class Baits(ImpairTest):
    def test_dim(self):
        frames, dim, defect = self.make("--seconds 2 --defect dim@1+0.8:brightness=0.1")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        self.assertLess(abs(mean(dim[3]) - 16 - 0.1 * (mean(frames[24]) - 16)), 3)
        self.assertGreater(apart(dim[3], dim[13]), 0.3)

    def test_mosaic(self):
        frames, shown, defect = self.make("--seconds 2 --defect mosaic@1+0.8:area=0.2,size=20")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        def flat(frame):
            blocks = [box(frame, x + 2, y + 2, 16, 16) for y in range(0, HEIGHT, 20)
                      for x in range(0, WIDTH, 20)]
            return sum(max(block) - min(block) < 6 for block in blocks) / len(blocks)
        self.assertAlmostEqual(flat(shown[5]) - flat(frames[20]), 0.2, delta=0.09)
        self.assertGreater(apart(shown[5], shown[15]), 1)

    def test_grid(self):
        frames, shown, defect = self.make("--seconds 2 --defect grid@1+0.8:size=20")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        def step(frame, x):
            return apart(box(frame, x, 0, 1, HEIGHT), box(frame, x + 1, 0, 1, HEIGHT))
        self.assertGreater(step(shown[5], 60), 20)
        self.assertLess(step(shown[5], 66), 10)
        self.assertLess(step(frames[20], 60), 10)

    def test_flash(self):
        frames, shown, defect = self.make("--seconds 3 --defect flash@1+1.6:frames=2,every=0.6")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        usual = mean(frames[20])
        bright = [i for i, frame in enumerate(shown) if mean(frame) > usual + 40]
        self.assertEqual(bright, [0, 1, 15, 16, 30, 31])

    def test_cuts(self):
        frames, shown, defect = self.make("--seconds 3 --defect cuts@1+1.6:every=0.4")
        self.assertEqual((defect["is_defect"], defect["report"]), (False, None))
        cuts = [i for i in range(24, 66) if apart(frames[i], frames[i + 1]) > 8]
        self.assertEqual(cuts, [24, 34, 44, 54, 64])

    def test_region(self):
        shown, defect = self.bait("--defect region@1+2:area=0.05")
        self.assertEqual((defect["report"], defect["parameters"]), (None, {"area": 0.05}))
        changes = [apart(box(shown[10], x, y, 8, 8), box(shown[30], x, y, 8, 8)) > 4
                   for y in range(0, HEIGHT, 8) for x in range(0, WIDTH, 8)]
        self.assertTrue(0 < sum(changes) < 0.12 * len(changes), sum(changes))

    def test_slate(self):
        shown, defect = self.bait("--defect slate@1.4+2")
        self.assertIsNone(defect["report"])
        clock = [box(frame, 40, 88, 80, 20) for frame in shown]
        ticks = [apart(one, two) > 0.5 for one, two in zip(clock, clock[1:])]
        self.assertEqual([i + 1 for i, tick in enumerate(ticks) if tick], [15, 40])
        shown, defect = self.bait("--defect slate@1.4+2:clock=0")
        self.assertEqual(defect["report"], "freeze/still")
        self.assertLess(apart(shown[1], shown[-1]), 0.5)

    def test_pan_and_zoom(self):
        for kind, speed in (("pan", "0.5"), ("zoom", "0.003")):
            with self.subTest(kind):
                shown, defect = self.bait(f"--defect {kind}@1+2:speed={speed}")
                self.assertEqual(defect["parameters"], {"speed": float(speed)})
                steps = [apart(one, two) for one, two in zip(shown, shown[1:])]
                self.assertLess(max(steps), 3)
                self.assertGreater(apart(shown[0], shown[-1]), 5 * sorted(steps)[len(steps) // 2])

    def test_pan_has_its_speed(self):
        shown, _ = self.bait("--defect pan@1+2:speed=0.5")
        shifted = [apart(box(shown[0], 40, 20, 80, 80), box(shown[40], 40 + x, 20, 80, 80))
                   for x in range(-40, 41)]
        self.assertEqual(abs(shifted.index(min(shifted)) - 40), 20)

    def test_fade(self):
        shown, defect = self.bait("--defect fade@1+2")
        self.assertIsNone(defect["report"])
        levels = [mean(frame) for frame in shown]
        self.assertLess(levels[25], 20)
        self.assertAlmostEqual(levels[12], 16 + (levels[0] - 16) * 0.52, delta=2)
        self.assertEqual(levels[:20], sorted(levels[:20], reverse=True))
        self.assertEqual(levels[30:], sorted(levels[30:]))

    def test_still(self):
        shown, defect = self.bait("--defect still@1+2")
        self.assertEqual(defect["report"], "freeze/still")
        self.assertLess(max(apart(shown[2], one) for one in shown[3:]), 1)


tap.main()
