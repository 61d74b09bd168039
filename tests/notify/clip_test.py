# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clips of the undecoded stream around incidents: what is in them, as another program sees it."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import BUILD, TIMEOUT  # noqa: E402

PACKET = 188
LENGTH = 2  # seconds before and after
BY_HAND = ("filesrc location={clip} blocksize=18800 ! vqatransport ! tsdemux ! h264parse ! avdec_h264 ! "
           "vqafreeze ! vqanotify label=c state-dir={state} evidence-clip=2000000000 targets={target}")
MONITOR = ("vqamonitor uri={clip} label=c detectors=freeze,transport targets={target} "
           "vqanotify::state-dir={state} vqanotify::evidence-clip=2000000000")


def frames(path):
    """When each picture is to be seen, and whether it needs none before it."""
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
         "frame=pts_time,key_frame", "-of", "json", path],
        capture_output=True, check=True, timeout=TIMEOUT).stdout
    return [(float(frame["pts_time"]), frame["key_frame"] == 1)
            for frame in json.loads(shown)["frames"]]


class Clips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-test-")
        cls.clip = os.path.join(cls.folder.name, "clip.ts")
        cls.launch("vqa-impair", "-q", "--seconds", "16", "--defect", "freeze@6+4", cls.clip)
        with open(cls.clip, "rb") as file:
            cls.stream = file.read()
        cls.begin = frames(cls.clip)[0][0]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def launch(cls, *command):
        path = os.path.join(BUILD, "tools") + os.pathsep + os.environ["PATH"]
        return subprocess.run(command, check=True, timeout=TIMEOUT, capture_output=True, text=True,
                              env=dict(os.environ, PATH=path,
                                       GST_PLUGIN_PATH=os.path.join(BUILD, "plugins")))

    def watch(self, line, name, location):
        """The begin of its one incident, and the clip of it."""
        state = os.path.join(self.folder.name, name)
        told = os.path.join(self.folder.name, name + ".jsonl")
        self.launch("gst-launch-1.0", "-q", *line.format(
            clip=location, state=state, target=f"file:{told}").split())
        with open(told, encoding="utf-8") as file:
            begin, = (event["data"] for event in map(json.loads, file)
                      if event["type"] == "vqa.incident.begin")
        return begin, os.path.join(state, "evidence", begin["clip"])

    def test_it_is_a_piece_of_the_stream_that_begins_at_a_key_frame(self):
        begin, path = self.watch(BY_HAND, "hand", self.clip)
        with open(path, "rb") as file:
            clip = file.read()
        self.assertEqual(len(clip) % PACKET, 0)
        # Behind the tables all is as it came.
        tables = next(at for at in range(0, len(clip), PACKET) if clip[at:] in self.stream)
        self.assertLessEqual(tables, 4 * PACKET)
        self.assertIs(frames(path)[0][1], True)
        alarm = begin["running_time"] / 1e9
        times = [time - self.begin for time, _ in frames(path)]
        self.assertLessEqual(min(times), alarm - LENGTH + 0.1)
        self.assertGreaterEqual(max(times), alarm + LENGTH - 0.5, "(less what was on its way)")
        self.assertLess(max(times) - min(times), 16 - 4, "and it is not the whole stream")

    def test_the_monitor_makes_them_as_well(self):
        begin, path = self.watch(MONITOR, "monitor", self.clip)
        self.assertEqual(begin["clip"][:-len(".ts")], begin["evidence"][:-len(".jpg")])
        self.assertIs(frames(path)[0][1], True)


tap.main()
