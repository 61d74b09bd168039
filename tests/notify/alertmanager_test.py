# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real Alertmanager: alerts are raised, refreshed and resolved."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import MonitorProcess, PATIENCE  # noqa: E402
from receiver import Receiver  # noqa: E402


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Alertmanager(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.mkdtemp(prefix="vqa-test-")
        cls.pager = Receiver()
        config = os.path.join(cls.dir, "config.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                "route: {receiver: pager, group_wait: 0s, group_interval: 1s, group_by: ['...']}\n"
                "receivers: [{name: pager, webhook_configs: [{url: '%s', send_resolved: true}]}]\n"
                % cls.pager.url)
        port = free_port()
        cls.url = f"http://127.0.0.1:{port}"
        cls.server = subprocess.Popen(
            ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={cls.dir}/data",
             f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.until(lambda: urllib.request.urlopen(cls.url + "/-/ready").status == 200)

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.server.wait()
        cls.pager.close()
        shutil.rmtree(cls.dir, ignore_errors=True)

    @staticmethod
    def until(check):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if check():
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("it did not happen")

    def alerts(self, stream):
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts?filter=stream%3D%22{stream}%22") as got:
            return json.load(got)

    def pages(self, stream):
        """(status, severity) of each alert that somebody was called for."""
        return [(alert["status"], alert["labels"]["severity"]) for page in self.pager.events()
                for alert in page["alerts"] if alert["labels"]["stream"] == stream]

    def monitor(self, stream, options=""):
        monitor = MonitorProcess(
            f'label={stream} state-dir=none targets="alertmanager+{self.url}{options}"')
        self.addCleanup(monitor.kill)
        return monitor

    def test_raises_and_resolves(self):
        monitor = self.monitor("one")
        monitor.tell("begin 1")
        self.until(lambda: self.alerts("one"))
        alert = self.alerts("one")[0]
        self.assertEqual(alert["labels"]["alertname"], "VqaFreeze")
        self.assertEqual(alert["labels"]["detector"], "freeze")
        self.assertIn("one: freeze/freeze", alert["annotations"]["summary"])
        self.assertEqual(alert["status"]["state"], "active")
        monitor.tell("end 1")
        self.until(lambda: not self.alerts("one"))
        self.until(lambda: len(self.pages("one")) >= 2)
        self.assertEqual(self.pages("one"), [("firing", "warning"), ("resolved", "warning")])

    def test_a_severity_that_changes_is_another_alert(self):
        monitor = self.monitor("two")
        monitor.tell("begin 1", "update 1 critical")
        self.until(lambda: [a["labels"]["severity"] for a in self.alerts("two")] == ["critical"])
        monitor.tell("end 1 critical")
        self.until(lambda: not self.alerts("two"))

    def test_refreshes_what_lasts(self):
        monitor = self.monitor("three", "#refresh=1")
        monitor.tell("begin 1")
        self.until(lambda: self.alerts("three"))
        first = self.alerts("three")[0]
        self.until(lambda: self.alerts("three")[0]["endsAt"] > first["endsAt"])
        last = self.alerts("three")[0]
        self.assertEqual(last["startsAt"], first["startsAt"])
        self.assertEqual(last["fingerprint"], first["fingerprint"])

    def test_a_stream_that_is_lost_is_an_alert(self):
        monitor = self.monitor("five")
        monitor.tell("data", "lost")
        self.until(lambda: self.alerts("five"))
        labels = self.alerts("five")[0]["labels"]
        self.assertEqual((labels["alertname"], labels["severity"]), ("VqaStreamLost", "critical"))
        monitor.tell("data")
        self.until(lambda: not self.alerts("five"))

    def test_what_nobody_refreshes_expires(self):
        monitor = self.monitor("four", "#refresh=1")
        monitor.tell("begin 1")
        self.until(lambda: self.alerts("four"))
        monitor.kill()
        self.until(lambda: not self.alerts("four"))


tap.main()
