# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each kind of live input, from a real server or sender that is killed and started again: the defect
in the stream is found, the loss is told with its reason, and nothing else is."""
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from live_monitor import LiveMonitor  # noqa: E402
import live_servers  # noqa: E402

# Of a defect, nothing but this may be told. (A picture that does not come is a stall, from when it
# does not come until the stream is known to be lost.)
EXPECTED = {"freeze/freeze", "freeze/stall", "stream/running", "stream/lost"}


def make_clip(folder):
    """It moves, freezes from 3 s to 6 s, and moves on."""
    clip = os.path.join(folder, "clip.ts")
    impair = os.path.join(os.environ["VQA_BUILD_DIR"], "tools", "vqa-impair")
    subprocess.run([impair, "-q", "--width", "320", "--height", "180", "--gop", "25", "--seconds", "30",
                    "--defect", "freeze@3+3", clip], check=True, timeout=600)
    return clip


class Inputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-live-clip-")
        cls.clip = make_clip(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def monitor(self, uri, *properties):
        monitor = LiveMonitor(uri, *properties)
        self.addCleanup(monitor.close)
        return monitor

    def survives(self, server, *causes):
        self.addCleanup(server.close)
        server.start()
        monitor = self.monitor(server.uri)
        at = monitor.hear("incident.begin", "freeze/freeze")
        server.kill()
        at = monitor.hear("stream.lost", "stream/lost", after=at, cause=causes)
        server.start()
        at = monitor.hear("stream.back", "stream/lost", after=at)
        monitor.hear("incident.begin", "freeze/freeze", after=at)
        monitor.stop()
        self.check(monitor)

    def check(self, monitor):
        open_ones = {}
        for event in monitor.events():
            data = event["data"]
            if data["severity"] != "info":
                self.assertIn(event["subject"], EXPECTED, monitor.story())
            key = data["element"], data["incident"]
            if data["phase"] == "begin":
                self.assertNotIn(key, open_ones)
                open_ones[key] = event
            elif data["phase"] == "end":
                del open_ones[key]
                if event["subject"] == "stream/lost":
                    self.assertGreater(data["duration"], 0)
        self.assertEqual(open_ones, {}, monitor.story())

    def test_udp(self):
        self.survives(live_servers.Udp(self.clip), "no data")

    def test_multicast(self):
        self.survives(live_servers.Udp(self.clip, "239.255.77.7"), "no data")

    def test_rtp(self):
        self.survives(live_servers.Rtp(self.clip), "no data")

    def test_srt_that_we_call(self):
        self.survives(live_servers.Srt(self.clip), "not reachable", "ended", "no data")

    def test_srt_that_calls_us(self):
        self.survives(live_servers.Srt(self.clip, calls=True), "ended", "no data")

    def test_rtmp(self):
        self.survives(live_servers.Rtmp(self.clip), "refused")

    def test_rtsp(self):
        self.survives(live_servers.Rtsp(self.clip), "refused")

    def test_hls(self):
        self.survives(live_servers.Hls(self.clip), "stale playlist")

    def test_encrypted_hls(self):
        self.survives(live_servers.EncryptedHls(self.clip), "stale playlist")

    def test_dash(self):
        self.survives(live_servers.Dash(self.clip), "stale playlist")


tap.main()
