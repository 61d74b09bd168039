# SPDX-License-Identifier: LGPL-2.1-or-later
"""Monitors that are killed while their receiver comes and goes. `crash_test.py --kills 200` for long."""
import contextlib
import json
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import MonitorProcess  # noqa: E402
from receiver import PATIENCE, Receiver, answer  # noqa: E402

KILLS = int(sys.argv.pop(sys.argv.index("--kills") + 1)) if "--kills" in sys.argv else 6
# What happens so shortly before a monitor dies may be nowhere yet: so long it may take to the disk of a
# busy machine.
TO_THE_DISK = 1.0


class Crash(unittest.TestCase):
    @staticmethod
    def written(state):
        """The incidents of which the begin is on the disk."""
        with contextlib.closing(sqlite3.connect(os.path.join(state, "events.db"))) as database:
            rows = database.execute("SELECT json FROM event WHERE phase = 'begin'")
            return {json.loads(row[0])["data"]["incident"] for row in rows}

    def test_no_incident_is_lost_torn_or_invented(self):
        chance = random.Random(7)
        up = threading.Event()

        def behave(handler, body):
            del body
            answer(handler, 200 if up.is_set() else 503)

        receiver = Receiver(behave)
        self.addCleanup(receiver.close)
        over = threading.Event()

        def flap():
            while not over.wait(chance.uniform(0.05, 0.4)):
                (up.clear if up.is_set() else up.set)()

        threading.Thread(target=flap, daemon=True).start()
        state = tempfile.TemporaryDirectory(prefix="vqa-test-")
        self.addCleanup(state.cleanup)
        truth, told = set(), set()  # what must arrive, and all that may
        properties = f'label=sky-1 storm-limit=0 state-dir={state.name} targets="{receiver.url}"'
        number = 0
        for _ in range(KILLS):
            monitor = MonitorProcess(properties)
            began, killed = [], time.monotonic() + chance.uniform(0.0, 1.0) + TO_THE_DISK
            while time.monotonic() < killed:
                number += 1
                began.append(number)
                told.add(number)
                monitor.tell(f"begin {number}")
                if chance.random() < 0.7:
                    monitor.tell(f"end {number}")
                time.sleep(chance.uniform(0.0, 0.05))
            died = time.monotonic()
            monitor.kill()
            taken = monitor.taken()
            truth |= {n for n in began if taken.get(n, died) < died - TO_THE_DISK}
        over.set()
        last = MonitorProcess(properties)
        self.addCleanup(last.kill)
        up.set()

        def began_and_ended():
            began, ended, ids, torn = set(), set(), set(), 0
            for event in receiver.events():
                if event["id"] in ids:
                    continue
                ids.add(event["id"])
                number = event["data"]["incident"]
                if event["data"]["phase"] == "begin":
                    began.add(number)
                else:
                    torn += number not in began
                    ended.add(number)
            return began, ended, torn

        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            began, ended, torn = began_and_ended()
            if truth <= began and began == ended:
                break
            time.sleep(0.1)
        self.assertGreater(len(truth), KILLS)
        self.assertEqual(self.written(state.name) - began, set(), "on the disk, and lost")
        self.assertEqual(truth - began, set(), "lost")
        self.assertEqual(began - told, set(), "invented")
        self.assertEqual(began - ended, set(), "never ended")
        self.assertEqual(torn, 0, "an end before its begin")
        repeats = len(receiver.bodies) - len({e["id"] for e in receiver.events()})
        print(f"# {KILLS} kills: {len(began)} incidents arrived, {len(truth)} had to, "
              f"{repeats} notifications came more than once")


tap.main()
