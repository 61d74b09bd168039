# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pipelines that decode a clip in one thread a stream, with detectors or without."""
import subprocess

from clips import CannotMeasure

# Where GStreamer's name for FFmpeg's decoder is not avdec_CODEC.
DECODERS = {"hevc": "h265", "mp2": "mp2float", "mpeg2video": "mpeg2video"}
PICTURE = ("black", "blockiness", "freeze")


def decoder_of(path, medium):
    done = subprocess.run(["ffprobe", "-v", "error", "-select_streams", f"{medium}:0", "-show_entries",
                           "stream=codec_name", "-of", "csv=p=0", path],
                          capture_output=True, text=True, check=False)
    codec = done.stdout.split()[0].strip(",") if done.stdout.split() else None
    if not codec:
        raise CannotMeasure(f"{path} lacks a picture or sound: measure a clip with both")
    return f"avdec_{DECODERS.get(codec, codec)}"


class Lanes:
    def __init__(self, path):
        self.path = path
        self.decoders = {medium: decoder_of(path, medium) for medium in "va"}

    def decode(self, medium):
        """Nothing but that."""
        threads = " max-threads=1" if medium == "v" else ""
        return (f'filesrc location="{self.path}" ! parsebin name=p  '
                f"p. ! {self.decoders[medium]}{threads} ! fakesink name=end")

    def watch(self):
        """With all detectors."""
        transport = "vqatransport ! " if self.path.endswith(".ts") else ""
        picture = " ! ".join(f"vqa{name} name={name}" for name in PICTURE)
        return (f'vqaavsync name=avsync  filesrc location="{self.path}" ! '
                f"{transport.replace(' !', ' name=transport !')}parsebin name=p  "
                f"p. ! {self.decoders['v']} max-threads=1 ! avsync.vsink avsync.vsrc ! {picture} ! "
                f"fakesink name=end async=false  p. ! {self.decoders['a']} ! avsync.asink avsync.asrc ! "
                "vqaaudio name=audio ! fakesink async=false")
