# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clips of the undecoded stream around incidents: what is in them, as another program sees it."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import BUILD, TIMEOUT  # noqa: E402

PACKET = 188
LENGTH = 2  # seconds before and after
BY_HAND = ("filesrc location={clip} blocksize=18800 ! vqatransport ! tsdemux ! h264parse ! avdec_h264 ! "
           "vqafreeze ! vqanotify label=c state-dir={state} evidence-clip=2000000000 targets={target}")
LIVE = ("vqamonitor uri=udp://127.0.0.1:{port} label=c detectors=freeze,transport "
        "targets=file:{told} vqanotify::state-dir={state} vqanotify::evidence-clip=2000000000")
SENDER = ("filesrc location={clip} ! tsparse set-timestamps=true ! "
          "udpsink host=127.0.0.1 port={port} sync=true")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


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

    @staticmethod
    def start(*command):
        path = os.path.join(BUILD, "tools") + os.pathsep + os.environ["PATH"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                env=dict(os.environ, PATH=path,
                                         GST_PLUGIN_PATH=os.path.join(BUILD, "plugins")))

    @classmethod
    def launch(cls, *command):
        status = cls.start(*command).wait(timeout=TIMEOUT)
        if status != 0:
            raise subprocess.CalledProcessError(status, command)

    @staticmethod
    def begins(told):
        """What incidents of which there is a clip say when they begin."""
        with open(told, encoding="utf-8") as file:
            events = [json.loads(line) for line in file if line.endswith("\n")]
        return [event["data"] for event in events
                if event["type"] == "vqa.incident.begin" and event["data"]["clip"]]

    def test_it_is_a_piece_of_the_stream_that_begins_at_a_key_frame(self):
        state, told = self.path("hand"), self.path("hand.jsonl")
        self.launch("gst-launch-1.0", "-q", *BY_HAND.format(
            clip=self.clip, state=state, target=f"file:{told}").split())
        begin, = self.begins(told)
        path = os.path.join(state, "evidence", begin["clip"])
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

    def test_the_monitor_makes_them_of_live_streams(self):
        state, told = self.path("live"), self.path("live.jsonl")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        monitor = self.start("gst-launch-1.0", "-q", *LIVE.format(
            port=port, state=state, told=told).split())
        self.addCleanup(monitor.wait)
        self.addCleanup(monitor.kill)
        self.until(lambda: f"0100007F:{port:04X}" in read("/proc/net/udp"))
        self.launch("gst-launch-1.0", "-q", *SENDER.format(port=port, clip=self.clip).split())
        self.until(lambda: self.begins(told))
        begin = self.begins(told)[0]
        path = os.path.join(state, "evidence", begin["clip"])
        self.until(lambda: os.path.exists(path))
        self.assertIs(frames(path)[0][1], True)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    @staticmethod
    def until(check):
        deadline = time.monotonic() + TIMEOUT
        while not check():
            if time.monotonic() > deadline:
                raise AssertionError("it did not happen")
            time.sleep(0.1)


tap.main()
