# SPDX-License-Identifier: LGPL-2.1-or-later
"""The monitor under test, as a user runs it: a process of its own with vqamonitor in it."""
import os
import subprocess
import tempfile
from urllib.request import pathname2url

from incidents import read_log
from probe import Unusable

TIMEOUT = 300


class Monitor:
    name = "vqa"

    def __init__(self, build, work):
        plugins = os.path.join(build, "plugins")
        more = os.environ.get("GST_PLUGIN_PATH")
        self.env = dict(os.environ, GST_PLUGIN_PATH=plugins + (f":{more}" if more else ""))
        self.env.setdefault("GST_REGISTRY", os.path.join(work, "registry.bin"))

    def prepare(self):
        """Fills the registry, which processes that start together would each do again."""
        if not self.has("vqamonitor"):
            raise Unusable("GStreamer finds no vqamonitor there: is that build complete?")

    def has(self, element):
        """Is it in this build?"""
        # Not by --exists, which wants a plugin to have GStreamer's own version.
        done = subprocess.run(["gst-inspect-1.0", element], env=self.env,
                              capture_output=True, timeout=TIMEOUT, check=False)
        return done.returncode == 0

    def holds(self, element):
        """Is it in vqamonitor as well?"""
        done = subprocess.run(["gst-launch-1.0", "vqamonitor", "uri=file:///dev/null",
                               f"{element}::label=any"], env=self.env, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False)
        return "no property" not in done.stderr

    def alarms(self, path):
        return self.watch(path, (), read_log)

    def watch(self, path, settings, read):
        """What `read` makes of the log. settings: properties, as one would type them."""
        return self.run(path, ["vqamonitor", uri_of(path), "targets=file:events.jsonl", *settings],
                        read)

    def hear(self, path, element, settings, read):
        """The same of an element for sound that vqamonitor does not hold yet."""
        return self.run(path, ["uridecodebin", uri_of(path), "!", element, *settings, "!", "vqanotify",
                               "targets=file:events.jsonl"], read)

    def run(self, path, pipeline, read):
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            command = ["gst-launch-1.0", "-q", *pipeline]
            try:
                done = subprocess.run(command, cwd=folder, env=self.env, capture_output=True,
                                      text=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT,
                                      check=False)
            except subprocess.TimeoutExpired as late:
                raise Unusable(f"{path}: the monitor hangs") from late
            if done.returncode or "ERROR" in done.stderr:
                raise Unusable(f"{path}: the monitor failed: {done.stderr.strip()[-300:]}")
            return read(os.path.join(folder, "events.jsonl"))


def uri_of(path):
    return "uri=file://" + pathname2url(os.path.abspath(path))
