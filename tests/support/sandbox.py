# SPDX-License-Identifier: LGPL-2.1-or-later
"""A folder that looks like the source tree after ./tools/run, around the build under test."""
import os
import subprocess
import tempfile

SOURCE = os.environ["VQA_SOURCE_DIR"]
BUILD = os.environ["VQA_BUILD_DIR"]
TIMEOUT = 120  # seconds: for what hangs, not for what is slow


class Sandbox:
    def __init__(self, demo=True):
        self._folder = tempfile.TemporaryDirectory(prefix="vqa-test-")
        self.path = self._folder.name
        for name in ("README.md", "docs", "pipelines", "plugins", "tools"):
            os.symlink(os.path.join(SOURCE, name), os.path.join(self.path, name))
        os.makedirs(os.path.join(self.path, "build", "demo"))
        os.symlink(BUILD, os.path.join(self.path, "build", "release"))
        self.env = dict(os.environ, GST_PLUGIN_PATH=os.path.join(BUILD, "plugins"))
        if demo:
            self.run("build/release/tools/vqa-impair -q --seconds 12 --defect freeze@3+4 "
                     "build/demo/demo.ts").check_returncode()

    def run(self, script):
        """Runs a script of bash there, as one would paste it."""
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.path,
                              env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=TIMEOUT, check=False)

    def close(self):
        self._folder.cleanup()
