# SPDX-License-Identifier: LGPL-2.1-or-later
"""A monitor that cannot keep up says so, and blames nobody else."""
import os
import signal
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from live_monitor import LiveMonitor  # noqa: E402
import live_clip  # noqa: E402
import live_servers  # noqa: E402

BUSY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support", "busy_monitor.py")
OVERLOAD = "monitor.overload", "monitor/overload"
OK = "monitor.ok", "monitor/overload"


class Overload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-live-clip-")
        cls.clip = live_clip.make(cls.folder.name, [])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def watch(self, **more):
        server = live_servers.Udp(self.clip)
        self.addCleanup(server.close)
        server.start()
        monitor = LiveMonitor(server.uri, **more)
        self.addCleanup(monitor.close)
        monitor.hear("stream.start", "stream/running")
        return monitor

    def blames_nobody(self, monitor):
        monitor.stop()
        told = {event["subject"] for event in monitor.events() if event["data"]["severity"] != "info"}
        self.assertEqual(told, {"monitor/overload"}, monitor.story())

    def test_pictures_that_take_too_long_are_left_out_at_keyframes(self):
        monitor = self.watch(program=(sys.executable, BUSY))
        at = monitor.hear(*OVERLOAD)
        time.sleep(5)  # it has its pictures left out
        monitor.process.send_signal(signal.SIGUSR1)
        at = monitor.hear(*OK, after=at)
        self.assertGreater(monitor.events()[at]["data"]["details"]["left_out"], 20)
        self.blames_nobody(monitor)

    def test_a_process_that_gets_no_turn_is_overloaded(self):
        monitor = self.watch()
        time.sleep(2)
        monitor.process.send_signal(signal.SIGSTOP)
        time.sleep(7)  # the stream would be lost by now
        monitor.process.send_signal(signal.SIGCONT)
        at = monitor.hear(*OVERLOAD)
        monitor.hear(*OK, after=at)
        self.blames_nobody(monitor)


tap.main()
