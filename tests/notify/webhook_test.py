# SPDX-License-Identifier: LGPL-2.1-or-later
"""Webhooks, with receivers that behave and receivers that do not."""
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from monitor_process import MonitorProcess  # noqa: E402
from receiver import Receiver, answer  # noqa: E402


def phases(receiver):
    return [(event["data"]["phase"], event["data"]["incident"]) for event in receiver.events()]


class Webhook(unittest.TestCase):
    def monitor(self, target, state="none", **env):
        monitor = MonitorProcess(f'label=sky-1 state-dir={state} targets="{target}"', **env)
        self.addCleanup(monitor.kill)
        return monitor

    def receiver(self, behave=None):
        receiver = Receiver(behave)
        self.addCleanup(receiver.close)
        return receiver

    def test_posts_cloud_events_in_order(self):
        receiver = self.receiver()
        monitor = self.monitor(receiver.url + "/hook?x=1")
        monitor.tell("begin 1", "update 1 critical", "end 1")
        self.assertTrue(receiver.wait_for(3))
        self.assertEqual(phases(receiver), [("begin", 1), ("update", 1), ("end", 1)])
        path, headers, _ = receiver.requests[0]
        self.assertEqual(path, "/hook?x=1")
        self.assertTrue(headers["Content-Type"].startswith("application/cloudevents+json"))
        self.assertEqual(monitor.quit()["delivered"], 3)

    def test_tries_again_and_keeps_the_id(self):
        tries = []

        def behave(handler, body):
            tries.append(json.loads(body)["id"])
            answer(handler, 503 if len(tries) < 4 else 200)

        receiver = self.receiver(behave)
        monitor = self.monitor(receiver.url)
        monitor.tell("begin 1", "end 1")
        self.assertTrue(receiver.wait_for(2))
        self.assertEqual(len(set(tries[:4])), 1, "the same event, again and again")
        self.assertEqual(phases(receiver), [("begin", 1), ("end", 1)])
        self.assertIn("503", monitor.hear("warning")[1])
        monitor.hear("info", containing="again")

    def test_leaves_a_receiver_alone_that_asks_for_it(self):
        def behave(handler, body):
            del body
            first = len(receiver.requests) == 1
            answer(handler, 429 if first else 200, [("Retry-After", "1")])

        receiver = self.receiver(behave)
        monitor = self.monitor(receiver.url)
        monitor.tell("begin 1", "end 1")
        self.assertTrue(receiver.wait_for(2))
        times = [request[2] for request in receiver.requests]
        self.assertGreaterEqual(times[1] - times[0], 1.0)

    def test_gives_up_what_is_refused_and_what_follows_it(self):
        def behave(handler, body):
            answer(handler, 400 if b'"incident":1,' in body else 200)

        receiver = self.receiver(behave)
        monitor = self.monitor(receiver.url)
        monitor.tell("begin 1", "end 1", "begin 2", "end 2")
        self.assertTrue(receiver.wait_for(2))
        stats = monitor.quit()
        self.assertEqual(phases(receiver), [("begin", 2), ("end", 2)])
        self.assertEqual((stats["refused"], stats["delivered"]), (2, 2))
        self.assertIn("400", str(monitor.log))

    def test_follows_a_redirect_with_its_body_but_not_for_ever(self):
        def behave(handler, body):
            del body
            target = {"/a": "/b", "/loop": "/loop"}.get(handler.path)
            answer(handler, 302 if target else 200, [("Location", target)] if target else [])

        receiver = self.receiver(behave)
        self.monitor(receiver.url + "/loop").tell("begin 1")
        monitor = self.monitor(receiver.url + "/a")
        monitor.tell("begin 1", "end 1")
        self.assertTrue(receiver.wait_for(2))
        self.assertEqual(phases(receiver), [("begin", 1), ("end", 1)])

    def test_survives_garbage_silence_and_floods(self):
        def serve(listener, talk):
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def garbage(connection):
            connection.recv(65536)
            connection.sendall(os.urandom(4096))
            connection.close()

        def flood(connection):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    connection.sendall(b"x" * 65536)
            except OSError:
                pass

        def drip(connection):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            try:
                while True:
                    connection.sendall(b"X-Slow: yes\r\n")
                    time.sleep(0.1)
            except OSError:
                pass

        def silence(connection):
            time.sleep(60)
            connection.close()

        good = self.receiver()
        targets = [good.url]
        for talk in (garbage, flood, drip, silence):
            listener = socket.create_server(("127.0.0.1", 0))
            self.addCleanup(listener.close)
            threading.Thread(target=serve, args=(listener, talk), daemon=True).start()
            targets.append(f"http://127.0.0.1:{listener.getsockname()[1]}")
        monitor = self.monitor(" ".join(targets))
        monitor.tell("begin 1", "end 1")
        self.assertTrue(good.wait_for(2), "nobody waits for the others")
        stats = monitor.quit()  # in seconds, though one is silent
        self.assertEqual(stats["delivered"], 4, "the flood has said 200 before it talked")
        self.assertEqual(stats["dropped"], 6)

    def test_secrets_come_from_the_environment_or_a_file_and_are_never_told(self):
        receiver = self.receiver()
        with tempfile.NamedTemporaryFile("w", suffix=".token") as file:
            file.write("s3cr3t-of-a-file\n")
            file.flush()
            monitor = self.monitor(receiver.url + "/{HOOK}/x#token=PAGER", HOOK="s3cr3t",
                                   PAGER_FILE=file.name)
            monitor.tell("begin 1")
            self.assertTrue(receiver.wait_for(1))
            path, headers, _ = receiver.requests[0]
            self.assertEqual(path, "/s3cr3t/x")
            self.assertEqual(headers["Authorization"], "Bearer s3cr3t-of-a-file")
            receiver.behave = lambda handler, body: answer(handler, 403)
            monitor.tell("update 1 critical")
            monitor.hear("warning", containing="403")
        monitor.tell("quit")
        monitor.hear("stats")
        self.assertNotIn("s3cr3t", str(monitor.log))

    def test_says_which_secret_is_missing(self):
        monitor = self.monitor("http://127.0.0.1:1/#token=PAGER")
        monitor.tell("begin 1")
        self.assertIn("set PAGER in the environment", monitor.hear("warning")[1])

    def test_trusts_nobody_who_cannot_show_who_it_is(self):
        with tempfile.TemporaryDirectory(prefix="vqa-test-") as folder:
            key, certificate = os.path.join(folder, "key"), os.path.join(folder, "certificate")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", key,
                            "-out", certificate, "-subj", "/CN=127.0.0.1",
                            "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
        receiver = self.receiver()
        receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
        monitor = self.monitor(receiver.url.replace("http:", "https:"))
        monitor.tell("begin 1")
        self.assertIn("certificate", monitor.hear("warning")[1])
        self.assertEqual(monitor.quit()["delivered"], 0)
        self.assertEqual(receiver.requests, [], "it was told nothing")

    def test_refuses_a_password_in_the_address(self):
        monitor = self.monitor("http://user:s3cr3t@127.0.0.1/")
        self.assertIn("127.0.0.1", monitor.hear("error")[1])
        self.assertNotIn("s3cr3t", str(monitor.log))


tap.main()
