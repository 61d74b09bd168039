# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clips to learn from: damaged ones with what is damaged in them, and clean ones that look alike.

Each is made of a few seconds of a source. A lesson is a folder: `clip.*` is what is shown, and, if
it is damaged, `truth.npz` tells for each picture which cells of 16x16 are (see truth.py).
"""
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import baits
import truth

RATE = 25
PICTURES = 60
FFMPEG = ("ffmpeg", "-nostdin", "-v", "error", "-y")
SIZES = (60_000, 120_000, 200_000, 300_000)  # pixels, at most
CODECS = ("libx264", "libx264", "libx265", "mpeg2video", "mpeg2video")
BITS = (0.03, 0.06, 0.12, 0.2)  # per pixel of H.264
WORTH = {"libx264": 1, "libx265": 0.7, "mpeg2video": 2.2, "mpeg4": 1.6}  # bits for such a quality
BURSTS = (1, 1, 2, 4, 7, 15, 30)  # packets
LOSSES = ("drop", "drop", "unit", "flip")
SCALES = (1, 1, 0.5, 2 / 3, 0.75, 4 / 3, 1.5, 2)  # of what was damaged, until it is coded again
PACKET, SYNC_AND_HEADER = 188, 60
VIDEO_PID = 256  # FFmpeg's


@dataclass(frozen=True)
class Size:
    width: int
    height: int

    @property
    def pixels(self):
        return self.width * self.height

    def scaled(self, scale):
        return Size(*(max(64, round(side * scale / 2) * 2) for side in (self.width, self.height)))

    def within(self, pixels):
        return self.scaled(min(1, (pixels / self.pixels) ** 0.5))

    def __str__(self):
        return f"{self.width}x{self.height}"


def size_of(path):
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
         "stream=width,height:format=duration", "-of", "default=nw=1:nk=1", path],
        capture_output=True, text=True, check=True).stdout.split()
    return Size(int(shown[0]), int(shown[1])), float(shown[2])


def pictures_of(raw, size):
    """I420 pictures, as an array of (count, rows of all planes, width)."""
    bytes_each = size.pixels * 3 // 2
    count = len(raw) // bytes_each
    return np.frombuffer(raw, np.uint8, count * bytes_each).reshape(count, -1, size.width)


def read(path, size, start):
    raw = subprocess.run(
        [*FFMPEG, "-ss", f"{start:.2f}", "-i", path, "-map", "0:v:0", "-an", "-r", str(RATE), "-vf",
         f"scale={size.width}:{size.height},format=yuv420p", "-frames:v", str(PICTURES), "-threads",
         "1", "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    if not raw and start > 0:  # the sound goes on for longer than the picture
        return read(path, size, 0)
    return pictures_of(raw, size)


def decode(path, size):
    """The pictures that a decoder shows, and the number of each by its time."""
    times = path.with_suffix(".times")
    raw = subprocess.run(
        [*FFMPEG, "-threads", "1", "-flags", "output_corrupt", "-copyts", "-i", path, "-vsync",
         "passthrough", "-vf", f"scale={size.width}:{size.height},format=yuv420p", "-f", "rawvideo",
         "-", "-vsync", "passthrough", "-c:v", "wrapped_avframe", "-f", "framecrc", times],
        capture_output=True).stdout
    pictures = pictures_of(raw, size)
    ticks, stamps = 1 / 90000, []
    for line in times.read_text().splitlines():
        if line.startswith("#tb"):
            over, under = line.split()[-1].split("/")
            ticks = int(over) / int(under)
        elif not line.startswith("#"):
            stamps.append(int(line.split(",")[2]) * ticks)
    times.unlink()
    return pictures, np.round(np.array(stamps[:len(pictures)]) * RATE).astype(int)


def encode(pictures, size, path, options, output_size=None):
    out = output_size or size
    subprocess.run(
        [*FFMPEG, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", str(size), "-r", str(RATE), "-i",
         "-", "-vf", f"scale={out.width}:{out.height}:flags=bicubic", *options, "-threads", "1",
         path], input=np.ascontiguousarray(pictures).tobytes(), check=True, capture_output=True)


def options_of(codec, size, bits, draw, slices=1):
    gop, b_pictures = draw.choice((25, 50, 100)), draw.choice((0, 2))
    rate = max(40, round(size.pixels * RATE * bits * WORTH[codec] / 1000))
    options = ["-c:v", codec, "-b:v", f"{rate}k", "-g", str(gop), "-pix_fmt", "yuv420p"]
    if codec == "libx264":
        return [*options, "-preset", "veryfast", "-bf", str(b_pictures), "-slices", str(slices)]
    if codec == "libx265":
        return [*options, "-preset", "ultrafast", "-x265-params",
                f"log-level=none:bframes={b_pictures}:slices={slices}:pools=1:frame-threads=1"]
    return [*options, "-maxrate", f"{2 * rate}k", "-bufsize", f"{rate}k", "-bf", str(b_pictures)]


def lose(stream, draw, what):
    """A transport stream of which packets of the picture are missing, or overwritten."""
    packets = [bytearray(stream[i:i + PACKET]) for i in range(0, len(stream), PACKET)]
    video = [i for i, packet in enumerate(packets)
             if (packet[1] & 0x1F) << 8 | packet[2] == VIDEO_PID]
    hit = set()
    for _ in range(draw.choice((2, 3, 3, 4))):
        first = draw.randrange(len(video) // 12, len(video))
        hit.update(video[first:first + draw.choice(BURSTS)])
    if what == "unit":  # a demuxer that drops what has a gap
        unit, unit_of = -1, {}
        for i in video:
            unit += packets[i][1] >> 6 & 1
            unit_of[i] = unit
        gone = {unit_of[i] for i in hit}
        hit = {i for i in video if unit_of[i] in gone}
    if what == "flip":
        for i in hit:
            for _ in range(draw.choice((1, 2, 4))):
                packets[i][draw.randrange(SYNC_AND_HEADER, PACKET)] = draw.randrange(256)
        hit = set()
    return b"".join(packet for i, packet in enumerate(packets) if i not in hit)


@dataclass(frozen=True)
class Source:
    path: Path
    size: Size
    seconds: float

    @property
    def name(self):
        return self.path.name.partition(".")[0]

    def take(self, draw):
        size = self.size.within(draw.choice(SIZES))
        latest = max(0, self.seconds - (PICTURES + 5) / RATE)
        pictures = read(self.path, size, draw.uniform(0, latest))
        if draw.random() < 0.5:  # mirrored: half as much again to see
            halves = [pictures[:, :size.height, ::-1]]
            chroma = pictures[:, size.height:].reshape(len(pictures), -1, size.width // 2)
            halves.append(chroma[:, :, ::-1].reshape(len(pictures), -1, size.width))
            pictures = np.concatenate(halves, 1)
        return pictures, size


def lost(source, folder, draw):
    """Packets lost in front of the decoder that shows them."""
    pictures, size = source.take(draw)
    codec = draw.choice(CODECS)
    options = options_of(codec, size, draw.choice(BITS), draw, draw.choice((1, 4)))
    clean = folder / "clean.ts"
    encode(pictures, size, clean, options)
    clip = folder / "clip.ts"
    clip.write_bytes(lose(clean.read_bytes(), draw, draw.choice(LOSSES)))
    truth.write(folder, decode(clip, size), decode(clean, size), size)


def upstream(source, folder, draw):
    """Packets lost, and what a decoder made of it coded again."""
    pictures, size = source.take(draw)
    codec = draw.choice(CODECS)
    options = options_of(codec, size, draw.choice(BITS), draw, draw.choice((1, 4)))
    whole, broken = folder / "whole.ts", folder / "broken.ts"
    encode(pictures, size, whole, options)
    broken.write_bytes(lose(whole.read_bytes(), draw, draw.choice(LOSSES)))
    output = size.scaled(draw.choice(SCALES))
    again = ["-c:v", "libx264", "-preset", "veryfast"]
    if draw.random() < 0.3:
        again = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
                 "log-level=none:pools=1:frame-threads=1"]
    again += ["-crf", str(draw.choice((18, 21, 24, 27))), "-pix_fmt", "yuv420p"]
    first = None
    for made, name in ((whole, "clean.mkv"), (broken, "clip.mkv")):
        shown, numbers = decode(made, size)
        if first is None:
            first = numbers[0]
        # An encoder repeats the picture before where one is missing.
        wanted = np.arange(first, numbers[-1] + 1)
        at = np.maximum(np.searchsorted(numbers, wanted, "right") - 1, 0)
        encode(shown[at], size, folder / name, again, output)
        made.unlink()
    truth.write(folder, decode(folder / "clip.mkv", output), decode(folder / "clean.mkv", output),
                output)


def starved(source, folder, draw):
    """So few bits that blocks show everywhere, at this size or another, and nothing is lost."""
    pictures, size = source.take(draw)
    codec = draw.choice((*CODECS, "mpeg4"))
    options = options_of(codec, size, draw.choice((0.008, 0.015, 0.03)), draw)
    if codec == "libx264" and draw.random() < 0.5:
        options += ["-x264-params", "no-deblock=1"]
    poor = folder / "poor.mkv"
    encode(pictures, size, poor, options)
    shown, _ = decode(poor, size)
    poor.unlink()
    encode(shown, size, folder / "clip.mkv",
           ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p"],
           size.scaled(draw.choice((1, 1, 0.75, 1.5))))


def bait(source, folder, draw):
    """Clean, with something drawn into it that has edges like those of damage."""
    pictures, size = source.take(draw)
    drawn = baits.draw(pictures.copy(), size, draw)
    codec = draw.choice(CODECS)
    encode(drawn, size, folder / "clip.mkv", options_of(codec, size, draw.choice(BITS), draw))


def natural(source, folder, draw):
    """As it comes, at the size that it has."""
    start = draw.uniform(0, max(0, source.seconds - (PICTURES + 5) / RATE))
    size = source.size.within(1e6)
    encode(read(source.path, size, start), size, folder / "clip.mkv",
           ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "1", "-pix_fmt", "yuv420p"])


LESSONS = (lost, upstream, bait, upstream, starved, natural, lost, upstream)


def make(source, number, seed, out):
    """A lesson, whose folder is there only when it is complete."""
    what = LESSONS[number % len(LESSONS)]
    folder = out / f"{source.name}.{number:02}-{what.__name__}"
    if folder.exists():
        return folder
    under_way = folder.with_name(f"{folder.name}.part")
    subprocess.run(["rm", "-rf", under_way], check=True)
    under_way.mkdir(parents=True)
    what(source, under_way, random.Random(f"{seed}/{folder.name}"))
    return under_way.rename(folder)
