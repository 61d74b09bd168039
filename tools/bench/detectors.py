# SPDX-License-Identifier: LGPL-2.1-or-later
"""What each detector costs, over decoding and beside FFmpeg's filters, on the same clip in one run."""
import json
import os
import statistics
import sys
from collections import defaultdict

import clips
import filters
import streams
from lanes import PICTURE, Lanes
from part import Part
from probe import probe
from table import table

SIZES = "640x360,1280x720,1920x1080,3840x2160"
DESCRIPTION = """What each detector costs, over decoding and beside FFmpeg's filters, on the same clips: CPU time
(user and system) in one thread, the median of several rounds in which all take turns. What elements
use is measured inside of the pipeline, by the time of the thread that a buffer spends in them; decoding, and
what FFmpeg's filters use, by whole processes with and without."""


def add_options(commands, common):
    parser = commands.add_parser("detectors", help="each detector beside decoding and FFmpeg's filters",
                                 description=DESCRIPTION, parents=[common])
    parser.add_argument("--clip", metavar="FILE", help="measure on this one instead")
    parser.add_argument("--sizes", metavar="LIST", default=SIZES, type=sizes_of,
                        help=f"of the clips that are made (default {SIZES})")
    parser.add_argument("--seconds", metavar="N", type=float, default=8,
                        help="their length (default 8)")
    parser.add_argument("--rounds", metavar="N", type=positive, default=3, help="default 3")
    parser.add_argument("--streams", metavar="LIST", type=streams.counts_of, default="1,2,4,8",
                        help="also so many streams in one process, of the first size "
                             "(default 1,2,4,8; 0: leave that out)")
    parser.set_defaults(run=run)


def sizes_of(text):
    return [clips.size_of(part) for part in text.split(",")]


def positive(text):
    if int(text) < 1:
        raise ValueError
    return int(text)


def run_part(program, name, pipeline):
    """(CPU seconds without getting started, what was said)."""
    part = Part(name, [program, "alone", pipeline])
    part.must_hear("flows")
    used = part.end()
    return used["cpu"] - used["start"], part.said


def one_round(program, path, lanes):
    """CPU seconds of each; and of the pipeline with all detectors, of each element."""
    found = {"decode": run_part(program, "decoding", lanes.decode("v"))[0],
             "decode sound": run_part(program, "decoding", lanes.decode("a"))[0]}
    found["watch"], said = run_part(program, "watching", lanes.watch())
    for name, way in said["elements"].items():
        found[name.split(".")[0] + (" sound" if name.endswith(".asink") else "")] = way["cpu"]
    for medium, chains in (("v", filters.OF_PICTURE.values()), ("a", filters.OF_SOUND)):
        plain = filters.cpu(path, medium)
        found[f"ffmpeg {medium}"] = plain
        for chain in chains:
            found[chain] = filters.over(path, medium, chain, plain)
    return found


def measure(program, path, rounds):
    """Of all rounds, the medians."""
    lanes = Lanes(path)
    all_found = defaultdict(list)
    for number in range(rounds):
        print(f"{os.path.relpath(path)}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for name, cpu in one_round(program, path, lanes).items():
            all_found[name].append(cpu)
    return {name: statistics.median(found) for name, found in all_found.items()}


def share(cpu, of):
    return f"{cpu / of:.2%}" if of > 0 else "-"


def times(cpu, of):
    return f"{of / cpu:.0f}" if cpu > 0 else "-"


def picture_rows(found, frames):
    def row(name, ours, peer, theirs):
        return (name, f"{ours / frames * 1e3:.3f}", share(ours, found["decode"]), peer,
                f"{theirs / frames * 1e3:.3f}", times(ours, theirs))

    ours, theirs = (sum(found[name] for name in names)
                    for names in (PICTURE, filters.OF_PICTURE.values()))
    yield ("picture", "ms a frame", "of decoding", "FFmpeg's", "ms a frame", "times ours")
    yield ("decoding", f"{found['decode'] / frames * 1e3:.3f}", "", "decoding",
           f"{found['ffmpeg v'] / frames * 1e3:.3f}", "")
    for name in PICTURE:
        yield row(f"vqa{name}", found[name], filters.OF_PICTURE[name], found[filters.OF_PICTURE[name]])
    yield row("these together", ours, "these together", theirs)
    yield ("vqaavsync, its picture", f"{found['avsync'] / frames * 1e3:.3f}",
           share(found["avsync"], found["decode"]), "", "", "")
    if "transport" in found:
        yield ("vqatransport", f"{found['transport'] / frames * 1e3:.3f}",
               share(found["transport"], found["decode"]), "", "", "")


def sound_rows(found, seconds):
    def cell(cpu):
        return f"{cpu / seconds * 1e3:.2f}"

    yield ("sound", "ms a second", "of decoding")
    yield ("decoding", cell(found["decode sound"]), "")
    for name, cpu in (("vqaaudio", found["audio"]), ("vqaavsync, its sound", found["avsync sound"])):
        yield (name, cell(cpu), share(cpu, found["decode sound"]))
    for chain in filters.OF_SOUND:
        yield ("FFmpeg's " + chain, cell(found[chain]), "")
    yield ("these together", cell(sum(found[chain] for chain in filters.OF_SOUND)), "")


def growth_rows(results):
    yield ("ns a pixel", *(name for name in ("decoding", *PICTURE, "avsync")))
    for about, found in results:
        pixels = about.width * about.height * about.seconds * float(about.fps)
        yield (f"{about.width}x{about.height}",
               *(f"{found[name] / pixels * 1e9:.3f}" for name in ("decode", *PICTURE, "avsync")))


def run(options):
    build, work = clips.prepare(options)
    program = clips.part_of(build)
    paths = [os.path.abspath(options.clip)] if options.clip else [
        clips.make(build, work, "detectors", size, options.seconds) for size in options.sizes]
    results = []
    for path in paths:
        about = probe(path)
        found = measure(program, path, options.rounds)
        results.append((about, found))
        print(f"\n{os.path.relpath(path)}: {about.width}x{about.height}, "
              f"{float(about.fps):g} frames/s, {about.seconds:.1f} s, {options.rounds} rounds\n")
        print(table([*picture_rows(found, about.seconds * float(about.fps))]) + "\n")
        print(table([*sound_rows(found, about.seconds)]))
    if len(results) > 1:
        print("\n" + table([*growth_rows(results)]))
    grown = streams.measure(program, paths[0], options.streams, options.rounds)
    if grown:
        print("\n" + table([*streams.rows(grown, results[0][0].seconds)]))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"clips": [{"width": about.width, "height": about.height, "seconds": about.seconds,
                                  "fps": float(about.fps), "cpu": found} for about, found in results],
                       "streams": grown}, file, indent=1)
    return 0
