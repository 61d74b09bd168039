# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each kind of live input, from a real server or sender that is killed and started again: the defect
in the stream is found, the loss is told with its reason, and nothing else is."""
import concurrent.futures
import os
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from live_monitor import LiveMonitor  # noqa: E402
import live_clip  # noqa: E402
import live_servers  # noqa: E402

# Of a defect, nothing but this may be told. (A picture that does not come is a stall, from when it
# does not come until the stream is known to be lost.)
EXPECTED = {"freeze/freeze", "freeze/stall", "stream/running", "stream/lost"}


KINDS = {
    "udp": (live_servers.Udp, "no data"),
    "multicast": (live_servers.Multicast, "no data"),
    "rtp": (live_servers.Rtp, "no data"),
    "srt_that_we_call": (live_servers.Srt, "not reachable", "ended", "no data", "failed"),
    "srt_that_calls_us": (live_servers.CallingSrt, "ended", "no data"),
    "rtmp": (live_servers.Rtmp, "refused"),
    "rtsp": (live_servers.Rtsp, "refused"),
    "hls": (live_servers.Hls, "stale playlist"),
    "encrypted_hls": (live_servers.EncryptedHls, "stale playlist"),
    "dash": (live_servers.Dash, "stale playlist"),
}
AT_ONCE = 4
TRIES = 3


class Turns(threading.Thread):
    """Does this machine do things in time? One that does not sends streams with real gaps."""

    def __init__(self):
        super().__init__(daemon=True)
        self.latest = 0
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.is_set():
            due = time.monotonic() + 0.05
            time.sleep(0.05)
            self.latest = max(self.latest, time.monotonic() - due)

    def were_late(self):
        self.over.set()
        return self.latest > 0.1


def survive(server, causes):
    """The story of a stream that is lost and comes back, and of what was found in it."""
    server.start()
    monitor = LiveMonitor(server.uri)
    try:
        at = monitor.hear("incident.begin", "freeze/freeze")
        server.kill()
        at = monitor.hear("stream.lost", "stream/lost", after=at, cause=causes)
        server.start()
        at = monitor.hear("stream.back", "stream/lost", after=at)
        monitor.hear("incident.begin", "freeze/freeze", after=at)
        monitor.stop()
        check(monitor)
    finally:
        monitor.close()
        server.close()


def check(monitor):
    open_ones = set()
    for event in monitor.events():
        data = event["data"]
        if data["severity"] != "info" and event["subject"] not in EXPECTED:
            raise AssertionError(f"told of {event['subject']}:\n{monitor.story()}")
        key = data["element"], data["incident"]
        if data["phase"] == "begin":
            assert key not in open_ones, monitor.story()
            open_ones.add(key)
        elif data["phase"] == "end":
            open_ones.remove(key)
    assert not open_ones, monitor.story()


def try_out(kind, clip):
    make, *causes = KINDS[kind]
    for again in range(TRIES):
        turns = Turns()
        try:
            return survive(make(clip), causes)
        except AssertionError:
            # Neighbours may cost packets that nobody here was late for: the first time proves nothing.
            if again and not turns.were_late():
                raise
        finally:
            turns.over.set()
    raise unittest.SkipTest("this machine is too busy to send a stream without gaps")


class Inputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-live-clip-")
        clip = live_clip.make(cls.folder.name, ["freeze@3+3"])
        cls.pool = concurrent.futures.ThreadPoolExecutor(AT_ONCE)
        cls.outcomes = {kind: cls.pool.submit(try_out, kind, clip) for kind in sorted(KINDS)}

    @classmethod
    def tearDownClass(cls):
        cls.pool.shutdown()
        cls.folder.cleanup()


for name in KINDS:
    setattr(Inputs, f"test_{name}", lambda self, kind=name: self.outcomes[kind].result())

tap.main()
