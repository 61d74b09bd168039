# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk that is full, a database that is locked or damaged: whoever listens hears it all, and when the
disk works again it has it all."""
import contextlib
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import PATIENCE, MonitorProcess  # noqa: E402
from receiver import Receiver  # noqa: E402


class Disk(unittest.TestCase):
    def setUp(self):
        state = tempfile.TemporaryDirectory(prefix="vqa-test-")
        self.addCleanup(state.cleanup)
        self.state = state.name
        self.database = os.path.join(self.state, "events.db")
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.monitor = MonitorProcess(
            f'storm-limit=0 label=sky-1 state-dir={self.state} targets="{self.receiver.url}"')
        self.addCleanup(self.monitor.kill)
        self.told = 0

    def tell(self, incidents):
        """All of it is taken at once and delivered, whatever the disk does."""
        first, self.told = self.told + 1, self.told + incidents
        for number in range(first, self.told + 1):
            self.monitor.tell(f"begin {number}", f"end {number}")
        self.assertTrue(self.receiver.wait_for(2 * self.told))

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute(sql)]

    def wait_until_kept(self, first=1):
        wanted = [(number, phase) for number in range(first, self.told + 1)
                  for phase in ("begin", "end")]
        deadline = time.monotonic() + PATIENCE
        while self.query("SELECT count(*) FROM event") < [len(wanted)]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        kept = [json.loads(row)["data"] for row in self.query("SELECT json FROM event")]
        self.assertEqual(sorted((data["incident"], data["phase"]) for data in kept), wanted)

    def test_full(self):
        self.tell(1)
        self.wait_until_kept()
        size = sum(os.path.getsize(self.database + end) for end in ("", "-wal"))
        pid = self.monitor.process.pid
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        self.tell(200)
        self.assertIn(self.database, self.monitor.hear("warning", containing="Cannot keep")[1])
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        self.monitor.hear("info", containing="kept on disk again")
        self.wait_until_kept()

    def test_a_burst_that_nobody_takes_is_kept_there_and_not_in_memory(self):
        def resident_mb():
            with open(f"/proc/{self.monitor.process.pid}/status", encoding="utf-8") as status:
                line, = (line for line in status if line.startswith("VmHWM"))
            return int(line.split()[1]) / 1000

        self.receiver.close()
        before = resident_mb()
        for number in range(1, 10_001):
            self.monitor.tell(f"begin {number}", f"end {number}")
        self.told = 10_000
        self.wait_until_kept()
        self.assertLess(resident_mb() - before, 100)
        stats = self.monitor.quit()
        self.assertEqual((stats["dropped"], stats["kept"]), (0, 20_000))

    def test_locked(self):
        self.tell(1)
        self.wait_until_kept()
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            self.tell(5)
            self.assertIn("locked", self.monitor.hear("warning", containing="Cannot keep")[1])
            other.execute("ROLLBACK")
        self.monitor.hear("info", containing="kept on disk again")
        self.wait_until_kept()

    def test_read_only(self):
        self.monitor.quit()
        os.makedirs(self.state, exist_ok=True)
        mount = f"mount -t tmpfs -o ro none {self.state}"
        wrapper = ("unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh")
        if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
            self.skipTest("no mounts are to be had here")
        self.monitor = MonitorProcess(
            f'storm-limit=0 label=sky-1 state-dir={self.state} targets="{self.receiver.url}"', wrapper)
        self.addCleanup(self.monitor.kill)
        self.tell(3)
        self.assertIn(self.state, self.monitor.hear("warning", containing="Cannot keep")[1])
        subprocess.run(["nsenter", "-t", str(self.monitor.process.pid), "-m", "mount", "-o",
                        "remount,rw", self.state], check=True)
        self.monitor.hear("info", containing="kept on disk again")

    def test_damaged(self):
        self.tell(1)
        self.wait_until_kept()
        time.sleep(0.5)  # what was delivered is written down as such
        for end in ("", "-wal", "-shm"):
            with open(self.database + end, "r+b") as file:
                file.write(os.urandom(os.path.getsize(self.database + end)))
        self.tell(20)
        self.assertIn("put aside", self.monitor.hear("warning", containing="Cannot keep")[1])
        self.monitor.hear("info", containing="kept on disk again")
        self.wait_until_kept(first=2)
        self.assertTrue([name for name in os.listdir(self.state) if "damaged" in name])


tap.main()
