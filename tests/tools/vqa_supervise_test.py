# SPDX-License-Identifier: LGPL-2.1-or-later
"""vqa-supervise around monitors that crash, hang, flood and end."""
import os
import re
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from supervised import PATIENCE, SUPERVISE, Folder, Supervised, read, wait_for  # noqa: E402


def is_alive(pid):
    # A zombie is dead: it may have no parent here that buries it.
    return read("/proc", pid.strip(), "stat").rpartition(")")[2][:2] not in ("", " Z")


class Supervise(unittest.TestCase):
    def folder(self, monitor=None):
        folder = Folder(monitor)
        self.addCleanup(folder.close)
        return folder

    def supervise(self, monitor, *options, **more):
        supervised = Supervised(self.folder(monitor), *options, **more)
        self.addCleanup(supervised.kill)
        return supervised, supervised.folder

    def test_runs_the_pipeline_and_ends_it_in_good_order(self):
        watched, folder = self.supervise("echo '{\"event\":1}'; echo Setting pipeline; live",
                                         more=["detectors=freeze", "vqafreeze::threshold=3"])
        folder.wait_for_state("running")
        code, out, err = watched.stop()
        self.assertEqual((code, out, err), (0, '{"event":1}\n', ""))
        self.assertEqual(folder.read("signals"), "INT\n")
        self.assertEqual(folder.status()["state"], "stopped")
        arguments = folder.read("args").splitlines()
        self.assertIn("vqamonitor", arguments)
        self.assertIn("--no-fault", arguments, "gst-launch-1.0 waits for a debugger else")
        self.assertIn("label=sky", arguments)
        self.assertIn(f"vqanotify::state-dir={folder.state}", arguments)
        self.assertEqual(arguments[-2:], ["detectors=freeze", "vqafreeze::threshold=3"])

    def test_keeps_the_last_words_of_each_crash_and_starts_again(self):
        watched, folder = self.supervise(
            'echo "word $RUN"; [ $RUN -le 7 ] || live; echo running >$BEAT; kill -SEGV $$')
        folder.wait_for_state("running", restarts="7")
        code, _, err = watched.stop()
        self.assertEqual(code, 0)
        self.assertIn("signal 11 (Segmentation fault)", err)
        self.assertRegex(folder.last_words(), r"^[-0-9]+T[:0-9]+Z sky: signal 11 .* 6 restarts before")
        self.assertIn("word 7", folder.last_words())
        self.assertIn("word 3", folder.last_words(4))
        self.assertEqual(folder.last_words(5), "", "more than five are not kept")
        pauses = [float(pause) for pause in re.findall(r"again in ([0-9.]+) s", err)]
        self.assertLessEqual(max(pauses), 0.4, "the longest pause")

    def test_what_a_monitor_says_is_kept_within_bounds(self):
        watched, folder = self.supervise(
            'i=0; while [ $i -lt 500 ]; do echo "WARNING: $i $(head -c 600 /dev/zero | tr "\\0" x)";'
            " i=$((i + 1)); done; exit 1", "--tries=1")
        code, _, err = watched.wait()
        self.assertEqual(code, 1)
        self.assertIn("WARNING: 499", folder.last_words())
        self.assertNotIn("WARNING: 400 ", folder.last_words())
        self.assertLess(len(folder.last_words()), 32768)
        self.assertLess(err.count("WARNING"), 20, "a log is no place for a flood")

    def test_kills_what_hangs_and_tells_at_what(self):
        watched, folder = self.supervise("trap '' INT; echo running >$BEAT; while :; do sleep 1; done",
                                         "--hang-timeout=1.5", "--stop-timeout=0.5")
        folder.wait_for_restarts(1)
        first = folder.last_words()
        self.assertIn("hung: no heartbeat for 1.5 s", first)
        self.assertRegex(first, r"thread \d+ \(gst-launch-1.0\) [SD] ")
        self.assertEqual(watched.stop()[0], 0)
        wait_for(lambda: not is_alive(folder.read("pid")), "it is killed")

    def test_hangs_before_the_first_heartbeat_too(self):
        watched, folder = self.supervise("sleep 1000 & wait", "--hang-timeout=1")
        folder.wait_for_restarts(1)
        self.assertEqual(watched.stop()[0], 0)

    def test_a_loss_that_nobody_can_explain_gets_a_new_monitor(self):
        watched, folder = self.supervise("live 'lost no data'", "--lost-patience=1")
        folder.wait_for_restarts(1)
        self.assertIn("nobody knows why", folder.last_words())
        watched.stop()

    def test_a_loss_with_a_cause_is_left_alone(self):
        watched, folder = self.supervise("live 'lost connection refused'", "--lost-patience=0.1",
                                         "--hang-timeout=3")
        folder.wait_for_state("lost", words="connection refused")
        with self.assertRaises(subprocess.TimeoutExpired):
            watched.process.wait(4)
        self.assertEqual(folder.status()["restarts"], "0")
        watched.stop()

    def test_hup_restarts_without_a_pause(self):
        watched, folder = self.supervise("live", "--first-pause=1000", "--longest-pause=1000")
        folder.wait_for_state("running")
        watched.send(signal.SIGHUP)
        folder.wait_for_state("running", restarts="1")
        self.assertEqual(folder.read("signals"), "INT\n")
        code, _, err = watched.stop()
        self.assertEqual(code, 0)
        self.assertIn("restarted, as asked", err)

    def test_a_stop_does_not_wait_for_a_pause(self):
        watched, folder = self.supervise("exit 1", "--first-pause=1000", "--longest-pause=1000")
        folder.wait_for_state("pausing")
        self.assertEqual(watched.stop()[0], 0)

    def test_who_insists_does_not_wait(self):
        watched, folder = self.supervise("trap '' INT; live", "--stop-timeout=1000")
        folder.wait_for_state("running")
        watched.send(signal.SIGTERM)
        folder.wait_for_state("stopping")
        with self.assertRaises(subprocess.TimeoutExpired):
            watched.process.wait(1)
        self.assertEqual(watched.stop()[0], 0)

    def test_after_running_well_the_first_pause_comes_first(self):
        watched, folder = self.supervise(
            "case $RUN in 4) (sleep 3; touch $here/long) & trap '' INT; until [ -e $here/long ]; do "
            "echo running >$BEAT; sleep 0.1; done;; esac; exit 1", "--first-pause=0.01",
            "--longest-pause=1000", "--well=1.5")
        wait_for(lambda: int(folder.read("runs") or 0) >= 5, "a fifth run")
        err = watched.stop()[2]
        pauses = [float(pause) for pause in re.findall(r"again in ([0-9.]+) s", err)]
        self.assertLess(pauses[3], 0.02, pauses)

    def test_one_name_is_watched_once(self):
        watched, folder = self.supervise("live")
        folder.wait_for_state("running")
        code, _, err = Supervised(folder).wait()
        self.assertEqual(code, 3)
        self.assertIn("sky is being watched already", err)
        other = Supervised(folder, name="sky-2")
        folder.wait_for_state("running", name="sky-2")
        self.assertEqual(other.stop()[0], 0)
        # The lock and the monitor go with the process, however it goes.
        monitor = folder.read("pid")
        watched.kill()
        another = Supervised(folder)
        self.addCleanup(another.kill)
        folder.wait_for_state("running")
        wait_for(lambda: not is_alive(monitor), "the monitor of the dead ends")
        self.assertEqual(another.stop()[0], 0)

    def test_tells_a_service_manager(self):
        folder = self.folder("live")
        address = os.path.join(folder.path, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(address)
            manager.settimeout(PATIENCE)
            watched = Supervised(folder, env={"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000000"})
            self.addCleanup(watched.kill)
            wanted = {"READY=1", "WATCHDOG=1", "STATUS=running"}
            while wanted:
                wanted.discard(manager.recv(4096).decode())
            watched.send(signal.SIGTERM)
            while manager.recv(4096) != b"STOPPING=1":
                pass
            self.assertEqual(watched.wait()[0], 0)
        self.assertNotIn("NOTIFY_SOCKET", folder.read("env"), "that is ours, not the monitor's")

    def test_secrets_are_seen_by_nobody(self):
        uri = "srt://user:hunter2-pw@host:1?passphrase=open-sesame&mode=caller"
        watched, folder = self.supervise('live & echo "ERROR: no $VQA_URI, nor open-sesame"; '
                                         "until [ -e $here/go ]; do sleep 0.1; done; kill $!; exit 1",
                                         "--tries=1", uri=uri)
        folder.wait_for_state("running")
        self.assertIn(f"VQA_URI={uri}\n", folder.read("env"))
        seen = [read("/proc", str(watched.process.pid), "cmdline"), folder.read("args")]
        folder.write("go", "")
        code, out, err = watched.wait()
        self.assertEqual(code, 1)
        seen += [out, err, folder.last_words(), str(folder.status())]
        self.assertIn("ERROR: no ***, nor ***", folder.last_words())
        for text in seen:
            self.assertNotRegex(text, "hunter2|sesame")
        self.assertIn("srt://***@host:1?***", seen[0])

    def test_secrets_come_from_the_environment_and_from_files(self):
        folder = self.folder("live")
        secret = folder.write("secret", "open-sesame\n")
        watched = Supervised(folder, uri="srt://host:1?passphrase={DOOR}", env={"DOOR_FILE": secret})
        folder.wait_for_state("running")
        self.assertIn("VQA_URI=srt://host:1?passphrase=open-sesame\n", folder.read("env"))
        folder.write("secret", "changed\n")
        watched.send(signal.SIGHUP)
        folder.wait_for_state("running", restarts="1")
        self.assertIn("VQA_URI=srt://host:1?passphrase=changed\n", folder.read("env"))
        watched.stop()
        watched = Supervised(folder, uri="-", env={"VQA_URI": "udp://239.1.1.1:5000"})
        folder.wait_for_state("running", uri="{VQA_URI}")
        self.assertIn("VQA_URI=udp://239.1.1.1:5000\n", folder.read("env"))
        watched.stop()

    def test_an_end_is_an_end_only_if_one_says_so(self):
        watched, folder = self.supervise("exit 0", "--until-end")
        self.assertEqual(watched.wait()[0], 0)
        self.assertEqual(folder.status()["state"], "ended")
        watched, folder = self.supervise("[ $RUN -le 2 ] || live; exit 0")
        folder.wait_for_state("running", restarts="2")
        self.assertIn("the stream ended", watched.stop()[2])

    def test_gives_up_where_that_is_asked_for_or_nothing_else_helps(self):
        watched, folder = self.supervise("exit 7", "--tries=3")
        code, _, err = watched.wait()
        self.assertEqual(code, 1)
        self.assertIn("status 7; gave up after 3 tries", err)
        self.assertEqual(folder.status()["state"], "gave-up")
        watched, _ = self.supervise('echo "WARNING: erroneous pipeline: no property \\"moood\\"" >&2;'
                                    " exit 1")
        code, _, err = watched.wait()
        self.assertEqual(code, 2)
        self.assertIn('no property "moood"', err)

    def test_who_reads_nothing_does_not_hold_it_up(self):
        watched, folder = self.supervise(
            'live & i=0; while [ $i -lt 50000 ]; do echo "{\\"event\\":$i}"; i=$((i + 1)); done; wait')
        folder.wait_for_state("running")
        watched.send(signal.SIGTERM)
        self.assertEqual(watched.process.wait(PATIENCE), 0)

    def test_says_what_is_wrong_with_the_command_line(self):
        for arguments, problem in (
                ([], "name a stream"), (["sky"], "name a stream"),
                (["a/b", "udp://x"], '"a/b" cannot be the name'), ([".x", "udp://x"], "cannot be"),
                (["sky", ""], "URI of sky is empty"), (["sky", "{NO_SUCH}"], "set NO_SUCH"),
                (["sky", "udp://x", "oops"], '"oops" is no PROPERTY=VALUE'),
                (["sky", "udp://x", "label=y"], 'leave out "label=...'),
                (["--tries=x", "sky", "udp://x"], '"x"'), (["--tries"], "needs a value"),
                (["--well=-1", "sky", "udp://x"], "--well is a number of seconds"),
                (["--mood", "sky", "udp://x"], "no option --mood"),
                (["--state-dir=", "sky", "udp://x"], "names no folder")):
            done = subprocess.run([SUPERVISE, *arguments], capture_output=True, text=True,
                                  timeout=PATIENCE, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(problem, done.stderr)
        done = subprocess.run([SUPERVISE, "--help"], capture_output=True, text=True, check=True)
        self.assertIn("Usage: vqa-supervise", done.stdout)
        self.assertRegex(subprocess.run([SUPERVISE, "--version"], capture_output=True, text=True,
                                        check=True).stdout, r"^vqa-supervise \d+\.\d+\.\d+$")

    def test_says_what_the_machine_lacks(self):
        folder = self.folder()
        folder.env["PATH"] = folder.path
        code, _, err = Supervised(folder).wait()
        self.assertEqual(code, 4)
        self.assertIn("Install gstreamer1.0-tools", err)
        folder.write("state-that-is-a-file", "")
        folder.state = os.path.join(folder.path, "state-that-is-a-file")
        code, _, err = Supervised(folder).wait()
        self.assertEqual(code, 4)
        self.assertIn("--state-dir", err)


tap.main()
