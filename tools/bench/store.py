#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An object store in memory that speaks the plain part of S3's HTTP: PUT, GET, DELETE of /bucket/key.

Made to cost as little as one can: no disk, no copies of objects, no checksums, no TLS, no signatures,
and memory that is used again. Prints its address, serves until standard input ends, and then prints
what it did."""
import json
import mmap
import os
import resource
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Place:
    """Memory that the kernel can read into and send from by itself."""

    def __init__(self, size):
        self.file = os.memfd_create("object")
        os.ftruncate(self.file, size)
        self.memory = mmap.mmap(self.file, size)
        self.room, self.size = size, size

    def __del__(self):
        self.memory.close()
        os.close(self.file)


class Objects:
    def __init__(self):
        self._lock = threading.Lock()
        self._objects, self._spare = {}, []
        self.requests = {"PUT": 0, "GET": 0, "DELETE": 0}
        self.bytes = {"in": 0, "out": 0}

    def count(self, method, way, size):
        with self._lock:
            self.requests[method] += 1
            self.bytes[way] += size

    def place_for(self, size):
        with self._lock:
            for place in self._spare:
                if size <= place.room <= 4 * max(size, 65536):
                    self._spare.remove(place)
                    place.size = size
                    return place
        place = Place(max(1, size + size // 8))
        place.size = size
        return place

    def put(self, key, place):
        self.drop(key)
        with self._lock:
            self._objects[key] = place

    def get(self, key):
        with self._lock:
            return self._objects.get(key)

    def drop(self, key):
        with self._lock:
            place = self._objects.pop(key, None)
            if place:
                self._spare.append(place)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay
    disable_nagle_algorithm = True
    objects = Objects()

    def answer(self, status, size=0):
        self.send_response_only(status)
        self.send_header("Content-Length", str(size))
        self.end_headers()

    def do_PUT(self):
        size = int(self.headers["Content-Length"])
        place = self.objects.place_for(size)
        with memoryview(place.memory) as view:
            self.rfile.readinto(view[:size])
        self.objects.put(self.path, place)
        self.objects.count("PUT", "in", size)
        self.answer(200)

    def do_GET(self):
        place = self.objects.get(self.path)
        if not place:
            self.answer(404)
            return
        self.answer(200, place.size)
        sent = 0
        while sent < place.size:
            sent += os.sendfile(self.connection.fileno(), place.file, sent, place.size - sent)
        self.objects.count("GET", "out", place.size)

    def do_DELETE(self):
        self.objects.drop(self.path)
        self.objects.count("DELETE", "in", 0)
        self.answer(204)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def cpu_time():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1], "cpu": cpu_time()}), flush=True)
    sys.stdin.read()
    print(json.dumps({"requests": Handler.objects.requests, "bytes": Handler.objects.bytes}),
          flush=True)


if __name__ == "__main__":
    main()
