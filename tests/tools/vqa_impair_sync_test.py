# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vqa-impair does to the times of sound and picture."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import HEIGHT, IMPAIR, WIDTH, mean  # noqa: E402
from impair_sounds import RATE, SoundTest  # noqa: E402
import tap  # noqa: E402

LENGTH = "-s 7 --sync-clip --width 160 --height 120"


def beeps(samples, pause=RATE // 2):
    """The samples at which sound sets in after silence."""
    found, last = [], -pause
    for index, value in enumerate(samples):
        if abs(value) > 3000:
            if index - last > pause:
                found.append(index)
            last = index
    return found


class Sync(SoundTest):
    def beeps_of(self, defect="", name="out.mkv"):
        self.run_well(f"{IMPAIR} {LENGTH} --sound flac {defect} {name}")
        return beeps(self.heard(name)[0])

    def test_flashes_and_beeps_begin_together(self):
        self.run_well(f"{IMPAIR} {LENGTH} --fps 29.97 --bitrate 4000 out.ts")
        lit = [mean(frame) > 150 for frame in self.frames(size=WIDTH * HEIGHT)]
        flashes = [index for index in range(1, len(lit)) if lit[index] and not lit[index - 1]]
        self.assertEqual(flashes, [60, 120, 180])
        self.assertEqual(self.truth()["source"], "sync clip")
        heard = beeps(self.heard("out.ts")[0])
        self.assertEqual(len(heard), 3)
        for flash, beep in zip(flashes, heard):
            self.assertAlmostEqual(beep / RATE, flash * 1001 / 30000, delta=0.002)

    def test_the_sound_is_moved(self):
        plain = self.beeps_of()
        for ms in (-500, -20, 33, 500):
            self.assertEqual(self.beeps_of(f"--defect av-offset@0+7:ms={ms}"),
                             [beep + ms * RATE // 1000 for beep in plain])

    def test_it_is_moved_for_a_while(self):
        plain = self.beeps_of()
        self.assertEqual(self.beeps_of("--defect av-offset@3+2:ms=100"),
                         [plain[0], plain[1] + RATE // 10, plain[2]])

    def test_it_drifts(self):
        plain = self.beeps_of()
        for beep, was in zip(self.beeps_of("--defect av-offset@0+7:ms=0,ppm=5000"), plain):
            self.assertAlmostEqual(beep - was, was * 0.005 / 0.995, delta=1)

    def test_what_is_reported(self):
        for defect, report in (("av-offset@1+2:ms=125", "avsync/offset"), ("av-offset@1+2:ms=124", None),
                               ("av-offset@1+2:ms=-45", "avsync/offset"), ("av-offset@1+2:ms=-44", None),
                               ("av-offset@1+5:ms=0,ppm=10000", None),
                               ("av-offset@1+5:ms=100,ppm=10000", "avsync/offset"),
                               ("restamp@1+2:ms=20", "avsync/gap"), ("restamp@1+2:ms=-19", None)):
            self.run_well(f"{IMPAIR} {LENGTH} --defect {defect} out.ts")
            self.assertEqual(self.truth()["defects"][0]["report"], report, defect)

    def test_stamps_are_moved(self):
        plain = self.stamps("")
        for ms in (40, -40):
            moved = self.stamps(f"--defect restamp@3+4:side=picture,ms={ms}")
            self.assertEqual(len(moved), len(plain))
            self.assertEqual([now - was for now, was in zip(moved, plain)][:75], [0] * 75)
            self.assertEqual([now - was for now, was in zip(moved, plain)][75:], [ms] * (len(plain) - 75))

    def stamps(self, defect):
        self.run_well(f"{IMPAIR} {LENGTH} {defect} out.ts")
        return self.times()

    def test_a_sync_clip_is_material_of_its_own(self):
        self.refuses("--sync-clip --no-picture out.ts", "--sync-clip", "leave out")
        self.refuses("--sync-clip --from some.ts out.ts", "--sync-clip", "leave out")


tap.main()
