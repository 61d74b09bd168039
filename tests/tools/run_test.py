# SPDX-License-Identifier: LGPL-2.1-or-later
"""tools/run as a newcomer calls it, in the source tree."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import SOURCE  # noqa: E402


class Run(unittest.TestCase):
    def run_tool(self, *arguments, env=None):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("GST_", "G_DEBUG"))}
        return subprocess.run([os.path.join(SOURCE, "tools", "run"), *arguments], cwd="/tmp",
                              env=dict(clean, **(env or {})), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=900, check=False)

    def test_1_demo_finds_what_is_in_it(self):
        done = self.run_tool()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("found: alarm at"), 3)
        self.assertIn("quiet, as it should be", done.stdout)
        self.assertIn("build/demo/demo.jsonl", done.stdout)

    def test_2_several_streams_of_which_one_is_not_there(self):
        demo = os.path.join(SOURCE, "build", "demo", "demo.ts")
        done = self.run_tool(demo, f"file://{demo}", "nowhere.ts")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("demo has ended. demo: 3 found, 1 of them critical", done.stdout)
        self.assertIn("demo-2 has ended. demo-2: 3 found, 1 of them critical", done.stdout)
        self.assertIn("ERROR: Cannot monitor /tmp/nowhere.ts: it is neither a URI nor a file",
                      done.stderr)
        self.assertIn("nowhere could not be monitored", done.stderr)

    def test_3_help_and_bad_options(self):
        self.assertIn("Usage: tools/run", self.run_tool("--help").stdout)
        done = self.run_tool("--nonsense")
        self.assertEqual(done.returncode, 2)
        self.assertIn("Usage: tools/run", done.stderr)

    def test_4_a_machine_without_apt_is_told_what_it_needs(self):
        path = os.path.join(SOURCE, "build", "no-apt")
        os.makedirs(path, exist_ok=True)
        for name in ("sh", "dirname", "env"):
            link = os.path.join(path, name)
            if not os.path.lexists(link):
                os.symlink(f"/usr/bin/{name}", link)
        done = self.run_tool(env={"PATH": path})
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("no apt-get", done.stderr)
        self.assertIn("meson", done.stderr)


tap.main()
