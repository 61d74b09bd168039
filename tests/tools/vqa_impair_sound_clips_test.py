# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vqa-impair makes of clips with sound, and of sound alone: containers, codecs, times."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from impair_clips import IMPAIR, SMALL, SECOND  # noqa: E402
from impair_sounds import RATE, SoundTest, at, level  # noqa: E402
import tap  # noqa: E402


class Coded(SoundTest):
    def test_it_is_heard_when_it_should_be(self):
        """What a codec is late by is made up for."""
        for codec, name in (("aac", "out.ts"), ("mp2", "out.ts"), ("ac3", "out.ts"),
                            ("flac", "out.mkv")):
            with self.subTest(codec):
                left, _, told, start, _ = self.impaired(
                    "click@1.7+0.001:level=-1,width=24", f"--no-picture --sound {codec}", name)
                self.assertEqual(self.truth()["format"], {"sound": codec})
                loudest = max(range(len(left)), key=lambda i: abs(left[i]))
                self.assertTrue(start - 2 <= loudest < start + 26, loudest - start)
                self.assertAlmostEqual(len(left), 3 * RATE, delta=2304)

    def test_beside_pictures_too_and_those_stay_as_they_are(self):
        arguments = f"{SMALL} -s 3 --defect freeze@1+1"
        self.run_well(f"{IMPAIR} {arguments} plain.ts")
        self.run_well(f"{IMPAIR} {arguments} --defect mute@1.5+1 out.ts")
        self.assertEqual(self.frames(), self.frames("plain.ts"))
        self.assertEqual([told["kind"] for told in self.truth()["defects"]], ["freeze", "mute"])
        left, _ = self.heard("out.ts")
        plain, _ = self.heard("plain.ts")
        edge = RATE // 50
        self.assertLess(level(left[at(1.5 * SECOND) + edge:at(2.5 * SECOND) - edge]), -75)
        for begin, end in ((edge, at(1.5 * SECOND) - edge), (at(2.5 * SECOND) + edge, 3 * RATE - edge)):
            apart = [one - two for one, two in zip(left[begin:end], plain[begin:end])]
            self.assertLess(level(apart), -50)

    def test_a_dead_channel_stays_dead(self):
        for codec in ("aac", "mp2", "ac3"):
            with self.subTest(codec):
                left, right, _, start, end = self.impaired(
                    "mute@1+1:channel=left", f"--no-picture --sound {codec}", "out.ts")
                self.assertLess(level(left[start + 2400:end - 2400]), -80)
                self.assertAlmostEqual(level(right[start:end]), -17, delta=0.3)

    def test_without_loss_in_matroska(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 3 --sound flac --defect dropout@1+1 --defect black@1+1 "
                      "out.mkv")
        self.run_well(f"{IMPAIR} -s 3 --defect dropout@1+1 out.wav")
        self.assertEqual(self.heard("out.mkv")[0][:3 * RATE], self.heard("out.wav")[0])
        found = self.discover("out.mkv")
        for word in ("Matroska", "video/x-h264", "audio/x-flac"):
            self.assertIn(word, found)

    def test_the_same_seed_hits_the_same_places(self):
        places = [self.impaired("dropout@0.5+2:every=0.5", f"--seed {seed}")[2]["pieces"]
                  for seed in (7, 7, 8)]
        self.assertEqual(places[0], places[1])
        self.assertNotEqual(places[0], places[2])


class OfSoundAlone(SoundTest):
    def test_all_kinds_of_files(self):
        tone = "audiotestsrc num-buffers=100 samplesperbuffer=882 freq=1000 volume=0.2 ! audio/x-raw,rate=44100"
        for name, coding in (("clip.wav", "wavenc"), ("clip.flac", "flacenc"),
                             ("clip.mp3", "lamemp3enc ! xingmux"),
                             ("clip.m4a", "avenc_aac ! aacparse ! mp4mux"),
                             ("clip.ogg", "vorbisenc ! oggmux")):
            with self.subTest(name):
                self.run_well(f"gst-launch-1.0 -q {tone} ! audioconvert ! {coding} ! "
                              f"filesink location={name}")
                self.run_well(f"{IMPAIR} --from {name} --defect mute@1+0.5 out.wav")
                self.assertEqual(self.truth()["source"], name)
                self.assertAlmostEqual(self.truth()["seconds"], 2, delta=0.12)
                left, _ = self.heard()
                self.assertEqual(len(left), round(self.truth()["seconds"] * RATE))
                self.assertAlmostEqual(level(left[RATE // 5:RATE - 5]), -17, delta=0.3)
                self.assertFalse(any(left[RATE:RATE * 3 // 2]))
                self.assertAlmostEqual(level(left[RATE * 3 // 2 + 5:RATE * 9 // 5]), -17, delta=0.3)

    def test_it_is_repeated_without_a_click(self):
        # A tone whose end and beginning do not fit to each other.
        self.run_well("gst-launch-1.0 -q audiotestsrc num-buffers=50 samplesperbuffer=963 freq=440 ! "
                      "audio/x-raw,rate=48000,channels=2 ! wavenc ! filesink location=clip.wav")
        self.run_well(f"{IMPAIR} --from clip.wav -s 3 out.wav")
        left, _ = self.heard()
        steps = [abs(one - two) for one, two in zip(left, left[1:])]
        self.assertLess(max(steps[RATE:]), 1.2 * max(steps[:RATE // 2]))
        self.assertEqual(left[:RATE - 1000], self.heard("clip.wav")[0][:RATE - 1000])

    def test_flac_and_transport_stream(self):
        self.run_well(f"{IMPAIR} -s 2 --defect click@1+0.001 clip.wav")
        for name, words in (("out.flac", ("audio/x-flac",)), ("out.ts", ("video/mpegts", "AAC"))):
            self.run_well(f"{IMPAIR} --from clip.wav {name}")
            found = self.discover(name)
            for word in words:
                self.assertIn(word, found)
            self.assertNotIn("video #", found)
        self.assertEqual(self.heard("out.flac"), self.heard("clip.wav"))

    def test_the_sound_of_a_clip_with_pictures(self):
        self.run_well(f"{IMPAIR} {SMALL} -s 2 --defect mute@1+0.4 clip.ts")
        self.run_well(f"{IMPAIR} --from clip.ts out.wav")
        left, _ = self.heard()
        self.assertLess(level(left[RATE + 1000:at(1.4 * SECOND) - 1000]), -75)
        self.assertAlmostEqual(level(left[RATE // 2:RATE - 1000]), -17, delta=0.3)
        self.run_well(f"{IMPAIR} --from clip.ts --no-picture sound.ts")
        self.assertNotIn("video #", self.discover("sound.ts"))


class Mistakes(SoundTest):
    def test_they_are_named(self):
        self.refuses("--defect mute@1+2 --defect hum@2+2 a.wav", "mute@1+2", "hum@2+2", "overlap")
        self.refuses("--defect dropout@1+0.01:length=40 a.wav", "dropout@1+0.01", "40 ms")
        self.refuses("--defect dropout@1+2:length=400,every=0.5 a.wav", "every=0.5", "400 ms")
        self.refuses("--defect click@29.999+0.01 a.wav", "click@29.999+0.01", "30 s")
        self.refuses("--defect dropout@1+2:length=900 a.wav", "length=900", "1 .. 500")
        self.refuses("--defect mute@1+2:channel=rear a.wav", "channel=rear", "all, left, right")
        self.refuses("--sound wma a.ts", "--sound=wma", "aac", "mp2", "ac3", "flac")
        self.refuses("--sound flac a.ts", "--sound=flac", ".mkv")
        self.refuses("--sound aac a.wav", "--sound=aac", "a.wav", ".ts")

    def test_what_takes_pictures_is_named(self):
        self.refuses("--defect freeze@1+2 a.wav", "freeze@1+2", "a.wav", "picture")
        self.refuses("--no-picture --defect freeze@1+2 a.ts", "freeze@1+2", "picture")
        self.refuses("--defect loss@1+2 a.mkv", "loss@1+2", ".ts")
        self.run_well(f"{IMPAIR} -s 4 clip.wav")
        self.refuses("--from clip.wav --defect freeze@1+2 a.ts", "clip.wav", "freeze@1+2")
        self.run_well("gst-launch-1.0 -q videotestsrc num-buffers=25 ! "
                      "video/x-raw,width=160,height=120 ! x264enc ! h264parse ! mp4mux ! "
                      "filesink location=silent.mp4")
        self.refuses("--from silent.mp4 a.wav", "silent.mp4", "no sound")


tap.main()
