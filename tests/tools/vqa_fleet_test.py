# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-fleet: its file, its shards, and streams that come, go, change and crash."""
import collections
import os
import re
import signal
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from supervised import BUILD, PATIENCE, Folder, read, wait_for  # noqa: E402

FLEET = os.path.join(BUILD, "tools", "vqa-fleet")
# A stream does what its address says.
MONITOR = """trap 'while [ -e "$here/hold" ]; do sleep 0.1; done; end' INT
case $VQA_URI in
*crash*) echo "ERROR: it is broken"; kill -SEGV $$ ;;
*refused*) echo "ERROR: nobody is there"; exit 1 ;;
*lost*) live 'lost connection refused' ;;
*) live ;;
esac
"""


def stream(name, uri="udp://fine:1", more=""):
    return f"[{name}]\nuri = {uri}\n{more}\n"


class Fleet(unittest.TestCase):
    def setUp(self):
        self.folder = Folder(MONITOR)
        self.addCleanup(self.folder.close)

    def file(self, *streams, name="streams.ini"):
        return self.folder.write(name, "".join(streams))

    def call(self, *arguments, **env):
        return subprocess.run([FLEET, *arguments], env=dict(self.folder.env, **env),
                              capture_output=True, text=True, timeout=PATIENCE, check=False)

    def shard(self, file, index, count):
        done = self.call("--list", "--shard", f"{index}/{count}", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split()

    def assignment(self, file, count):
        return {name: index for index in range(count) for name in self.shard(file, index, count)}

    def start(self, file, *options):
        # Its standard error goes to a file: nobody reads a pipe here.
        with open(os.path.join(self.folder.path, "said"), "w", encoding="utf-8") as said:
            fleet = subprocess.Popen(
                [FLEET, "--state-dir", self.folder.state, "--pace=50", "--health=127.0.0.1:0",
                 *options, file], env=self.folder.env, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=said)

        def clean_up():
            fleet.terminate()
            fleet.wait(PATIENCE)

        self.addCleanup(clean_up)
        self.port = wait_for(lambda: re.search(r"port (\d+)", self.folder.read("said")),
                             lambda: self.folder.read("said")).group(1)
        return fleet

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def pid(self, name):
        return self.folder.read(f"{name}.pid")

    def test_check_names_line_key_and_remedy_of_every_mistake(self):
        file = self.file("""# comment
[defaults]
targets = stdout: pigeon:home
detectors = freeze,mood
vqafreeze::min-durations = 3

[sky-1]
uri = srt://10.0.0.7:9000?passphrase={NOT_SET_HERE}
vqafrieze::min-duration = 3
label = x
oops
[sky 2]
[sky-1]
[sky-3
a = b
[sky-4]
uri = pigeon://x
hang-timeout = soon
vqafreeze::min-duration = 3s
[sky-5]
uri = news.ts
uri = udp://x:1
vqablack::mask = 1\\q
targets = stdout: # and no more
[sky-6]
mood = bad
""")
        done = self.call("--check", file)
        self.assertEqual(done.returncode, 1)
        expected = (
            r'3: \[defaults\] targets: .*"pigeon:": known are stdout:',
            r'4: \[defaults\] detectors: .*"mood": the detectors here are .*freeze',
            r"5: \[defaults\] vqafreeze::min-durations: .*did you mean min-duration\?",
            r"9: \[sky-1\] vqafrieze::min-duration: .*did you mean vqafreeze\?",
            r"10: \[sky-1\] label: the name of the group is the label",
            r'11: \[sky-1\] "oops" is neither',
            r"12: \[sky 2\] this cannot be the name of a stream",
            r"13: \[sky-1\] .*in line 7 already",
            r'14: "\[sky-3" is no group: write \[NAME\]',
            r"17: \[sky-4\] uri: nothing installed reads pigeon: .*install",
            r'18: \[sky-4\] hang-timeout: "soon" is no number of seconds',
            r'19: \[sky-4\] vqafreeze::min-duration: "3s" is not a number from \d+ to .* 3 s are',
            r'21: \[sky-5\] uri: "news.ts" is neither a URI',
            r"22: \[sky-5\] uri: is given twice, in line 21",
            r"23: \[sky-5\] vqablack::mask: cannot be read: ",
            r"24: \[sky-5\] targets: a comment needs a line of its own",
            r"25: \[sky-6\] uri: is missing: write uri = ",
            r'26: \[sky-6\] mood: vqamonitor has no property "mood".*gst-inspect-1.0 vqamonitor')
        lines = done.stderr.splitlines()
        for line, pattern in zip(lines, expected):
            self.assertRegex(line, rf"^{re.escape(file)}:{pattern}")
        self.assertEqual(lines[len(expected):], [f"{len(expected)} mistakes"])

    def test_check_of_a_good_file(self):
        done = self.call("--check", self.file(
            "[defaults]\ntargets = stdout: file:///tmp/x.jsonl\n", stream("a"),
            stream("b", "/clips/news.ts", "targets = prometheus://:0\nvqanotify::storm-limit = 3\n"
                                          "hang-timeout = 20\nvqafreeze::min-duration = 3000000000")))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("is good: 2 streams", done.stdout)
        self.assertIn("there is no stream", self.call("--check", self.file("# nothing\n")).stderr)
        self.assertIn("cannot be read: No such file", self.call("--check", "/nowhere.ini").stderr)

    def test_a_thousand_streams_are_shared_evenly_and_stay_where_they_are(self):
        names = [f"channel-{number}" for number in range(1000)]
        file = self.file(*map(stream, names))
        done = self.call("--check", file)
        self.assertIn("1000 streams", done.stdout)
        before = self.assignment(file, 7)
        self.assertEqual(sorted(before), sorted(names), "each of them, once")
        sizes = collections.Counter(before.values())
        self.assertLessEqual(max(sizes.values()), 1.06 * 1000 / 7)
        self.assertGreaterEqual(min(sizes.values()), 0.9 * 1000 / 7)
        after = self.assignment(file, 8)
        moved = sum(before[name] != after[name] for name in names)
        self.assertLessEqual(moved, 1.3 * 1000 / 8)
        print(f"# of 1000 streams {moved} move when 7 shards become 8; before: {sorted(sizes.values())}")
        # What else is in the file, and where, hardly matters.
        shuffled = self.file(*map(stream, sorted(names[1:] + ["new"], reverse=True)), name="other.ini")
        others = self.assignment(shuffled, 7)
        self.assertLessEqual(sum(others[name] != before[name] for name in names[1:]), 10)

    def test_shards_are_counted_from_0_or_from_1(self):
        file = self.file(*(stream(f"s{number}") for number in range(30)))
        self.assertEqual(self.shard(file, 0, 3), self.shard(file, 3, 3))
        self.assertEqual(len({*self.shard(file, 1, 3), *self.shard(file, 2, 3), *self.shard(file, 3, 3)}),
                         30)
        for bad in ("4/3", "-1/3", "1", "1/0", "a/b", "1/3x"):
            done = self.call("--shard", bad, file)
            self.assertEqual(done.returncode, 2, bad)
            self.assertIn("--shard is I/N", done.stderr)

    def test_streams_come_go_and_change_without_touching_the_others(self):
        file = self.file(stream("one"), stream("two"), stream("three"))
        fleet = self.start(file)
        for name in ("one", "two", "three"):
            self.folder.wait_for_state("running", name)
        wait_for(lambda: self.get("/readyz")[0] == 200, "ready")
        before = {name: self.pid(name) for name in ("one", "two")}
        # By the change of the file.
        self.file(stream("one"), stream("two", more="detectors = freeze"), stream("four"))
        self.folder.wait_for_state("running", "four")
        wait_for(lambda: self.pid("two") != before["two"], "another monitor")
        self.assertIn("detectors=freeze\n", self.folder.read("two.args"))
        self.assertEqual(self.folder.read("two.signals"), "INT\n")
        wait_for(lambda: self.folder.read("three.signals") == "INT\n", "the end of what is gone")
        wait_for(lambda: not self.folder.status("three"), "no word of what is gone")
        # A file with a mistake changes nothing. (And SIGHUP does not wait.)
        self.file(stream("one"), "[five]\nuri=pigeon:x\n")
        fleet.send_signal(signal.SIGHUP)
        wait_for(lambda: "all goes on as it was" in self.folder.read("said"), "a complaint")
        self.assertIn("[five] uri: nothing installed reads pigeon", self.folder.read("said"))
        code, text = self.get("/readyz")
        self.assertEqual(code, 503)
        self.assertIn("mistakes", text)
        self.assertIn("vqa_fleet_file_good 0\n", self.get("/metrics")[1])
        self.file(stream("one"), stream("two", more="detectors = freeze"))
        wait_for(lambda: self.folder.read("four.signals") == "INT\n", "it is taken again")
        self.assertEqual(self.get("/readyz")[0], 200)
        self.assertEqual((self.pid("one"), self.folder.read("one.runs")), (before["one"], "1\n"))
        fleet.terminate()
        self.assertEqual(fleet.wait(PATIENCE), 0)
        self.assertEqual(self.folder.read("one.signals"), "INT\n", "each ends in good order")
        self.assertEqual(self.folder.status("one")["state"], "stopped")

    def test_what_is_for_all_changes_one_after_the_other(self):
        names = ["one", "two", "three"]
        self.start(self.file(*map(stream, names)))
        for name in names:
            self.folder.wait_for_state("running", name)
        self.folder.write("hold", "")  # they end when this is gone
        self.file("[defaults]\ndetectors = freeze\n", *map(stream, names))
        self.folder.wait_for_state("stopping", "one")
        time.sleep(0.5)
        self.assertEqual({self.folder.status(name)["state"] for name in names[1:]}, {"running"})
        os.unlink(os.path.join(self.folder.path, "hold"))
        wait_for(lambda: len(self.folder.read("order").split()) == 9, "each is replaced")
        ends = [word for word in self.folder.read("order").split() if word.endswith(".end")]
        self.assertEqual(ends, [f"{name}.end" for name in names])

    def test_a_stream_that_crashes_harms_no_other_and_is_told_of(self):
        file = self.file(stream("bad", "udp://crash:1"), stream("good"), stream("gone", "udp://lost:1"),
                         "[wrong]\nuri = pigeon:x\n")
        self.start(file, "--detectors=freeze,black")
        self.folder.wait_for_state("pausing", "bad", restarts="3")
        self.folder.wait_for_state("running", "good")
        self.folder.wait_for_state("lost", "gone")
        self.assertIn("detectors=black,freeze\n", self.folder.read("good.args"))
        self.assertEqual(self.folder.read("good.runs"), "1\n")
        done = self.call("--state-dir", self.folder.state, "status")
        self.assertEqual(done.returncode, 1, "one of them does not do its work")
        self.assertRegex(done.stdout, r"STREAM +STATE +SINCE +RESTARTS +LAST WORDS\n"
                                      r"bad +\w+ .*signal 11 \(Segmentation fault\): ERROR: it is br")
        self.assertRegex(done.stdout, r"\ngone +lost +\d+ s +0 +connection refused\n")
        self.assertRegex(done.stdout, r"\ngood +running +\d+ s +0\n")
        self.assertEqual(self.get("/")[1].split("\n")[0], done.stdout.split("\n")[0])
        self.assertEqual(self.get("/healthz"), (200, "2 of 3 monitors do their work, 1 keep crashing\n"))
        done = self.call("--state-dir", self.folder.state, "health")
        self.assertEqual((done.returncode, done.stdout), (0, "2 of 3 monitors do their work, 1 keep crashing\n"))
        done = self.call("--state-dir", self.folder.state, "--shard=1/2", "health")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no fleet watches this part", done.stdout)
        self.assertRegex(self.get("/metrics")[1],
                         r'vqa_fleet_works{stream="bad"} 0\nvqa_fleet_works{stream="good"} 1\n'
                         r'vqa_fleet_works{stream="gone"} 1\n')
        self.assertRegex(self.get("/metrics")[1], r'vqa_fleet_restarts_total{stream="bad"} [2-9]')
        self.assertEqual(self.get("/x")[0], 404)

    def test_health_fails_when_most_monitors_do(self):
        self.start(self.file(stream("bad", "udp://crash:1"), stream("worse", "udp://crash:2"),
                             stream("good")))
        wait_for(lambda: self.get("/healthz") == (503, "1 of 3 monitors do their work, 2 keep crashing\n"),
                 lambda: self.get("/healthz"))
        self.assertEqual(self.call("--state-dir", self.folder.state, "health").returncode, 1)

    def test_health_is_not_for_what_a_sender_does(self):
        self.start(self.file(stream("one", "udp://refused:1"), stream("two", "udp://refused:1")))
        for name in ("one", "two"):
            self.folder.wait_for_state("pausing", name, failures="3", crashes="0")
        self.assertEqual(self.get("/healthz"), (200, "0 of 2 monitors do their work, 0 keep crashing\n"))

    def test_whoever_is_killed_is_replaced_or_takes_the_others_along(self):
        fleet = self.start(self.file(stream("one")))
        self.folder.wait_for_state("running", "one")
        monitor = self.folder.status("one")["monitor"]
        os.kill(int(self.folder.status("one")["supervisor"]), signal.SIGKILL)
        wait_for(lambda: self.folder.read("one.runs") == "2\n", "another supervisor")
        wait_for(lambda: not read("/proc", monitor, "stat"), "the orphan is buried")
        self.folder.wait_for_state("running", "one")
        supervisor = self.folder.status("one")["supervisor"]
        fleet.kill()
        wait_for(lambda: not read("/proc", supervisor, "cmdline"), "the end of the supervisor")
        self.assertEqual(self.folder.status("one")["state"], "stopped")

    def test_one_fleet_per_state_directory(self):
        file = self.file(stream("one"))
        self.start(file)
        done = self.call("--state-dir", self.folder.state, file)
        self.assertEqual(done.returncode, 3)
        self.assertIn("a fleet watches this part with", done.stderr)

    def test_says_what_is_wrong(self):
        file = self.file(stream("one"))
        for arguments, code, problem in (
                ([], 2, "name one file"), ([file, file], 2, "name one file"),
                (["--pace=0", file], 2, "--pace is a number above 0"), (["--shard"], 2, "needs a value"),
                (["--mood", file], 2, "no option --mood"),
                (["--detectors=mood", file], 2, '"mood"'),
                (["--state-dir", self.folder.state, "--health=here", file], 4, '"here" is not [ADDRESS]'),
                (["--state-dir", self.folder.state, self.file("[x]\n", name="b.ini")], 1, "uri: is miss"),
                (["--state-dir", file, file], 4, "cannot keep anything in")):
            done = self.call(*arguments)
            self.assertEqual(done.returncode, code, (arguments, done.stderr))
            self.assertIn(problem, done.stderr)
        done = self.call("--check", file, GST_PLUGIN_PATH="/nowhere",
                         GST_REGISTRY=os.path.join(self.folder.path, "registry"))
        self.assertEqual(done.returncode, 4)
        self.assertIn("GST_PLUGIN_PATH", done.stderr)
        self.assertIn("Usage: vqa-fleet", self.call("--help").stdout)
        self.assertRegex(self.call("--version").stdout, r"^vqa-fleet \d+\.\d+\.\d+$")


tap.main()
