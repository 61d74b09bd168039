# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programme of live tests: small, so that many of them cost little."""
import os
import subprocess


def make(folder, defects, seconds=30):
    clip = os.path.join(folder, "clip.ts")
    impair = os.path.join(os.environ["VQA_BUILD_DIR"], "tools", "vqa-impair")
    wanted = [option for defect in defects for option in ("--defect", defect)]
    subprocess.run([impair, "-q", "--width", "320", "--height", "180", "--gop", "25", "--seconds",
                    str(seconds), *wanted, clip], check=True, timeout=600)
    return clip
