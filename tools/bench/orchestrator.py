#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the distributed monitor: for each second of the stream the step "convert", then all detectors
side by side, and at the end "aggregate". Each step that is entered is written down, as a workflow
service does, and bills. The argument is a file with the plan; prints what was found and used."""
import http.client
import itertools
import json
import os
import queue
import resource
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from part import Part, PartFailed  # noqa: E402

BUCKET = "stream"
AHEAD = 3  # seconds that may be in the store at a time: one comes, one is looked at, one more


class Workflow:
    def __init__(self, plan):
        self.store = Part("store", [sys.executable, plan["store"]])
        self.address = f"127.0.0.1:{self.store.must_hear('port')['port']}"
        self.aggregate_by = plan["aggregate"]
        base = f"http://{self.address}/{BUCKET}"
        self.converter = self.part("convert", base, plan["convert"], plan["part"])
        self.detectors = [self.part(name, base, pipeline, plan["part"])
                          for name, pipeline in plan["detectors"].items()]
        for part in [self.converter, *self.detectors]:
            part.must_hear("ready")
        self.history = open(plan["history"], "w", encoding="utf-8")
        self.transitions = 0
        self.room = threading.Semaphore(AHEAD)
        self.lock = threading.Lock()
        self.left = {}  # how many detectors have not looked at a second yet
        self.failure = None
        self.keeper = http.client.HTTPConnection(self.address)

    @staticmethod
    def part(name, base, pipeline, program):
        return Part(name, [program, name, base, pipeline])

    def enter(self, step, second=None):
        with self.lock:
            self.transitions += 1
            self.history.write(json.dumps({"time": time.time(), "step": step, "second": second})
                               + "\n")
            self.history.flush()

    def run(self):
        queues = [queue.Queue() for _ in self.detectors]
        threads = [threading.Thread(target=self.detect, args=pair)
                   for pair in zip(self.detectors, queues)]
        for thread in threads:
            thread.start()
        try:
            seconds = self.convert_all(queues)
        finally:
            for each in queues:
                each.put(None)
            for thread in threads:
                thread.join()
        if self.failure:
            raise self.failure
        return seconds

    def convert_all(self, queues):
        for second in itertools.count():
            self.room.acquire()
            if self.failure:
                return second
            self.enter("convert", second)
            if self.converter.ask(second)["over"]:
                return second
            self.left[second] = len(queues)
            self.enter("detectors", second)
            for each in queues:
                each.put(second)

    def detect(self, part, seconds):
        try:
            for second in iter(seconds.get, None):
                self.enter(part.name, second)
                part.ask(second)
                with self.lock:
                    self.left[second] -= 1
                    if self.left[second] == 0:
                        self.clear(second)
        except PartFailed as failure:
            self.failure = failure
            self.room.release()

    def clear(self, second):
        for side in ("pictures", "sound"):
            self.keeper.request("DELETE", f"/{BUCKET}/{side}/{second}")
            self.keeper.getresponse().read()
        self.room.release()

    def aggregate(self, seconds):
        self.enter("aggregate")
        names = [part.name for part in self.detectors]
        before = children()
        done = subprocess.run([sys.executable, self.aggregate_by, self.address, BUCKET,
                               str(seconds), *names], capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartFailed(f"aggregate: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout), children() - before


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def itself():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    started = itself()
    with open(sys.argv[1], encoding="utf-8") as file:
        work = Workflow(json.load(file))
    began = time.monotonic()
    seconds = work.run()
    used = {part.name: part.end() for part in [work.converter, *work.detectors]}
    verdicts, aggregation = work.aggregate(seconds)
    used["aggregate"] = {"cpu": aggregation, "start": aggregation, "memory": 0}  # once a stream
    took = time.monotonic() - began
    used["store"] = work.store.end()
    used["orchestrator"] = {"cpu": itself(), "start": started, "memory": 0}
    print(json.dumps({"used": used, "verdicts": verdicts, "seconds": took,
                      "base": work.converter.said["base"], "transitions": work.transitions,
                      "requests": work.store.said["requests"], "bytes": work.store.said["bytes"]}))


if __name__ == "__main__":
    try:
        main()
    except PartFailed as problem:
        sys.exit(f"orchestrator: {problem}")
