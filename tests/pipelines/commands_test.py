# SPDX-License-Identifier: LGPL-2.1-or-later
"""Everything that a document tells people to type or to compile is typed and compiled here."""
import glob
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import SOURCE, Sandbox  # noqa: E402

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "pipelines/README.md"] + sorted(
    os.path.relpath(path, SOURCE) for path in glob.glob(os.path.join(SOURCE, "docs", "*.md")))
FLAGS = "$(pkg-config --cflags --libs gstreamer-1.0)"


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def fences(name, language):
    """(line, text) of each fenced block of a language in a document."""
    text = read(name)
    for match in re.finditer(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, match.start()) + 1, match.group(1)


def doc_block_lines():
    """The launch lines in the documentation blocks of the elements."""
    for path in sorted(glob.glob(os.path.join(SOURCE, "plugins", "*", "vqa*.cpp"))):
        name = os.path.relpath(path, SOURCE)
        for block in re.findall(r"\|\[\n(.*?)\]\|", read(name), re.DOTALL):
            yield name, re.sub(r"^ \* ?", "", block, flags=re.MULTILINE)


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.close()

    def run_well(self, script):
        done = self.sandbox.run(script)
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        self.assertNotRegex(done.stderr, "CRITICAL|ERROR", script)
        return done.stdout

    def test_each_element_documents_a_launch_line(self):
        documented = {name for name, _ in doc_block_lines()}
        elements = {os.path.relpath(path, SOURCE)
                    for path in glob.glob(os.path.join(SOURCE, "plugins", "*", "vqa*.cpp"))}
        self.assertEqual(documented, elements)

    def test_embedding_examples_see_the_freeze(self):
        for language, command in (("c", f"cc watch.c -o app {FLAGS} && ./app"),
                                  ("cpp", f"c++ -std=c++20 watch.cpp -o app {FLAGS} && ./app"),
                                  ("python", "/usr/bin/python3 watch.python")):
            with self.subTest(language):
                (_, code), = fences("README.md", language)
                self.run_well(f"cat >watch.{language} <<'END'\n{code}END\n")
                self.assertIn("freeze", self.run_well(command))

    def test_the_table_of_elements_is_complete(self):
        documented = re.findall(r"^\| `(vqa\w+)` \|", read("README.md"), re.MULTILINE)
        listed = re.findall(r"^  (vqa\w+): ", self.run_well("gst-inspect-1.0 vqa"), re.MULTILINE)
        self.assertEqual(sorted(documented), sorted(listed))

    def test_the_json_of_the_documents_is_the_json_of_the_element(self):
        (_, text), = fences("docs/events.md", "json")
        documented = json.loads(text)
        line = self.run_well("gst-launch-1.0 -q vqamonitor uri=build/demo/demo.ts").splitlines()[0]
        actual = json.loads(line)
        self.assertEqual(list(documented), list(actual))
        self.assertEqual(list(documented["data"]), list(actual["data"]))

    def test_each_pipeline_is_listed_and_finds_the_freeze(self):
        listed = set(re.findall(r"\]\((\w[\w-]*\.launch)\)", read("pipelines/README.md")))
        files = {os.path.basename(path)
                 for path in glob.glob(os.path.join(SOURCE, "pipelines", "*.launch"))}
        self.assertEqual(listed, files)
        for name in sorted(files):
            with self.subTest(name):
                printed = self.run_well(
                    'rm -f /tmp/first.jsonl; gst-launch-1.0 -q $(sed "/^#/d; '
                    f's,STREAM,file://$PWD/build/demo/demo.ts," pipelines/{name})')
                if "targets=file:" in read(f"pipelines/{name}"):
                    printed = self.run_well("cat /tmp/first.jsonl")
                self.assertIn('"type":"vqa.incident.begin"', printed)
                self.assertIn('"type":"vqa.incident.end"', printed)


def add_command_tests():
    """A test for each block of commands and each launch line, named by where it stands."""
    commands = [(f"{name}:{line}", script) for name in DOCUMENTS
                for line, script in fences(name, "sh")]
    commands += [(name, script) for name, script in doc_block_lines()]
    for place, script in commands:
        setattr(Commands, f"test {place}", lambda self, script=script: self.run_well(script))


add_command_tests()
tap.main()
