# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same detectors as one pipeline, and as the parts of a distributed monitor."""
from urllib.request import pathname2url

# What each looks at.
SIDES = {"avsync": ("pictures", "sound"), "black": ("pictures",), "blockiness": ("pictures",),
         "freeze": ("pictures",), "audio": ("sound",)}
PACKINGS = {"raw": ("", ""), "jpeg": ("jpegenc quality=90 ! ", "jpegdec ! ")}  # for frames
CAPS = {"pictures": "video/x-raw", "sound": "audio/x-raw"}


def of_side(detectors, side):
    return [name for name in detectors if SIDES[name] == (side,)]


def read(path):
    return f'uridecodebin name=in uri="file://{pathname2url(path)}"'


def end(log):
    """Both tell of what they find, as they would in service."""
    return f'vqanotify name=end state-dir=none targets="file:{log}"'


def chain(detectors, side):
    """What the single pipeline does with one side of the stream."""
    through = {"pictures": "v.vsink v.vsrc", "sound": "v.asink v.asrc"}
    links = [through[side]] if "avsync" in detectors else []
    return [*links, *(f"vqa{name}" for name in of_side(detectors, side))]


def alone(path, detectors, sides, live, log):
    """All in one process."""
    parts = ["vqaavsync name=v"] if "avsync" in detectors else []
    parts.append(end(log))
    parts.append(read(path))
    for side in sides:
        pace = ["clocksync"] if live else []
        elements = [CAPS[side], *pace, *chain(detectors, side), "end."]
        parts.append("in. ! " + " ! ".join(elements))
    return "  ".join(parts)


def converter(path, sides, packing, live):
    """Decodes, and hands over what it decoded."""
    pack = {"pictures": PACKINGS[packing][0], "sound": ""}
    room = {"pictures": 8, "sound": 0}  # buffers; the sound must not wait for the picture
    return read(path) + "".join(
        f"  in. ! {CAPS[side]} ! {pack[side]}appsink name={side} sync={str(live).lower()} "
        f"max-buffers={room[side]} enable-last-sample=false" for side in sides)


def detector(name, packing, log):
    """One detector in a process of its own."""
    unpack = {"pictures": PACKINGS[packing][1], "sound": ""}
    source = {side: f"appsrc name={side} format=time max-bytes=0 ! {unpack[side]}"
              for side in SIDES[name]}
    if name == "avsync":
        return (f"vqaavsync name=v  {end(log)}  {source['pictures']}v.vsink v.vsrc ! end.  "
                f"{source['sound']}v.asink v.asrc ! end.")
    return f"{source[SIDES[name][0]]}vqa{name} ! {end(log)}"
