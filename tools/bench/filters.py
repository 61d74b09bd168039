# SPDX-License-Identifier: LGPL-2.1-or-later
"""What FFmpeg's detecting filters use on a clip, in one thread."""
import os
import subprocess

from part import PartFailed

# What costs little is put several times in a row, for else it is lost in how much decoding varies.
COPIES = {"adeclick": 1, "blockdetect": 1}
MANY = 10
# Which filter does about the same.
OF_PICTURE = {"black": "blackdetect", "blockiness": "blockdetect", "freeze": "freezedetect"}
OF_SOUND = ("silencedetect", "ebur128=peak=true", "astats", "aphasemeter=phasing=1:video=0", "adeclick")


def over(path, medium, name, plain):
    """CPU seconds of a filter over those of decoding alone."""
    copies = COPIES.get(name, MANY)
    return (cpu(path, medium, ",".join([name] * copies)) - plain) / copies


def cpu(path, medium, chain=None):
    """CPU seconds of FFmpeg that decodes one side of a clip, with filters or without."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-filter_threads", "1", "-i", path,
               "-map", f"0:{medium}:0", *((f"-filter:{medium}", chain) if chain else ()),
               "-f", "null", "-"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        complaint = run.stderr.read()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise PartFailed(f"ffmpeg: {complaint.strip()[-300:]}")
    return usage.ru_utime + usage.ru_stime
