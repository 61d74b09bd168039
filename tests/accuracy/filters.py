# SPDX-License-Identifier: LGPL-2.1-or-later
"""What FFmpeg's filters say of a clip."""
import hashlib
import os
import subprocess
import tempfile

from probe import Unusable

TIMEOUT = 300
PARTED = "\f"


def printed(path, chain, count):
    """What the chain prints into the files 0.txt, 1.txt, ... so many of them. Kept beside the clip,
    for FFmpeg does not change."""
    chain = f"setpts=PTS-STARTPTS,{chain}"
    key = hashlib.sha256(chain.encode()).hexdigest()[:8]
    kept = f"{os.path.abspath(path).removesuffix('.ts')}.{key}.filters"
    if not os.path.exists(kept) or os.path.getmtime(kept) < os.path.getmtime(path):
        text = PARTED.join(run(os.path.abspath(path), chain, count))
        with open(f"{kept}.{os.getpid()}", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(f"{kept}.{os.getpid()}", kept)
    with open(kept, encoding="utf-8") as file:
        return file.read().split(PARTED)


def run(path, chain, count):
    with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
        done = subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", "0:v:0", "-vf", chain,
             "-f", "null", "-"],
            cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        if done.returncode:
            raise Unusable(f"{path}: ffmpeg: {done.stderr.strip()[-300:]}")
        return [read(os.path.join(folder, f"{index}.txt")) for index in range(count)]


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()
