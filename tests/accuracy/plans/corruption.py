# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures that broke because packets got lost, and what only looks like that."""
from framewise import FramePlan
from plan import MPEG2_RATES, Case, Encoding, impaired, placed, untouched

SECONDS = 8.0  # in which packets get lost, every now and then
EVERY = 2.0  # seconds
BITS = (0.03, 0.06, 0.12, 0.2)  # per pixel
GOPS = (25, 50, 100)
BURSTS = (1, 2, 4, 7, 15, 30)
LOSSES = ("drop", "drop", "unit", "flip")
SMALLER, LARGER = (0.5, 0.67, 0.75), (1.33, 1.5)  # how large the programme was upstream
FEW = 640 * 360  # pixels: larger pictures are too slow to code in MPEG-2, or to scale up
WORTH = {"h264": 1, "h265": 0.7, "mpeg2": 2.2}  # bits that make about the same quality
STARVED = {"h264": 0.012, "h265": 0.008, "mpeg2": 0.05}
BAITS = ("mosaic:area=0.1", "grid:size=16", "flash", "cuts", "mosaic:area=0.1,size=8", "grid:size=8")


def codecs(source):
    small = source.pixels <= FEW and source.fps in MPEG2_RATES
    return ("h264", "h264", "h265", "mpeg2", "mpeg2") if small else ("h264", "h264", "h265")


def encoding(draw, source, bits=BITS, choice=None):
    codec = draw.choice(choice or codecs(source))
    chosen = draw.choice(bits) * WORTH[codec]
    gop = draw.choice(GOPS)
    return Encoding(f"{codec} {chosen:.3f}, GOP {gop}", codec, chosen, gop)


def losses(draw):
    what = draw.choice(LOSSES)
    return what, f"what={what},burst={draw.choice(BURSTS)},every={EVERY:g}"


class Corruption(FramePlan):
    name = "corruption"
    subject = "blockiness/corruption"
    element = "vqablockiness"
    settings = ("vqablockiness::sample-interval=1",)

    def cases(self, source, index, draw):
        return [*self.lost(source, draw), *self.baked(source, draw), self.filled(source, index, draw),
                *self.starved(source, draw), self.bait(source, index, draw),
                Case(source, "untouched", untouched(source), False)]

    def lost(self, source, draw):
        """And one of them before anything was lost."""
        for step in range(2):
            coding = encoding(draw, source)
            what, parameters = losses(draw)
            clip = impaired(source, coding, placed(f"loss:{parameters}", source, draw, SECONDS))
            yield Case(source, f"loss, {coding.codec}, {what}", clip, True)
            if step == 0:
                yield Case(source, f"twin, {coding.codec}", untouched(source, coding), False)

    def baked(self, source, draw):
        for sizes in ((1,), SMALLER + LARGER if source.pixels <= FEW else SMALLER):
            scale = draw.choice(sizes)
            first = encoding(draw, source)
            what, parameters = losses(draw)
            rate = max(60, round(source.pixels * scale ** 2 * float(source.fps) * first.bits / 1000))
            defect = (f"corrupt:{parameters},codec={first.codec},bitrate={rate},gop={first.gop},"
                      f"scale={scale:g}")
            coding = encoding(draw, source, (0.1, 0.2), ("h264", "h264", "h265"))
            size = "same size" if scale == 1 else "rescaled"
            yield Case(source, f"corrupt, {first.codec}, {what}, {size}",
                       impaired(source, coding, placed(defect, source, draw, SECONDS)), True)

    def filled(self, source, index, draw):
        colour = ("green", "grey")[index % 2]
        defect = f"fill:colour={colour},area={draw.choice((0.01, 0.03, 0.1, 0.3))}"
        coding = encoding(draw, source, (0.06, 0.12), ("h264", "h265"))
        return Case(source, f"fill, {colour}",
                    impaired(source, coding, placed(defect, source, draw, 2.0)), True)

    def starved(self, source, draw):
        """So few bits that blocks show everywhere, and nothing is lost."""
        for _ in range(2):
            codec = draw.choice(codecs(source))
            coding = Encoding(f"{codec}, starved", codec, STARVED[codec], draw.choice(GOPS))
            yield Case(source, f"starved, {codec}", untouched(source, coding), False)

    def bait(self, source, index, draw):
        defect = BAITS[index % len(BAITS)]
        coding = encoding(draw, source, (0.06, 0.12), ("h264", "h265"))
        return Case(source, f"bait, {defect.partition(':')[0]}",
                    impaired(source, coding, placed(defect, source, draw, SECONDS)), False)


PLAN = Corruption()
