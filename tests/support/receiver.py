# SPDX-License-Identifier: LGPL-2.1-or-later
"""An HTTP server that keeps what it gets, and misbehaves on request."""
import http.server
import json
import threading
import time

PATIENCE = 60  # seconds: for what must happen


class Receiver:
    """`behave(handler, body)` answers; by default with 204."""

    def __init__(self, behave=None, port=0, address="127.0.0.1"):
        self.bodies = []  # of what was answered with 2xx
        self.requests = []  # (path, headers, time) of each
        self.behave = behave or (lambda handler, body: answer(handler, 204))
        self.changed = threading.Condition()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with outer.changed:
                    outer.requests.append((self.path, dict(self.headers), time.monotonic()))
                    outer.changed.notify_all()
                self.status = 0
                outer.behave(self, body)
                if 200 <= self.status < 300:
                    with outer.changed:
                        outer.bodies.append(body)
                        outer.changed.notify_all()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # monitors that are killed do not say goodbye
        self.address, self.port = self.server.server_address
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://{self.address}:{self.port}"

    def events(self):
        with self.changed:
            return [json.loads(body) for body in self.bodies]

    def wait_for(self, count, what="bodies"):
        with self.changed:
            return self.changed.wait_for(lambda: len(getattr(self, what)) >= count, PATIENCE)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(handler, status, headers=(), body=b""):
    handler.status = status
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
