# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events as objects in S3-compatible storage, with signatures that are computed anew here."""
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import PATIENCE, MonitorProcess  # noqa: E402

ID, KEY, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-west-3"


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(method, path, headers, body):
    """By the document "Signature Version 4 signing process" of AWS."""
    fields = dict(part.strip().split("=", 1)
                  for part in headers["Authorization"].split(" ", 1)[1].split(","))
    names = fields["SignedHeaders"].split(";")
    scope = fields["Credential"].split("/", 1)[1]
    canonical = "\n".join([
        method, path, "", *(f"{name}:{headers[name].strip()}" for name in names), "",
        ";".join(names), hashlib.sha256(body).hexdigest()])
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    day, region, service, _ = scope.split("/")
    key = ("AWS4" + KEY).encode()
    for part in (day, region, service, "aws4_request"):
        key = sign(key, part)
    return fields["Signature"], sign(key, text).hex(), (region, service)


class Storage:
    def __init__(self):
        self.objects, self.changed = {}, threading.Condition()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                got, wanted, where = signature("PUT", self.path, self.headers, body)
                fits = got == wanted and where == (REGION, "s3")
                fits = fits and self.headers["x-amz-content-sha256"] == hashlib.sha256(
                    body).hexdigest()
                if fits:
                    with outer.changed:
                        outer.objects[self.path] = body
                        outer.changed.notify_all()
                self.send_response(200 if fits else 403)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class S3(unittest.TestCase):
    def setUp(self):
        self.storage = Storage()
        self.addCleanup(self.storage.server.server_close)
        self.addCleanup(self.storage.server.shutdown)

    def monitor(self, **env):
        monitor = MonitorProcess(
            'label="sky 1/\u00e9" state-dir=none '
            f'targets="s3+http://127.0.0.1:{self.storage.port}/bucket/some/prefix"',
            AWS_REGION=REGION, **env)
        self.addCleanup(monitor.kill)
        return monitor

    def test_stores_each_event_signed(self):
        monitor = self.monitor(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=KEY)
        monitor.tell("begin 1", "end 1")
        with self.storage.changed:
            self.assertTrue(self.storage.changed.wait_for(
                lambda: len(self.storage.objects) == 2, PATIENCE))
        self.assertEqual(monitor.quit()["delivered"], 2)
        for path, body in self.storage.objects.items():
            event = json.loads(body)
            self.assertEqual(event["data"]["stream"], "sky 1/\u00e9")
            self.assertTrue(path.startswith("/bucket/some/prefix/sky_1___/" + event["time"][:10]))
            self.assertTrue(path.endswith(".json"))

    def test_wrong_keys_are_refused_told_and_not_shown(self):
        monitor = self.monitor(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY="not the s3cr3t")
        monitor.tell("begin 1")
        warning = monitor.hear("warning")[1]
        self.assertIn("403", warning)
        self.assertIn("check its token or keys", warning)
        self.assertEqual(monitor.quit()["refused"], 2)
        self.assertNotIn("s3cr3t", str(monitor.log))

    def test_missing_keys_are_asked_for(self):
        monitor = self.monitor(AWS_ACCESS_KEY_ID=ID)
        monitor.tell("begin 1")
        self.assertIn("set AWS_SECRET_ACCESS_KEY", monitor.hear("warning")[1])


tap.main()
