# SPDX-License-Identifier: LGPL-2.1-or-later
"""The clips that are measured, and where the build is."""
import glob
import os
import subprocess
import sys

PROJECT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


class CannotMeasure(Exception):
    """Something is missing; says what, and what to do."""


def latest_build(named=None):
    """The one named, the one that tests run in, or the one that is newest."""
    named = named or os.environ.get("VQA_BUILD_DIR")
    if named:
        found = [named] if is_build(named) else []
    else:
        found = [folder for folder in glob.glob(os.path.join(PROJECT, "build", "*"))
                 if is_build(folder)]
    if not found:
        raise CannotMeasure(f"{named or 'build/'} holds no build with tools: run ./tools/run once, "
                            "or name one with --build")
    return os.path.abspath(max(found, key=lambda folder: os.path.getmtime(plugin_of(folder))))


def plugin_of(build):
    return os.path.join(build, "plugins", "libgstvqa.so")


def is_build(folder):
    return os.path.exists(plugin_of(folder)) and os.path.exists(
        os.path.join(folder, "tools", "vqa-impair"))


def environment(build, work):
    """That in which GStreamer finds the plugin."""
    more = os.environ.get("GST_PLUGIN_PATH")
    env = dict(os.environ, GST_PLUGIN_PATH=os.path.join(build, "plugins") + (f":{more}" if more else ""))
    env.setdefault("GST_REGISTRY", os.path.join(work, "registry.bin"))
    return env


def prepare(options):
    """The build to measure, and where to keep things; from here on GStreamer finds the plugin."""
    build, work = latest_build(options.build), os.path.abspath(options.work)
    os.makedirs(work, exist_ok=True)
    os.environ.update(environment(build, work))
    subprocess.run(["gst-inspect-1.0", "vqamonitor"], capture_output=True, check=False)  # the registry
    return build, work


def part_of(build):
    """The program that is measured."""
    path = os.path.join(build, "tools", "vqa-bench-part")
    if not os.path.exists(path):
        raise CannotMeasure(f"{path} is missing: build with libcurl (libcurl4-openssl-dev)")
    return path


def size_of(text):
    """WIDTHxHEIGHT as two numbers."""
    width, height = (int(part) for part in text.split("x"))
    if not (64 <= width <= 7680 and 64 <= height <= 4320) or width % 2 or height % 2:
        raise ValueError
    return width, height


def make(build, work, name, size, seconds, defects=(), more=()):
    """A clip of vqa-impair, unless it is there already."""
    path = os.path.join(work, f"{name}-{size[0]}x{size[1]}-{seconds:g}s.ts")
    if os.path.exists(path):
        return path
    print(f"Makes {os.path.relpath(path)}, once ...", file=sys.stderr, flush=True)
    command = [os.path.join(build, "tools", "vqa-impair"), "--width", str(size[0]), "--height",
               str(size[1]), "--seconds", f"{seconds:g}", *more]
    for defect in defects:
        command += ["--defect", defect]
    unfinished = os.path.join(work, f"unfinished-{os.getpid()}.ts")
    done = subprocess.run([*command, "--quiet", unfinished], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"cannot make a clip: {done.stderr.strip()[-300:]}")
    os.replace(unfinished, path)
    return path
