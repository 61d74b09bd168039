# SPDX-License-Identifier: LGPL-2.1-or-later
"""Costs of one pipeline and of a distributed monitor, with the same detectors on the same clip."""
import json
import os
import subprocess
import sys
import time

import clips
import layouts
import prices
import verdicts
from part import Part, PartFailed
from probe import probe
from table import table

HERE = os.path.dirname(os.path.abspath(__file__))
# Something for each detector to find, so that verdicts can be compared.
DEFECTS = {"freeze": (0.1, 0.15), "black": (0.35, 0.1), "fill": (0.5, 0.1), "stutter": (0.65, 0.15),
           "mute": (0.3, 0.2), "dropout": (0.6, 0.1), "click": (0.8, 0.1)}
DESCRIPTION = """The same clip, watched by the same detectors, twice: by one pipeline in one process, and by a
distributed monitor: a converter writes each second of frames and sound to an object store over HTTP,
a process per detector reads it from there, an orchestrator records each step, and results are put
together at the end. Prints what both use and would cost, and fails if they do not find the same."""


def add_options(commands, common):
    parser = commands.add_parser("topology", help="one pipeline against a distributed monitor",
                                 description=DESCRIPTION, parents=[common])
    parser.add_argument("--clip", metavar="FILE", help="watch this one (default: one with defects is made)")
    parser.add_argument("--size", metavar="WxH", type=clips.size_of, default=(1920, 1080),
                        help="of the clip that is made (default 1920x1080)")
    parser.add_argument("--seconds", metavar="N", type=float, default=30,
                        help="its length (default 30, at least 5)")
    parser.add_argument("--detectors", metavar="LIST", default=",".join(layouts.SIDES),
                        help=f"with commas between them (default {','.join(layouts.SIDES)})")
    parser.add_argument("--frames", choices=layouts.PACKINGS, default="raw",
                        help="how the converter stores pictures (default raw)")
    parser.add_argument("--live", action="store_true",
                        help="at the speed of the stream, which tells how late alarms come")
    prices.add_options(parser)
    parser.set_defaults(run=run)


def chosen_detectors(text, build_has):
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in layouts.SIDES:
            raise clips.CannotMeasure(f"there is no detector \"{name}\": write some of "
                                      + ", ".join(layouts.SIDES))
        if not build_has(name):
            raise clips.CannotMeasure(f"this build has no vqa{name}: leave it out with --detectors, "
                                      "or install what meson setup says is missing")
    return names


class Bench:
    def __init__(self, options):
        self.options = options
        self.build, self.work = clips.prepare(options)
        self.program = clips.part_of(self.build)
        detectors = chosen_detectors(options.detectors, self.has)
        self.clip = os.path.abspath(options.clip) if options.clip else self.made_clip()
        self.about = probe(self.clip)
        there = {"pictures": self.about.picture, "sound": self.about.sound}
        self.detectors = [name for name in detectors
                          if all(there[side] for side in layouts.SIDES[name])]
        if not self.detectors:
            raise clips.CannotMeasure(f"{self.clip} has nothing for these detectors")
        used = {side for name in self.detectors for side in layouts.SIDES[name]}
        self.sides = [side for side in layouts.CAPS if side in used]

    @staticmethod
    def has(name):
        return subprocess.run(["gst-inspect-1.0", f"vqa{name}"], capture_output=True,
                              check=False).returncode == 0

    def made_clip(self):
        seconds = self.options.seconds
        if not 5 <= seconds <= 3600:
            raise clips.CannotMeasure("--seconds must be within 5 .. 3600")
        defects = [f"{kind}@{at * seconds:g}+{length * seconds:g}"
                   for kind, (at, length) in DEFECTS.items()]
        return clips.make(self.build, self.work, "topology", self.options.size, seconds, defects)

    def log(self, name):
        path = os.path.join(self.work, f"{name}.jsonl")
        if os.path.exists(path):
            os.remove(path)
        return path

    def alone(self):
        say("One pipeline ...")
        pipeline = layouts.alone(self.clip, self.detectors, self.sides, self.options.live,
                                 self.log("alone"))
        began = time.monotonic()
        part = Part("one pipeline", [self.program, "alone", pipeline])
        part.must_hear("flows")
        used = part.end()
        return {"used": {"pipeline": used}, "verdicts": part.verdicts, "base": part.said["base"],
                "seconds": time.monotonic() - began, "bytes": os.path.getsize(self.clip)}

    def distributed(self):
        say("Distributed ...")
        plan = {"store": os.path.join(HERE, "store.py"), "part": self.program,
                "aggregate": os.path.join(HERE, "aggregate.py"),
                "history": os.path.join(self.work, "steps.jsonl"),
                "convert": layouts.converter(self.clip, self.sides, self.options.frames,
                                             self.options.live),
                "detectors": {name: layouts.detector(name, self.options.frames, self.log(name))
                              for name in self.detectors}}
        path = os.path.join(self.work, "plan.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(plan, file, indent=1)
        done = subprocess.run([sys.executable, os.path.join(HERE, "orchestrator.py"), path],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartFailed(done.stderr.strip()[-500:])
        found = json.loads(done.stdout)
        found["written"], found["read"] = found["bytes"]["in"], found["bytes"]["out"]
        found["bytes"] = found["written"] + found["read"] + os.path.getsize(self.clip)
        return found


def say(text):
    print(text, file=sys.stderr, flush=True)


def steady(found):
    """CPU seconds without what it takes to get started: a stream goes on for ever."""
    return sum(used["cpu"] - used["start"] for used in found["used"].values())


def use_of(found, seconds):
    requests = found.get("requests", {})
    return prices.Use(cpu=steady(found) / seconds, bytes=found["bytes"] / seconds,
                      puts=requests.get("PUT", 0) / seconds, gets=requests.get("GET", 0) / seconds,
                      steps=found.get("transitions", 0) / seconds)


def ratio(one, other):
    return f"{one / other:.1%}" if other else "-"


def cpu_rows(alone, distributed, minutes):
    one, many = steady(alone), steady(distributed)
    rows = [("CPU, s a minute of stream", f"{one / minutes:.2f}", f"{many / minutes:.2f}",
             ratio(one, many))]
    for name, used in distributed["used"].items():
        rows.append((f"  {name}", "", f"{(used['cpu'] - used['start']) / minutes:.2f}", ""))
    store = distributed["used"]["store"]
    rest = many - (store["cpu"] - store["start"])
    rows.append(("  without the store", "", f"{rest / minutes:.2f}", ratio(one, rest)))
    begin = [sum(used["start"] for used in found["used"].values()) for found in (alone, distributed)]
    rows.append(("CPU to get started, s", f"{begin[0]:.2f}", f"{begin[1]:.2f}", ""))
    return rows


def move_rows(alone, distributed, minutes):
    requests = distributed["requests"]
    return [("Bytes moved, MB a minute", f"{alone['bytes'] / minutes / 1e6:.1f}",
             f"{distributed['bytes'] / minutes / 1e6:.0f}",
             ratio(alone["bytes"], distributed["bytes"])),
            ("Objects written, read, a minute", "0", f"{requests['PUT'] / minutes:.0f}, "
             f"{requests['GET'] / minutes:.0f}", ""),
            ("Steps entered, a minute", "0", f"{distributed['transitions'] / minutes:.0f}", "")]


def time_rows(alone, distributed, live, minutes):
    if not live:
        return [("Time taken, s a minute of stream", f"{alone['seconds'] / minutes:.1f}",
                 f"{distributed['seconds'] / minutes:.1f}", "")]
    cells = []
    for found in (alone, distributed):
        late = verdicts.delays(found["verdicts"], found["base"])
        cells.append(f"{late[0]:.3f}, {late[1]:.3f}" if late else "no alarm")
    return [("Alarm after its frame, s: median, longest", *cells, "")]


def bill_rows(alone, distributed, seconds, chosen):
    one, many = (prices.bill(use_of(found, seconds), chosen) for found in (alone, distributed))
    sums = [("cores and bytes", ("cores", "bytes")), ("all but bytes", ("cores", "requests", "steps")),
            ("all", tuple(one))]
    rows = [(f"  {name}", f"{one[name]:.2f}", f"{many[name]:.2f}", ratio(one[name], many[name]))
            for name in one]
    for name, of in sums:
        rows.append((f"  {name}", *(f"{sum(bill[part] for part in of):.2f}" for bill in (one, many)),
                     ratio(sum(one[part] for part in of), sum(many[part] for part in of))))
    return [(f"Dollars an hour, {prices.STREAMS} streams", "", "", ""), *rows]


def run(options):
    bench = Bench(options)
    alone, distributed = bench.alone(), bench.distributed()
    seconds = bench.about.seconds
    minutes = seconds / 60
    rows = [("", "one pipeline", "distributed", "ratio"), *cpu_rows(alone, distributed, minutes),
            *move_rows(alone, distributed, minutes),
            *time_rows(alone, distributed, options.live, minutes),
            *bill_rows(alone, distributed, seconds, prices.chosen(options))]
    print(f"{os.path.relpath(bench.clip)}: {seconds:.1f} s, {bench.about.width}x{bench.about.height}, "
          f"{float(bench.about.fps):g} frames/s; {', '.join(bench.detectors)}; frames "
          f"{options.frames}\n\n{table(rows)}\n")
    print(f"Prices, in dollars, as of {prices.DATE}: " + ", ".join(
        f"{name.replace('_', ' ')} {value:g}" for name, value in vars(prices.chosen(options)).items()))
    differ = verdicts.differences(alone["verdicts"], distributed["verdicts"], options.frames == "raw")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"alone": alone, "distributed": distributed, "seconds": seconds,
                       "prices": vars(prices.chosen(options)), "differences": differ}, file, indent=1)
    if differ:
        print("\nThey do not find the same:", *differ, sep="\n  ", file=sys.stderr)
        return 1
    print(f"Both find the same: {verdicts.incidents(alone['verdicts'])} incidents.")
    return 0
