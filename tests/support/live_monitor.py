# SPDX-License-Identifier: LGPL-2.1-or-later
"""A vqamonitor in a process of its own, and what it tells."""
import json
import os
import signal
import subprocess
import tempfile
import time

PATIENCE = 90  # seconds: for what must happen


class LiveMonitor:
    def __init__(self, uri, *properties, program=("gst-launch-1.0",)):
        self.folder = tempfile.TemporaryDirectory(prefix="vqa-live-")
        self.file = os.path.join(self.folder.name, "events.jsonl")
        self.log = os.path.join(self.folder.name, "log")
        plugins = os.path.join(os.environ["VQA_BUILD_DIR"], "plugins")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*program, "vqamonitor", f"uri={uri}", "label=live",
                 f"targets=file:{self.file}", "vqanotify::state-dir=none", *properties],
                env=dict(os.environ, GST_PLUGIN_PATH=plugins), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT)

    def events(self):
        if not os.path.exists(self.file):
            return []
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]

    def said(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def story(self):
        """What was told, in a line each."""
        lines = []
        for event in self.events():
            data = event["data"]
            lines.append(f"{data['running_time'] / 1e9:8.2f} {event['type'].removeprefix('vqa.')} "
                         f"{event['subject']} {data['severity']} {data['duration'] / 1e9:.2f} "
                         f"{json.dumps(data['details'])}")
        return "\n".join(lines)

    def hear(self, kind, subject, after=0, **details):
        """Waits for an event of this type (without "vqa.") and subject, in which each of the details
        has one of the values. Returns its place in the order."""
        until = time.monotonic() + PATIENCE
        while True:
            events = self.events()
            for at, event in enumerate(events[after:], after):
                if (event["type"], event["subject"]) == ("vqa." + kind, subject) and all(
                        event["data"]["details"].get(key) in values
                        for key, values in details.items()):
                    return at
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"no {kind} {subject} {details or ''} after {after}:\n"
                                     f"{self.story()}\n{self.said()}")
            time.sleep(0.1)

    def stop(self):
        """As somebody at a keyboard would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self):
        try:
            return self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired as hung:
            raise AssertionError(f"it does not end:\n{self.story()}\n{self.said()}") from hung

    def close(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()
