# SPDX-License-Identifier: LGPL-2.1-or-later
"""What else could tell of broken frames: {frame: score} of a clip, the higher the worse. What each
says is kept beside the clip."""
import json
import os
import re
import subprocess

from filters import TIMEOUT, lines_of, printed
from incidents import SECOND
from probe import Unusable

PACKET = 188
CLOCK = 90000
SUSPECT = SECOND // 2  # how long after a gap a frame is suspect


class BlockDetect:
    """FFmpeg's measure of block edges."""
    name = "blockdetect"

    def scores(self, made, frame):
        (text,) = printed(made.path, "blockdetect,metadata=print:file=0.txt", 1)
        return {round(now / frame): float(value) for now, key, value in lines_of(text)
                if key == "lavfi.block"}


class DecoderFlags:
    """Buffers that GStreamer's decoder marks as corrupt, or as not following the one before."""
    name = "decoder flags"

    def scores(self, made, frame):
        return {round(time / frame): float(bad) for time, bad in decoded(made)}


class Continuity:
    """Gaps in the counters of the packets, and what is shown soon after."""
    name = "continuity"

    def scores(self, made, frame):
        gaps = kept(made.path, "gaps", lambda: gaps_of(made.path))
        return {round(time / frame): float(any(0 <= time - gap < SUSPECT for gap in gaps))
                for time, _ in decoded(made)}


def decoded(made):
    """[(time in ns, is it marked)] of each frame that GStreamer decodes."""
    return kept(made.path, "decoded", lambda: decode(made))


def kept(path, name, work):
    kept_in = f"{path.removesuffix('.ts')}.{name}.json"
    if not os.path.exists(kept_in) or os.path.getmtime(kept_in) < os.path.getmtime(path):
        result = work()
        with open(f"{kept_in}.{os.getpid()}", "w", encoding="utf-8") as file:
            json.dump(result, file)
        os.replace(f"{kept_in}.{os.getpid()}", kept_in)
    with open(kept_in, encoding="utf-8") as file:
        return json.load(file)


DECODERS = {"h264": "h264parse ! avdec_h264", "h265": "h265parse ! avdec_h265",
            "mpeg2": "mpegvideoparse ! avdec_mpeg2video"}


def decode(made):
    command = ["gst-launch-1.0", "-v", "filesrc", f"location={made.path}", "!", "tsdemux", "!",
               *DECODERS[made.codec].split(), "!", "fakesink", "silent=false", "sync=false"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode:
        raise Unusable(f"{made.path} cannot be decoded: {done.stderr.strip()[-300:]}")
    frames = []
    for line in done.stdout.splitlines():
        seen = re.search(r"chain .*?pts: (\d+):(\d\d):(\d\d)\.(\d{9}).*flags: \w+ ([^,]*)", line)
        if seen:
            hours, minutes, seconds, rest = (int(part) for part in seen.groups()[:4])
            frames.append((((hours * 60 + minutes) * 60 + seconds) * SECOND + rest,
                           seen.group(5)))
    if not frames:
        raise Unusable(f"{made.path}: nothing of it can be decoded")
    first = min(time for time, _ in frames)
    return [(time - first, number > 0 and ("corrupted" in flags or "discont" in flags))
            for number, (time, flags) in enumerate(frames)]


def gaps_of(path):
    """Times at which packets of the picture are missing, in ns: those of the pictures that go on
    or begin behind the gap."""
    with open(path, "rb") as file:
        data = file.read()
    packets = [data[at:at + PACKET] for at in range(0, len(data) - PACKET + 1, PACKET)]
    counts = {}
    for packet in packets:
        counts[pid_of(packet)] = counts.get(pid_of(packet), 0) + 1
    video = next(pid for pid in sorted(counts, key=counts.get, reverse=True)
                 if any(pid_of(packet) == pid and stamp_of(packet) is not None
                        for packet in packets))
    found, last, now, origin = [], None, 0, None
    for packet in packets:
        if pid_of(packet) != video or not packet[3] & 0x10:
            continue
        stamp = stamp_of(packet)
        if stamp is not None:
            origin = stamp if origin is None else origin
            now = (stamp - origin) * SECOND // CLOCK
        if last is not None and (packet[3] - last - 1) & 15:
            found.append(now)
        last = packet[3]
    return found


def pid_of(packet):
    return (packet[1] & 0x1F) << 8 | packet[2]


def stamp_of(packet):
    """The presentation time of the picture that begins in a packet, in ticks."""
    if not packet[1] & 0x40 or not packet[3] & 0x10:
        return None
    pes = packet[4 + (1 + packet[4] if packet[3] & 0x20 else 0):]
    if len(pes) < 14 or pes[:3] != b"\0\0\1" or not 0xE0 <= pes[3] <= 0xEF:
        return None
    return ((pes[9] >> 1 & 7) << 30 | pes[10] << 22 | pes[11] >> 1 << 15 | pes[12] << 7
            | pes[13] >> 1)
