# SPDX-License-Identifier: LGPL-2.1-or-later
"""The promises that the tree as a whole makes."""
import glob
import json
import os
import re
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
import tap  # noqa: E402
from sandbox import BUILD, SOURCE  # noqa: E402

TOP_LEVEL = r"meson\.build|meson_options\.txt|plugins|pipelines|tools|tests|docs|[A-Z]+(\.md)?|\..+"


def output_of(*command):
    return subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=True).stdout


def tracked(pattern="*"):
    return output_of("git", "ls-files", "--cached", "--others", "--exclude-standard",
                     pattern).split()


def sources():
    return [name for name in tracked() if name.endswith((".cpp", ".h"))]


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


class Tree(unittest.TestCase):
    def test_the_plugin_shows_two_symbols(self):
        plugin = os.path.join(BUILD, "plugins", "libgstvqa.so")
        shown = [line.split()[-1]
                 for line in output_of("nm", "-D", "--defined-only", plugin).splitlines()]
        self.assertEqual(sorted(shown), ["gst_plugin_vqa_get_desc", "gst_plugin_vqa_register"])

    def test_judgements_are_compiled_without_gstreamer(self):
        with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
            commands = [entry for entry in json.load(file)
                        if "libvqa-judgement" in entry["output"]]
        self.assertGreater(len(commands), 5)
        for entry in commands:
            self.assertNotIn("gstreamer", entry["command"], entry["file"])

    def test_the_plugin_never_ends_the_process_nor_prints(self):
        forbidden = r"\b(exit|abort|_exit|quick_exit|printf|puts|g_print|g_printerr)\s*\(|std::c(out|err)"
        for name in sources():
            if name.startswith("plugins/"):
                self.assertNotRegex(read(name), forbidden, name)

    def test_the_top_level_holds_nothing_else(self):
        top = {name.split("/")[0] for name in tracked()}
        self.assertEqual([name for name in sorted(top) if not re.fullmatch(TOP_LEVEL, name)], [])

    def test_each_file_says_its_licence(self):
        for name in sources() + tracked("*.py") + tracked("*meson.build") + tracked("tools/*.sh"):
            self.assertIn("SPDX-License-Identifier: LGPL-2.1-or-later", read(name)[:200], name)

    def test_formatting(self):
        done = subprocess.run(["clang-format-14", "--dry-run", "--Werror", *sources()], cwd=SOURCE,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[:2000])

    def test_each_header_compiles_alone(self):
        flags = output_of("pkg-config", "--cflags", "gstreamer-video-1.0", "gstreamer-check-1.0").split()

        def problem_of(name):
            source = name[:-1] + "cpp"
            # The release build compiles the plugin's sources one by one, so each of them does that for the
            # header that it includes first; others are compiled several at once.
            if name.startswith("plugins/") and source in names:
                first = re.search(r'#include [<"](.*)[">]', read(source)).group(1)
                return "" if name.endswith(first) else f"{source} includes {first} first"
            done = subprocess.run(
                ["g++", "-std=c++20", "-fsyntax-only", "-Iplugins", "-Itools", "-Itests", *flags,
                 "-x", "c++", "-include", name, "/dev/null"],
                cwd=SOURCE, capture_output=True, text=True, check=False)
            return f"{name}\n{done.stderr[:1000]}" if done.returncode else ""

        names = sources()
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            for problem in workers.map(problem_of, (name for name in names if name.endswith(".h"))):
                self.assertEqual(problem, "")

    def test_the_runbook_knows_each_kind(self):
        kinds = re.findall(r"^\| `(\w+/\w+)` \|", read("docs/events.md"), re.MULTILINE)
        self.assertGreater(len(kinds), 20)
        told = re.findall(r"^\| `(\w+/\w+)` \|", read("docs/operations.md"), re.MULTILINE)
        self.assertEqual(sorted(told), sorted(kinds))

    def test_no_trailing_blanks_and_no_paths_of_one_machine(self):
        for name in tracked():
            if name == "LICENSE" or "/seeds/" in name:
                continue
            text = read(name)
            self.assertNotRegex(text, r"[ \t]\n", name)
            self.assertTrue(text == "" or text.endswith("\n"), name)

    def test_commit_messages(self):
        for subject in output_of("git", "log", "--format=%s", "--no-merges", "-n", "200").splitlines():
            self.assertRegex(subject, r"^[a-z][a-z0-9, -]*: \S", subject)
            self.assertLessEqual(len(subject), 72, subject)
            self.assertFalse(subject.endswith("."), subject)


tap.main()
