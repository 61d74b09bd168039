# SPDX-License-Identifier: LGPL-2.1-or-later
"""How well a measure of compression quality follows it: the same material at growing QP."""
from laddering import LadderPlan
from plan import Case, Encoding
from workshop import Impaired, Ladder, Recoded

PRISTINE = Encoding("x264, next to lossless", "h264", 1.5, 25)
MATERIAL, SECONDS = 8.0, 4.0  # of the material, and of what is coded of it
STEPS = (2, 5, 10, 18, 30)  # quantizer scales
QPS = (18, 24, 30, 36, 42)
FAST = ("-preset", "veryfast")
# (name, quantizers, options of FFmpeg, are its blocks left as they are?)
ENCODERS = (
    ("mpeg2", STEPS, ("-c:v", "mpeg2video", "-qscale:v", "{}"), True),
    ("mpeg4", STEPS, ("-c:v", "mpeg4", "-qscale:v", "{}"), True),
    ("x264 without deblocking", QPS,
     ("-c:v", "libx264", *FAST, "-qp", "{}", "-x264-params", "no-deblock=1"), True),
    ("x264", QPS, ("-c:v", "libx264", *FAST, "-qp", "{}"), False),
    ("x265", QPS, ("-c:v", "libx265", *FAST, "-x265-params", "log-level=none:qp={}"), False))
SCALES = (1.5, 0.67)
CLEAN = ("-c:v", "libx264", *FAST, "-crf", "12")


def ladder(source, quantizers, options, start, scale):
    # (MPEG-2 does not know every rate.)
    base = Impaired((*source.arguments, "--seconds", f"{MATERIAL:g}", "--fps", "25",
                     *PRISTINE.arguments(source)))
    steps = []
    for quantizer in quantizers:
        step = Recoded(base, ("-ss", f"{start:.2f}", "-t", f"{SECONDS:g}", "-g", "25", "-pix_fmt",
                              "yuv420p", *(option.format(quantizer) for option in options)))
        if scale != 1:
            size = f"scale=trunc(iw*{scale}/2)*2:trunc(ih*{scale}/2)*2"
            step = Recoded(step, ("-vf", size, *CLEAN))
        steps.append((quantizer, step))
    return Ladder(tuple(steps))


class Blockiness(LadderPlan):
    name = "blockiness"
    subject = "blockiness/blockiness"
    element = "vqablockiness"
    settings = ("vqablockiness::sample-interval=1",)

    def cases(self, source, index, draw):
        start = draw.uniform(0, MATERIAL - SECONDS)
        scaled = {index % len(ENCODERS): SCALES[0], (index + 2) % len(ENCODERS): SCALES[1]}
        for number, (name, quantizers, options, positive) in enumerate(ENCODERS):
            for scale in (1, scaled.get(number)):
                if scale is None:
                    continue
                size = "" if scale == 1 else f", scaled by {scale}"
                yield Case(source, name + size, ladder(source, quantizers, options, start, scale),
                           positive)


PLAN = Blockiness()
