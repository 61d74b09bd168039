# SPDX-License-Identifier: LGPL-2.1-or-later
"""Why a live stream is lost, what has an end, and which variant is watched."""
import http.server
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from live_monitor import LiveMonitor  # noqa: E402
import live_servers  # noqa: E402

LOST = "stream.lost", "stream/lost"
CHANGED = "incident.update", "stream/lost"


def ffmpeg(*command):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *command], check=True, timeout=600)


def make_clip(path, seconds=4, size="160x120"):
    ffmpeg("-f", "lavfi", "-i", f"testsrc=size={size}:rate=25:duration={seconds}", "-f", "lavfi", "-i",
           f"sine=frequency=440:sample_rate=48000:duration={seconds}", "-c:v", "libx264", "-preset",
           "ultrafast", "-g", "25", "-c:a", "aac", path)


class Web(live_servers.Pieces):
    """A server of files, and of an answer of choice where `status` is set."""
    playlist = ""
    status = None

    def serve(self):
        super().serve()
        handler = self.web.RequestHandlerClass
        outer = self

        class Moody(handler.func):
            def do_GET(self):
                if outer.status:
                    self.send_error(outer.status)
                else:
                    super().do_GET()

        self.web.RequestHandlerClass = lambda *given, **named: Moody(*given, **handler.keywords, **named)

    def pack(self):
        pass


class Reasons(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="vqa-live-clip-")
        cls.clip = os.path.join(cls.folder.name, "clip.ts")
        make_clip(cls.clip)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def monitor(self, uri, *properties):
        monitor = LiveMonitor(uri, *properties)
        self.addCleanup(monitor.close)
        return monitor

    def web(self):
        web = Web(self.clip)
        self.addCleanup(web.close)
        web.start()
        return web

    def hls(self, folder, *options, endless=False):
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", self.clip, "-c", "copy", "-f", "hls",
                   "-hls_time", "1", "-hls_list_size", "0", *options]
        subprocess.run(command + (["-hls_flags", "omit_endlist"] if endless else []) +
                       [os.path.join(folder, "live.m3u8")], check=True, timeout=600)

    def test_each_refusal_has_its_reason(self):
        web = self.web()
        monitor = self.monitor(web.uri + "live.m3u8")
        at = monitor.hear(*LOST, cause=["not found"])
        web.status = 403
        at = monitor.hear(*CHANGED, after=at, cause=["not allowed"])
        web.status = 503
        at = monitor.hear(*CHANGED, after=at, cause=["refused"])
        web.status = None
        with open(os.path.join(web.root, "live.m3u8"), "w", encoding="utf-8") as page:
            page.write("<!DOCTYPE html><html><head><title>Soon</title></head>"
                       "<body>There is no stream yet, please come again</body></html>\n")
        at = monitor.hear(*CHANGED, after=at, cause=["no media"])
        self.hls(web.root, endless=True)
        at = monitor.hear("stream.back", "stream/lost", after=at)
        at = monitor.hear(*LOST, after=at, cause=["stale playlist"])
        web.stop_serving()
        at = monitor.hear(*CHANGED, after=at, cause=["refused"])
        for line in ("is not there", "may not be read", "the host is there and refuses",
                     "no audio or video", "its playlist does not go on"):
            self.assertIn(line, monitor.said())
        monitor.stop()

    def test_a_host_without_a_name_is_not_reachable(self):
        self.monitor("http://no.such.host.invalid/live.m3u8").hear(*LOST, cause=["not reachable"])

    def test_who_is_connected_but_silent_sends_no_data(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        monitor = self.monitor(f"rtmp://127.0.0.1:{listener.getsockname()[1]}/live/a")
        monitor.hear(*LOST, cause=["no data"])

    def test_a_playlist_with_an_end_ends(self):
        web = self.web()
        self.hls(web.root)
        monitor = self.monitor(web.uri + "live.m3u8")
        self.assertEqual(monitor.wait(), 0, monitor.said())
        self.assertEqual([event["type"] for event in monitor.events()],
                         ["vqa.stream.start", "vqa.stream.end"], monitor.story())

    def test_a_clip_on_a_server_ends(self):
        web = self.web()
        os.link(self.clip, os.path.join(web.root, "clip.ts"))
        monitor = self.monitor(web.uri + "clip.ts")
        self.assertEqual(monitor.wait(), 0, monitor.said())
        self.assertNotIn("vqa.stream.lost", [event["type"] for event in monitor.events()])

    def test_a_live_playlist_that_is_closed_has_ended_until_it_goes_on(self):
        server = live_servers.Hls(self.clip)
        self.addCleanup(server.close)
        server.start()
        monitor = self.monitor(server.uri)
        at = monitor.hear("stream.start", "stream/running")
        server.kill()
        with open(os.path.join(server.root, server.playlist), "a", encoding="utf-8") as playlist:
            playlist.write("#EXT-X-ENDLIST\n")
        at = monitor.hear(*LOST, after=at, cause=["ended"])
        server.start()
        monitor.hear("stream.back", "stream/lost", after=at)
        monitor.stop()

    def test_a_live_stream_may_be_given_up(self):
        monitor = self.monitor("rtsp://127.0.0.1:1/live", "reconnect-tries=1")
        self.assertNotEqual(monitor.wait(), 0)
        self.assertIn("the host is there and refuses", monitor.said())
        self.assertEqual(monitor.events()[0]["data"]["details"]["cause"], "refused")

    def test_the_variant_of_choice_is_watched(self):
        web = self.web()
        master = "#EXTM3U\n"
        for size, rate in (("160x120", 200000), ("320x240", 800000), ("640x480", 2000000)):
            folder = os.path.join(web.root, size)
            os.mkdir(folder)
            clip = os.path.join(folder, "clip.ts")
            make_clip(clip, 2, size)
            ffmpeg("-i", clip, "-c", "copy", "-f", "hls", "-hls_time", "1", "-hls_list_size", "0",
                   os.path.join(folder, "live.m3u8"))
            master += (f"#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION={size}\n{size}/live.m3u8\n")
        with open(os.path.join(web.root, "master.m3u8"), "w", encoding="utf-8") as playlist:
            playlist.write(master)
        asked = []
        real = web.web.RequestHandlerClass

        def noting(request, *given, **named):
            handler = real(request, *given, **named)
            asked.append(getattr(handler, "path", ""))
            return handler

        web.web.RequestHandlerClass = noting
        for variant, size in (("lowest", "160x120"), ("highest", "640x480"), ("1000000", "320x240")):
            asked.clear()
            monitor = self.monitor(web.uri + "master.m3u8", f"variant={variant}")
            self.assertEqual(monitor.wait(), 0, monitor.said())
            pieces = {re.sub(r"/(\d+x\d+)/.*", r"\1", path) for path in asked if path.endswith(".ts")}
            self.assertEqual(pieces, {size}, variant)


tap.main()
