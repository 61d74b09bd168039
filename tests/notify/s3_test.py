# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events and pictures in OpenStack Swift by its S3 API, read back by s3cmd as a stranger would."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import PATIENCE, MonitorProcess  # noqa: E402
from sandbox import BUILD  # noqa: E402
from swift_server import ID, KEY, REGION  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


class S3(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.mkdtemp(prefix="vqa-test-")
        cls.server = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "..", "support", "swift_server.py"), cls.dir],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.host = f"127.0.0.1:{int(cls.server.stdout.readline())}"
        cls.s3cmd("mb", "s3://bucket")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.server.wait()
        cls.server.stdout.close()
        shutil.rmtree(cls.dir, ignore_errors=True)

    @classmethod
    def s3cmd(cls, *arguments):
        return subprocess.run(
            ["s3cmd", "-c", "/dev/null", f"--access_key={ID}", f"--secret_key={KEY}", "--no-ssl",
             f"--region={REGION}", f"--host={cls.host}", f"--host-bucket={cls.host}", *arguments],
            check=True, capture_output=True, timeout=PATIENCE).stdout

    def objects(self, prefix, count):
        """Names of what is there, as soon as it is so many."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            lines = self.s3cmd("ls", "-r", f"s3://bucket/{prefix}/").decode().splitlines()
            if len(lines) >= count:
                break
            time.sleep(0.2)
        return [line.split(maxsplit=3)[3] for line in lines]

    def monitor(self, prefix, more="state-dir=none", **env):
        monitor = MonitorProcess(
            f'label="sky 1/\u00e9" {more} targets="s3+http://{self.host}/bucket/{prefix}"',
            AWS_REGION=REGION, **env)
        self.addCleanup(monitor.kill)
        return monitor

    def test_stores_each_event(self):
        monitor = self.monitor("some/prefix", "heartbeat=1000000 state-dir=none", AWS_ACCESS_KEY_ID=ID,
                               AWS_SECRET_ACCESS_KEY=KEY)
        monitor.tell("begin 1", "end 1")
        names = self.objects("some/prefix", 2)
        monitor.quit()
        self.assertEqual(len(self.objects("some/prefix", 2)), 2, "and no heartbeat")
        for name in names:
            event = json.loads(self.s3cmd("get", name, "-"))
            self.assertEqual(event["data"]["stream"], "sky 1/\u00e9")
            self.assertTrue(name.startswith("s3://bucket/some/prefix/sky_1___/" + event["time"][:10]))
            self.assertTrue(name.endswith(".json"))

    def test_stores_the_picture_beside_its_event(self):
        with tempfile.TemporaryDirectory(prefix="vqa-test-") as state:
            monitor = self.monitor("pictures", f"state-dir={state}", AWS_ACCESS_KEY_ID=ID,
                                   AWS_SECRET_ACCESS_KEY=KEY)
            monitor.tell("begin 1", "picture")
            names = self.objects("pictures", 3)  # with the start of the stream
            event, = (json.loads(self.s3cmd("get", name, "-")) for name in names
                      if name.endswith("_1.json"))
            evidence = event["data"]["evidence"]
            self.assertIn(f"s3://bucket/pictures/{evidence}", names)
            stored = self.s3cmd("get", f"s3://bucket/pictures/{evidence}", "-")
            with open(os.path.join(state, "evidence", evidence), "rb") as file:
                self.assertEqual(stored, file.read())
            self.assertEqual(stored[:3], b"\xff\xd8\xff")
            monitor.quit()

    def test_stores_the_clip_beside_its_event(self):
        with tempfile.TemporaryDirectory(prefix="vqa-test-") as state:
            subprocess.run(
                ["gst-launch-1.0", "-q", *(
                    "videotestsrc num-buffers=100 pattern=black ! x264enc speed-preset=ultrafast "
                    "key-int-max=25 ! mpegtsmux ! vqatransport ! tsdemux ! h264parse ! avdec_h264 ! "
                    f"vqablack label=dark ! vqanotify state-dir={state} evidence-clip=1000000000 "
                    f"evidence-width=0 targets=s3+http://{self.host}/bucket/clips").split()],
                env=dict(os.environ, GST_PLUGIN_PATH=os.path.join(BUILD, "plugins"), AWS_REGION=REGION,
                         AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=KEY),
                check=True, timeout=PATIENCE)
            names = self.objects("clips", 5)  # the stream and the incident begin and end
            clip, = (name for name in names if name.endswith(".ts"))
            stored = self.s3cmd("get", clip, "-")
            with open(clip.replace("s3://bucket/clips", f"{state}/evidence"), "rb") as file:
                self.assertEqual(stored, file.read())
            event = json.loads(self.s3cmd("get", clip.replace(".ts", ".json"), "-"))
            self.assertEqual(clip, f"s3://bucket/clips/{event['data']['clip']}")
            self.assertGreater(len(stored), 188 * 10)

    def test_wrong_keys_are_refused_told_and_not_shown(self):
        for wrong in (dict(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY="not the s3cr3t"),
                      dict(AWS_ACCESS_KEY_ID="nobody", AWS_SECRET_ACCESS_KEY="s3cr3t")):
            monitor = self.monitor("wrong", **wrong)
            monitor.tell("begin 1")
            warning = monitor.hear("warning")[1]
            self.assertIn("403", warning)
            self.assertIn("check its token or keys", warning)
            self.assertEqual(monitor.quit()["refused"], 2)
            self.assertNotIn("s3cr3t", str(monitor.log))
        self.assertEqual(self.objects("wrong", 0), [])

    def test_a_bucket_that_is_not_there_is_told(self):
        monitor = self.monitor("../nowhere/x", AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=KEY)
        monitor.tell("begin 1")
        self.assertIn("404", monitor.hear("warning")[1])

    def test_missing_keys_are_asked_for(self):
        monitor = self.monitor("missing", AWS_ACCESS_KEY_ID=ID)
        monitor.tell("begin 1")
        self.assertIn("set AWS_SECRET_ACCESS_KEY", monitor.hear("warning")[1])


tap.main()
