#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What listening to 48 kHz stereo costs: vqaaudio beside FFmpeg's filters, on the same sound, in
seconds of CPU. What it takes only to read the file is taken off. VQA_PLUGIN_PATH, VQA_IMPAIR."""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

SECONDS, ROUNDS = 600, 3
FILTERS = ("silencedetect", "astats", "aphasemeter=phasing=1:video=0", "ebur128",
           "ebur128=peak=true", "silencedetect,astats,aphasemeter=phasing=1:video=0,ebur128=peak=true")


def cpu_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def gstreamer(path, element):
    # Without a second thread for the parser: what counts is the work, not who does it.
    return ["gst-launch-1.0", "-q", "filesrc", f"location={path}", "blocksize=16384", "!", "wavparse",
            "!", element, "!", "fakesink"]


def ffmpeg(path, filters):
    return ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-filter_threads", "1", "-i", path,
            *(["-af", filters] if filters else []), "-f", "null", "-"]


def show(name, costs, bare):
    """In per cent of a core: seconds of CPU in a second of sound."""
    share = [100 * (cost - less) / SECONDS for cost, less in zip(costs, bare)]
    print(f"{name:<84} {statistics.median(share):6.3f} % of a core "
          f"({min(share):.3f} to {max(share):.3f})")


def main():
    if not shutil.which("ffmpeg"):
        print("FFmpeg is missing")
        return 77
    os.environ["GST_PLUGIN_PATH"] = os.environ["VQA_PLUGIN_PATH"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sound.wav")
        subprocess.run([os.environ["VQA_IMPAIR"], "-q", "--seconds", str(SECONDS), path], check=True)
        bare = {"gst": [], "ffmpeg": []}
        costs = {name: [] for name in ("vqaaudio", *FILTERS)}
        for _ in range(ROUNDS):
            bare["gst"].append(cpu_of(gstreamer(path, "identity")))
            costs["vqaaudio"].append(cpu_of(gstreamer(path, "vqaaudio")))
            bare["ffmpeg"].append(cpu_of(ffmpeg(path, "")))
            for filters in FILTERS:
                costs[filters].append(cpu_of(ffmpeg(path, filters)))
    for name, each in costs.items():
        show(name, each, bare["gst" if name == "vqaaudio" else "ffmpeg"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
