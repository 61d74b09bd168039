# SPDX-License-Identifier: LGPL-2.1-or-later
"""support/incident_source.py as a process."""
import json
import os
import queue
import subprocess
import sys
import threading
import time

PATIENCE = 60  # seconds: for what must happen


class MonitorProcess:
    def __init__(self, properties, wrapper=(), **env):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "incident_source.py")
        plugins = os.path.join(os.environ["VQA_BUILD_DIR"], "plugins")
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, source, properties], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=dict(os.environ, GST_PLUGIN_PATH=plugins, **env))
        self.said = queue.Queue()
        self.log = []
        self._taken = {}
        threading.Thread(target=self._read, daemon=True).start()
        self.started = self.hear("ready", "refused")[0] == "ready"

    def _read(self):
        for line in self.process.stdout:
            said = json.loads(line)
            if said[0] == "took":
                self._taken[said[1]] = time.monotonic()
            else:
                self.said.put(said)
        self.said.put(["over"])

    def hear(self, *kinds, containing=""):
        """The first thing of one of these kinds that nobody heard before."""
        for said in self.log:
            if said[0] in kinds and len(said) > 1 and containing in str(said[1]):
                self.log.remove(said)
                self.log.append(["heard"] + said[1:])
                return said
        while True:
            said = self.said.get(timeout=PATIENCE)
            self.log.append(said)
            if said[0] in kinds and (len(said) < 2 or containing in str(said[1])):
                return said
            if said[0] == "over":
                raise AssertionError(f"no {kinds} with {containing!r}: {self.log}")

    def tell(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def taken(self):
        """When it had taken the begin of each incident."""
        return dict(self._taken)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def quit(self):
        """Ends it in good order. Returns its stats."""
        self.tell("quit")
        stats = self.hear("stats")[1]
        self.process.wait(timeout=PATIENCE)
        return stats
