# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real Prometheus finds the metrics by file_sd, and scrapes them."""
import glob
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import PATIENCE, MonitorProcess  # noqa: E402
from receiver import Receiver, answer  # noqa: E402


def until(check):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if got := check():
                return got
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen")


class Prometheus(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="vqa-test-")
        self.addCleanup(shutil.rmtree, self.dir, True)
        self.entries = os.path.join(self.dir, "sd")

    def monitor(self, more=""):
        monitor = MonitorProcess(
            f'label=sky-1 state-dir=none targets="prometheus://127.0.0.1:0?file_sd={self.entries} {more}"')
        self.addCleanup(monitor.kill)
        where = monitor.hear("info", containing="Metrics are at")[1].split()[-1]
        return monitor, where

    @staticmethod
    def metrics(where):
        with urllib.request.urlopen(where) as got:
            return got.read().decode()

    def test_shows_what_goes_on_and_how_fast_it_is_told(self):
        monitor, where = self.monitor(f"file:{self.dir}/events.jsonl")
        monitor.tell("begin 1", "begin 2", "end 1")
        labels = 'detector="freeze",kind="freeze",stream="sky-1"'
        until(lambda: f"vqa_incidents_total{{{labels}}} 2" in self.metrics(where))
        until(lambda: f"vqa_incidents_open{{{labels}}} 1" in self.metrics(where))
        text = until(lambda: (lambda t: t if 'result="delivered",target="file"} 3' in t else "")(
            self.metrics(where)))
        self.assertIn('unit="level"} 0.5', text)
        self.assertIn('vqa_build_info{version="', text)
        self.assertIn('vqa_alert_latency_seconds_count{detector="freeze",stream="sky-1",target="file"} 2',
                      text)
        self.assertEqual(len(glob.glob(self.entries + "/*.json")), 1)
        monitor.tell("data")
        until(lambda: 'vqa_stream_up{stream="sky-1"} 1' in self.metrics(where))
        monitor.tell("lost")
        until(lambda: 'vqa_stream_up{stream="sky-1"} 0' in self.metrics(where))
        self.assertIn('vqa_incidents_open{detector="stream",kind="lost",stream="sky-1"} 1',
                      self.metrics(where))
        self.assertNotIn('kind="running"', self.metrics(where))
        monitor.quit()
        self.assertEqual(os.listdir(self.entries), [], "the entry goes with the monitor")

    def test_shows_what_does_not_work(self):
        state = os.path.join(self.dir, "state")
        with open(state, "w", encoding="utf-8"):
            pass  # in the way of the database
        receiver = Receiver(lambda handler, body: answer(handler, 503))
        self.addCleanup(receiver.close)
        monitor = MonitorProcess(f'label=sky-1 state-dir={state}/vqa targets="prometheus://127.0.0.1:0 '
                                 f'{receiver.url} file:{self.dir}/events.jsonl"')
        self.addCleanup(monitor.kill)
        where = monitor.hear("info", containing="Metrics are at")[1].split()[-1]
        monitor.tell("begin 1")
        for line in ('target="http"} 1', 'target="disk"} 1', 'target="file"} 0'):
            until(lambda: "vqa_targets_failing{" + line in self.metrics(where))
        receiver.behave = lambda handler, body: answer(handler, 204)
        os.remove(state)
        for line in ('target="http"} 0', 'target="disk"} 0'):
            until(lambda: "vqa_targets_failing{" + line in self.metrics(where))

    def test_all_elements_of_a_process_share_a_port(self):
        target = 'state-dir=none targets="prometheus://127.0.0.1:0"'
        monitor = MonitorProcess(f"label=sky-1 {target} appsrc ! vqanotify label=sky-2 {target}")
        self.addCleanup(monitor.kill)
        first, second = (monitor.hear("info", containing="Metrics are at")[1] for _ in range(2))
        self.assertEqual(first, second)

    def test_a_real_prometheus_finds_and_scrapes_it(self):
        monitor, _ = self.monitor()
        monitor.tell("begin 1")
        config = os.path.join(self.dir, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("scrape_configs: [{job_name: vqa, scrape_interval: 1s, "
                       f"file_sd_configs: [{{files: ['{self.entries}/*.json']}}]}}]\n")
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"127.0.0.1:{server.getsockname()[1]}"
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.dir}/data",
             f"--web.listen-address={url}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.kill)
        query = f"http://{url}/api/v1/query?" + urllib.parse.urlencode({"query": "vqa_incidents_open"})

        def scraped():
            with urllib.request.urlopen(query) as got:
                return json.load(got)["data"]["result"]

        result = until(scraped)[0]
        self.assertEqual(result["metric"]["stream"], "sky-1")
        self.assertEqual(result["value"][1], "1")

    def test_a_port_that_is_taken_is_told_with_a_remedy(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            monitor = MonitorProcess(
                f'state-dir=none targets="prometheus://127.0.0.1:{server.getsockname()[1]}"')
            self.addCleanup(monitor.kill)
            self.assertIn(":0 picks a free one", monitor.hear("warning")[1])


tap.main()
