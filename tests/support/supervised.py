# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-supervise as a process, around a monitor that does what a test wants."""
import os
import signal
import subprocess
import tempfile
import time

BUILD = os.environ["VQA_BUILD_DIR"]
SUPERVISE = os.path.join(BUILD, "tools", "vqa-supervise")
PATIENCE = 60  # seconds: for what must happen

# Stands in for gst-launch-1.0. BEAT is the heartbeat file, RUN counts the starts of this stream. It
# notes how it was started, and that it was asked to end, in files beside it; those of the stream "sky"
# have no more of a name.
PRELUDE = """#!/bin/sh
for a; do case $a in
vqanotify::heartbeat-file=*) BEAT=${a#*=};;
label=sky) it=;;
label=*) it=${a#*=}.;;
esac; done
here=${0%/*}
RUN=$(($(cat "$here/${it}runs" 2>/dev/null || echo 0) + 1)); echo $RUN >"$here/${it}runs"
echo $$ >"$here/${it}pid"; echo "${it}start" >>"$here/order"
printf '%s\\n' "$@" >"$here/${it}args"; env >"$here/${it}env"
end() { echo INT >>"$here/${it}signals"; echo "${it}end" >>"$here/order"; exit 0; }
trap end INT
live() { while :; do echo "${1:-running}" >"$BEAT"; sleep 0.1; done; }
"""


def wait_for(what, why, patience=PATIENCE):
    """The first answer that is something."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = what()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"never: {why() if callable(why) else why}")


def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def status_of(state, name):
    return dict(line.split("=", 1) for line in read(state, "streams", name, "status").splitlines())


class Folder:
    """For the state, and for a gst-launch-1.0 that is a script."""

    def __init__(self, monitor=None):
        self._folder = tempfile.TemporaryDirectory(prefix="vqa-test-")
        self.path = self._folder.name
        self.state = os.path.join(self.path, "state")
        self.env = dict(os.environ, GST_PLUGIN_PATH=os.path.join(BUILD, "plugins"))
        for name in ("NOTIFY_SOCKET", "STATE_DIRECTORY", "VQA_URI"):
            self.env.pop(name, None)
        if monitor is not None:
            self.env["PATH"] = f"{self.path}:{os.environ['PATH']}"
            self.write("gst-launch-1.0", PRELUDE + monitor)

    def write(self, name, text):
        path = os.path.join(self.path, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path + ".new", 0o755)
        os.rename(path + ".new", path)
        return path

    def read(self, name):
        return read(self.path, name)

    def status(self, name="sky"):
        return status_of(self.state, name)

    def last_words(self, number=0):
        name = f"last-words.{number}" if number else "last-words"
        return read(self.state, "streams", "sky", name)

    def wait_for_state(self, state, name="sky", **more):
        more["state"] = state
        return wait_for(lambda: more.items() <= self.status(name).items(),
                        lambda: f"{more} in {self.status(name)}")

    def wait_for_restarts(self, count):
        wait_for(lambda: int(self.status().get("restarts", 0)) >= count, self.status)

    def close(self):
        self._folder.cleanup()


class Supervised:
    """Quick with everything, unless `options` say otherwise."""

    def __init__(self, folder, *options, name="sky", uri="srt://here:1", more=(), env=None):
        quick = ["--first-pause=0.1", "--longest-pause=0.4", "--stop-timeout=20"]
        self.folder = folder
        self.process = subprocess.Popen(
            [SUPERVISE, "--state-dir", folder.state, *quick, *options, name, uri, *more],
            env=dict(folder.env, **(env or {})), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def send(self, what):
        self.process.send_signal(what)

    def stop(self):
        self.send(signal.SIGTERM)
        return self.wait()

    def wait(self):
        """Its exit status, what it printed, and what it said."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def kill(self):
        self.process.kill()
        self.process.communicate()
