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
from swarm import BORROWED, CannotRun, Swarm, go_apart  # noqa: E402
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
    def setUp(self):
        try:
            self.swarm = Swarm()
        except CannotRun as why:
            self.skipTest(str(why))
        self.addCleanup(self.swarm.close)

    def deploy(self, webhook, ports):
        """As the comment of the stack says, with what only this machine has put on top."""
        streams = os.path.join(self.swarm.path, "streams.ini")
        with open(streams, "w", encoding="utf-8") as file:
            file.write(f"[defaults]\ntargets = {webhook}\ndetectors = black\n")
            for number, port in enumerate(ports):
                file.write(f"[s{number}]\nuri = udp://127.0.0.1:{port}\n")
        override = os.path.join(self.swarm.path, "override.yml")
        with open(override, "w", encoding="utf-8") as file:
            file.write(OVERRIDE)
            for source, target in [(path, path) for path in BORROWED] + [(BUILD, "/build")]:
                file.write(f"      - {source}:{target}:ro\n")
        self.swarm.make_image("vqa:test")
        self.swarm.docker("stack", "deploy", "-c", STACK, "-c", override, "vqa",
                          env={"VQA_STREAMS": streams, "VQA_SHARDS": "2", "VQA_IMAGE": "vqa:test",
                               "VQA_CPUS": "0.1"})

    def container_of(self, slot):
        return self.swarm.docker("ps", "-q", "--filter", f"name=vqa_fleet.{slot}.").stdout.strip()

    def send_black(self, ports):
        clients = ",".join(f"127.0.0.1:{port}" for port in ports)
        sender = subprocess.Popen(
            ["gst-launch-1.0", "-q", "videotestsrc", "is-live=true", "pattern=black", "!",
             "video/x-raw,width=160,height=96,framerate=10/1", "!", "x264enc", "tune=zerolatency",
             "speed-preset=ultrafast", "key-int-max=10", "!", "mpegtsmux", "!", "multiudpsink",
             f"clients={clients}"])
        self.addCleanup(sender.wait)
        self.addCleanup(sender.kill)

    def test_a_task_that_is_killed_is_replaced_and_loses_nothing(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        ports = free_ports(STREAMS)
        self.deploy(receiver.url, ports)
        self.send_black(ports)

        def told(kind, since=0):
            return {event["data"]["stream"] for event in receiver.events()[since:]
                    if event["type"] == kind}

        def why():
            return self.swarm.docker("service", "logs", "--tail", "20", "vqa_fleet").stdout[-2000:]

        wait_for(lambda: len(told("vqa.incident.begin")) == STREAMS, why)
        container = self.container_of(1)
        listed = self.swarm.docker("exec", container, "vqa-fleet", "--shard=1/2", "--list",
                                   "/etc/vqa/streams.ini").stdout.split()
        self.assertEqual(len(listed), STREAMS / 2)
        so_far = len(receiver.events())
        killed = time.monotonic()
        self.swarm.docker("kill", "--signal=KILL", container)
        wait_for(lambda: told("vqa.incident.begin", so_far) >= set(listed), why)
        print(f"# the streams of a task that was killed are watched again, and their incident is told, "
              f"after {time.monotonic() - killed:.1f} s")
        self.assertEqual(told("vqa.incident.begin", so_far), set(listed), "the others went on")
        self.assertNotEqual(self.container_of(1), container)
        # Stopped in good order, each begin has its end, by whoever could still say so.
        self.swarm.docker("stack", "rm", "vqa")

        def unended():
            count = collections.Counter()
            for event in {event["id"]: event for event in receiver.events()}.values():
                data = event["data"]
                which = (event["id"].split("/")[1], data["element"], data["incident"])
                count[which] += {"begin": 1, "end": -1}.get(data["phase"], 0)
            return [which for which, more in count.items() if more != 0]

        wait_for(lambda: not unended(), lambda: f"never ended: {unended()}")
        reasons = collections.Counter(
            json.dumps(event["data"]["details"].get("reason")) for event in receiver.events()
            if event["data"]["phase"] == "end")
        print(f"# {len(receiver.events())} events, ends by reason: {dict(reasons)}")
        self.assertGreaterEqual(reasons['"died"'], STREAMS / 2)


go_apart()
tap.main()
