# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/deploy/swarm/stack.yml on a real swarm of one node: a task is killed, and nothing is lost."""
import collections
import json
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from receiver import Receiver  # noqa: E402
from sandbox import BUILD, SOURCE  # noqa: E402
from supervised import wait_for  # noqa: E402
from swarm import BORROWED, HERE, CannotRun, Swarm, go_apart  # noqa: E402
from ts_sender import free_ports  # noqa: E402

STACK = os.path.join(SOURCE, "tools", "deploy", "swarm", "stack.yml")
STREAMS = 4
OVERRIDE = """version: "3.8"
services:
  fleet:
    environment:
      PATH: /build/tools:/usr/bin:/bin
      GST_PLUGIN_PATH: /build/plugins
      GST_REGISTRY: /var/lib/vqa/registry.bin
      STATE_DIRECTORY: /var/lib/vqa
    volumes:
"""


class DeploySwarm(unittest.TestCase):
    def start(self, workers=0):
        try:
            self.swarm = Swarm(workers)
        except CannotRun as why:
            self.skipTest(str(why))
        self.addCleanup(self.swarm.close)
        self.receiver = Receiver(address=HERE if workers else "127.0.0.1")
        self.addCleanup(self.receiver.close)
        # Where there are several nodes, each stream reaches all of them.
        ports = free_ports(STREAMS)
        self.addresses = [("239.7.7.7" if workers else "127.0.0.1", port) for port in ports]
        self.deploy()
        self.send_black()
        wait_for(lambda: len(self.told("vqa.incident.begin")) == STREAMS, self.why)

    def deploy(self):
        """As the comment of the stack says, with what only this machine has put on top."""
        streams = os.path.join(self.swarm.path, "streams.ini")
        with open(streams, "w", encoding="utf-8") as file:
            file.write(f"[defaults]\ntargets = {self.receiver.url}\ndetectors = black\n")
            for number, (host, port) in enumerate(self.addresses):
                file.write(f"[s{number}]\nuri = udp://{host}:{port}\n")
        override = os.path.join(self.swarm.path, "override.yml")
        with open(override, "w", encoding="utf-8") as file:
            file.write(OVERRIDE)
            for source, target in [(path, path) for path in BORROWED] + [(BUILD, "/build")]:
                file.write(f"      - {source}:{target}:ro\n")
        self.swarm.make_image("vqa:test")
        self.swarm.docker("stack", "deploy", "--resolve-image", "never", "-c", STACK, "-c", override, "vqa",
                          env={"VQA_STREAMS": streams, "VQA_SHARDS": "2", "VQA_IMAGE": "vqa:test",
                               "VQA_CPUS": "0.1"})

    def send_black(self):
        clients = ",".join(f"{host}:{port}" for host, port in self.addresses)
        sender = subprocess.Popen(
            ["gst-launch-1.0", "-q", "videotestsrc", "is-live=true", "pattern=black", "!",
             "video/x-raw,width=160,height=96,framerate=10/1", "!", "x264enc", "tune=zerolatency",
             "speed-preset=ultrafast", "key-int-max=10", "!", "mpegtsmux", "!", "multiudpsink",
             "auto-multicast=false", f"clients={clients}"])
        self.addCleanup(sender.wait)
        self.addCleanup(sender.kill)

    def told(self, kind, since=0):
        return {event["data"]["stream"] for event in self.receiver.events()[since:]
                if event["type"] == kind}

    def why(self):
        return self.swarm.docker("stack", "ps", "--no-trunc", "vqa").stdout[-2000:]

    def streams_of(self, engine, slot):
        container = engine.docker("ps", "-q", "--filter", f"name=vqa_fleet.{slot}.").stdout.strip()
        if not container:
            return None, []
        return container, engine.docker("exec", container, "vqa-fleet", f"--shard={slot}/2", "--list",
                                        "/etc/vqa/streams.ini").stdout.split()

    def unended(self):
        count = collections.Counter()
        for event in {event["id"]: event for event in self.receiver.events()}.values():
            data = event["data"]
            which = (event["id"].split("/")[1], data["element"], data["incident"])
            count[which] += {"begin": 1, "end": -1}.get(data["phase"], 0)
        return [which for which, more in count.items() if more != 0]

    def test_a_task_that_is_killed_is_replaced_and_loses_nothing(self):
        self.start()
        container, listed = self.streams_of(self.swarm.manager, 1)
        self.assertEqual(len(listed), STREAMS / 2)
        so_far = len(self.receiver.events())
        killed = time.monotonic()
        self.swarm.docker("kill", "--signal=KILL", container)
        wait_for(lambda: self.told("vqa.incident.begin", so_far) >= set(listed), self.why)
        print(f"# the streams of a task that was killed are watched again, and their incident is told, "
              f"after {time.monotonic() - killed:.1f} s")
        self.assertEqual(self.told("vqa.incident.begin", so_far), set(listed), "the others went on")
        going_on = 2 * STREAMS  # each stream runs, and is black
        wait_for(lambda: len(self.unended()) == going_on, lambda: f"not ended: {self.unended()}")
        # Stopped in good order, each begin has its end, by whoever could still say so.
        self.swarm.docker("stack", "rm", "vqa")
        wait_for(lambda: not self.unended(), lambda: f"never ended: {self.unended()}")
        reasons = collections.Counter(
            json.dumps(event["data"]["details"].get("reason")) for event in self.receiver.events()
            if event["data"]["phase"] == "end")
        print(f"# {len(self.receiver.events())} events, ends by reason: {dict(reasons)}")

    @unittest.skipUnless("--nodes" in sys.argv, "a dead node takes three engines: run with --nodes")
    def test_the_streams_of_a_node_that_dies_are_watched_by_another(self):
        self.start(workers=2)
        dying, slot, listed = next((worker, slot, listed) for worker in self.swarm.workers
                                   for slot in (1, 2) if (listed := self.streams_of(worker, slot)[1]))
        so_far = len(self.receiver.events())
        killed = time.monotonic()
        dying.die()
        wait_for(lambda: self.told("vqa.incident.begin", so_far) >= set(listed), self.why)
        print(f"# the streams of a node that died are watched by another, and their incident is told, "
              f"after {time.monotonic() - killed:.1f} s")


go_apart()
if "--nodes" in sys.argv:
    print("# with a node that dies")
tap.main()
