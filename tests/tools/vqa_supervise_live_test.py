# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-supervise around real pipelines."""
import collections
import json
import os
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from supervised import BUILD, Folder, Supervised, read  # noqa: E402
from ts_sender import free_ports  # noqa: E402


class SuperviseLive(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.close)

    def test_of_a_real_file_all_is_found(self):
        folder = self.folder
        clip = os.path.join(folder.path, "clip.ts")
        subprocess.run([os.path.join(BUILD, "tools", "vqa-impair"), "-q", "--seconds", "8", "--width",
                        "320", "--height", "180", "--defect", "freeze@2+4", clip], check=True)
        code, out, _ = Supervised(folder, "--until-end", uri=clip).wait()
        self.assertEqual(code, 0)
        told = [(event["type"], event["subject"]) for event in map(json.loads, out.splitlines())]
        self.assertIn(("vqa.incident.begin", "freeze/freeze"), told)
        self.assertEqual(told[0], ("vqa.stream.start", "stream/running"))
        self.assertEqual(told[-1], ("vqa.stream.end", "stream/running"))

    def test_a_real_monitor_that_hangs_and_crashes_loses_nothing(self):
        folder = self.folder
        port, = free_ports(1)
        sender = subprocess.Popen(
            ["gst-launch-1.0", "-q", "videotestsrc", "is-live=true", "pattern=ball", "!",
             "video/x-raw,width=160,height=96,framerate=10/1", "!", "x264enc", "tune=zerolatency",
             "speed-preset=ultrafast", "key-int-max=10", "!", "mpegtsmux", "!", "udpsink",
             "host=127.0.0.1", f"port={port}"])
        self.addCleanup(sender.wait)
        self.addCleanup(sender.kill)
        events = os.path.join(folder.path, "events.jsonl")
        watched = Supervised(folder, "--hang-timeout=20", "--stop-timeout=1",
                             uri=f"udp://127.0.0.1:{port}", more=[f"targets=file://{events}"])
        self.addCleanup(watched.kill)
        folder.wait_for_state("running", restarts="0")
        os.kill(int(folder.status()["monitor"]), signal.SIGSTOP)
        folder.wait_for_state("running", restarts="1")
        self.assertIn("hung: no heartbeat for 20 s", folder.last_words())
        os.kill(int(folder.status()["monitor"]), signal.SIGSEGV)
        folder.wait_for_state("running", restarts="2")
        self.assertIn("signal 11 (Segmentation fault)", folder.last_words())
        private = sum(map(int, re.findall(r"Private_\w+: +(\d+) kB",
                                          read("/proc", str(watched.process.pid), "smaps_rollup"))))
        print(f"# vqa-supervise: {private} KiB of private memory")
        self.assertLess(private, 1024)
        self.assertEqual(watched.stop()[0], 0)
        began, ended = collections.Counter(), collections.Counter()
        for event in map(json.loads, read(events).splitlines()):
            data = event["data"]
            which = (event["id"].split("/")[1], data["element"], data["incident"])
            (ended if data["phase"] == "end" else began)[which] += data["phase"] in ("begin", "end")
        self.assertEqual(began, ended, "each begin has its end, who ever says so")
        self.assertGreaterEqual(len(began), 3, "a stream that began three times")


tap.main()
