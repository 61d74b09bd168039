# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a fleet of live streams costs on this host, and what it finds of the defects that are in some of
them. `fleet_bench.py --help` tells more."""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from supervised import BUILD, status_of, wait_for  # noqa: E402
from ts_sender import Sender, free_ports  # noqa: E402

# What vqa-impair puts in, for how many seconds, what has to be told of it, and what may be as well.
DEFECTS = {
    "freeze": ("freeze", 5, "freeze/freeze", {"freeze/stutter"}),
    "black": ("black", 5, "black/black", {"freeze/freeze"}),
    "mute": ("mute", 8, "audio/silence", {"avsync/stop"}),
    "loss": ("loss", 4, "transport/loss", {"blockiness/corruption", "freeze/freeze", "freeze/stutter",
                                           "audio/dropout", "audio/click", "avsync/gap"}),
}
LATE = 15  # seconds after the end of a defect in which it may be told on a busy host


class Cost:
    """Of the supervisor and the monitor of each stream."""

    def __init__(self, state, names):
        self.state, self.names = state, names

    def processes(self):
        for name in self.names:
            status = status_of(self.state, name)
            yield from (pid for key in ("supervisor", "monitor") if (pid := status.get(key, "-1")) != "-1")

    @staticmethod
    def read(pid, name):
        try:
            with open(f"/proc/{pid}/{name}", encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""

    def cpu_seconds(self):
        ticks = 0
        for pid in self.processes():
            fields = self.read(pid, "stat").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if fields else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def private_mib(self):
        """Of each stream, in their order."""
        sizes = []
        for name in self.names:
            status = status_of(self.state, name)
            sizes.append(sum(int(kib) for key in ("supervisor", "monitor") for kib in re.findall(
                r"Private_\w+: +(\d+) kB", self.read(status.get(key, "-1"), "smaps_rollup"))) / 1024)
        return sizes


def make_clips(folder, seconds, size):
    """A clean clip, and one for each kind of defect. Returns {name: (path, times of defects)}."""
    clips = {}
    for name in ("clean", *DEFECTS):
        path = os.path.join(folder, f"{name}.ts")
        options, times = [], []
        if name in DEFECTS:
            kind, length, _, _ = DEFECTS[name]
            times = list(range(5, int(seconds) - length, 60))
            options = [word for at in times for word in ("--defect", f"{kind}@{at}+{length}")]
        subprocess.run([os.path.join(BUILD, "tools", "vqa-impair"), "-q", "--seconds", str(seconds),
                        "--width", str(size[0]), "--height", str(size[1]), *options, path], check=True)
        clips[name] = (path, times)
    return clips


def write_streams(path, streams, events, more, uri):
    with open(path, "w", encoding="utf-8") as file:
        # They wait for the others to be started, which is no loss.
        file.write(f"[defaults]\ntargets = file://{events}\nvqanotify::lost-timeout = 600000000000\n"
                   f"hang-timeout = 600\n{more}\n")
        for name, stream in streams.items():
            file.write(f"[{name}]\nuri = {uri(*stream)}\n")


def seconds_of(event):
    return datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()


def judge(events, streams, clips, seconds, when_told):
    """What was found, missed, and told without a reason, as texts. What comes when nothing more is sent
    is not looked at."""
    found, missed, wrong = [], [], []
    begins = collections.defaultdict(list)
    for event in events:
        if event["type"] != "vqa.incident.begin" or event["data"]["severity"] == "info":
            continue
        if when_told(event) <= seconds:
            begins[event["data"]["stream"]].append((event["subject"], when_told(event)))
    for name, (clip, _) in streams.items():
        _, length, wanted, allowed = DEFECTS.get(clip, ("", 0, "", set()))
        times, told = clips[clip][1], begins[name]
        for at in times:
            when = [t for kind, t in told if kind == wanted and at <= t <= at + length + LATE]
            text = f"{name}: {wanted} at {at} s"
            found.append(f"{text}, told after {when[0] - at:.1f} s") if when else missed.append(text)
        for kind, t in told:
            near = any(at <= t <= at + length + LATE for at in times)
            if not (near and kind in allowed | {wanted}):
                wrong.append(f"{name}: {kind} at {t:.1f} s")
    return found, missed, wrong


def run(options):
    """Returns the texts of `judge`, and the cost."""
    with tempfile.TemporaryDirectory(prefix="vqa-bench-") as folder:
        clips = make_clips(folder, options.seconds, options.size)
        ports = free_ports(options.streams)
        kinds = [kind for kind in DEFECTS for _ in range(options.each)]
        kinds += ["clean"] * (options.streams - len(kinds))
        streams = {f"{kind}-{number}": (kind, port)
                   for number, (kind, port) in enumerate(zip(kinds, ports))}
        state, events = os.path.join(folder, "state"), os.path.join(folder, "events.jsonl")
        file = os.path.join(folder, "streams.ini")
        write_streams(file, streams, events, options.settings, lambda kind, port: (
            clips[kind][0] if options.files else f"udp://127.0.0.1:{port}"))
        fleet = subprocess.Popen(
            [os.path.join(BUILD, "tools", "vqa-fleet"), "--state-dir", state, f"--pace={options.pace}", file],
            env=dict(os.environ, GST_PLUGIN_PATH=os.path.join(BUILD, "plugins")))
        try:
            cost = Cost(state, list(streams))
            watch = watch_files if options.files else watch_live
            told, when_told, result = watch(options, streams, clips, cost, events)
            result["restarts"] = sum(int(status_of(state, name)["restarts"]) for name in streams)
        finally:
            fleet.terminate()
            fleet.wait()
    return judge(told, streams, clips, options.seconds, when_told), dict(result, events=told)


def read_events(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines.read().split("\n")[:-1]]


def watch_live(options, streams, clips, cost, events):
    beats = [os.path.join(cost.state, "streams", name, "heartbeat") for name in streams]
    wait_for(lambda: all(map(os.path.exists, beats)), "not all monitors play", patience=600)
    sender = Sender([(path, [port for kind, port in streams.values() if kind == clip])
                     for clip, (path, _) in clips.items()])
    try:
        cpu, begin = cost.cpu_seconds(), time.monotonic()
        sender.thread.join(options.seconds * 0.8)
        memory = cost.private_mib()
        sender.wait()
        cpu, passed = cost.cpu_seconds() - cpu, time.monotonic() - begin
    finally:
        sender.close()
    return read_events(events), lambda event: seconds_of(event) - sender.started, {
        "cpu": cpu / passed / options.streams, "memory": sorted(memory)}


def watch_files(options, streams, clips, cost, events):
    """As fast as they decode, so that nothing depends on how busy the host is; each once."""
    memory = [0.0] * len(streams)

    def all_ended():
        memory[:] = map(max, memory, cost.private_mib())
        return {event["data"]["stream"] for event in read_events(events)
                if event["type"] == "vqa.stream.end"} == set(streams)

    wait_for(all_ended, "not all files were watched to their end", patience=600)
    first = {}
    told = [event for event in read_events(events) if event["id"].split("/")[1] == first.setdefault(
        event["data"]["stream"], event["id"].split("/")[1])]
    return told, lambda event: event["data"]["running_time"] / 1e9, {"cpu": 0.0, "memory": sorted(memory)}


def pair(text):
    width, height = text.split("x")
    return int(width), int(height)


def parse(arguments=None):
    parser = argparse.ArgumentParser(
        description="Sends live streams by UDP to a fleet, some of them with defects, and prints what was "
        "found, and the CPU and memory of a stream. Needs a build: VQA_BUILD_DIR=build/release.")
    parser.add_argument("--streams", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--each", type=int, default=2, help="streams with each kind of defect")
    parser.add_argument("--size", type=pair, default=(320, 180))
    parser.add_argument("--pace", type=float, default=2, help="starts a second")
    parser.add_argument("--files", action="store_true", help="watch files instead, which costs nobody time")
    parser.add_argument("--settings", default="", help="more lines for [defaults]")
    return parser.parse_args(arguments)


def main():
    options = parse()
    (found, missed, wrong), cost = run(options)
    memory = cost["memory"]
    print(f"{options.streams} streams of {options.size[0]}x{options.size[1]}, {options.seconds} s, "
          f"{os.cpu_count()} cores; load of the host at the end: {os.getloadavg()[0]:.1f}")
    print(f"CPU of a stream: {100 * cost['cpu']:.1f} % of a core")
    print(f"private memory of a stream: {memory[len(memory) // 2]:.1f} MiB, at most {memory[-1]:.1f} MiB")
    print(f"restarts: {cost['restarts']}")
    for title, texts in (("found", found), ("missed", missed), ("told without a reason", wrong)):
        print(f"{title}: {len(texts)}")
        for text in texts:
            print(f"  {text}")
    sys.exit(1 if missed or wrong else 0)


if __name__ == "__main__":
    main()
