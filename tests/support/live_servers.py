# SPDX-License-Identifier: LGPL-2.1-or-later
"""Servers and senders of live streams, on this machine alone. Each has `start`, `kill` and the `uri`
under which a monitor finds it."""
import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

NGINX_MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"
MOUNT = "/live"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class Sender:
    """Processes that send `clip` again and again, at its pace."""
    uri = ""

    def __init__(self, clip):
        self.clip = clip
        self.folder = tempfile.mkdtemp(prefix="vqa-live-")
        self.processes = []
        self.log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")

    def run(self, *command, **more):
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log,
                                               stderr=self.log, **more))

    def send(self, *output):
        self.run("ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", self.clip,
                 "-c", "copy", *output)

    def start(self):
        raise NotImplementedError

    def kill(self):
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes = []

    def close(self):
        self.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Udp(Sender):
    def __init__(self, clip, host="127.0.0.1"):
        super().__init__(clip)
        port = free_port(socket.SOCK_DGRAM)
        self.target = f"udp://{host}:{port}?pkt_size=1316&localaddr=127.0.0.1"
        self.uri = f"udp://{host}:{port}" + ("" if host.startswith("127.") else "?multicast-iface=lo")

    def start(self):
        self.send("-f", "mpegts", self.target)


class Multicast(Udp):
    def __init__(self, clip):
        super().__init__(clip, "239.255.77.7")


class Rtp(Sender):
    def __init__(self, clip):
        super().__init__(clip)
        port = free_port(socket.SOCK_DGRAM) & ~1
        self.target = f"rtp://127.0.0.1:{port}"
        self.uri = f"rtp://127.0.0.1:{port}?encoding-name=MP2T"

    def start(self):
        self.send("-f", "rtp_mpegts", self.target)


class Srt(Sender):
    """It listens, and the monitor calls; or the other way round."""

    def __init__(self, clip, calls=False):
        super().__init__(clip)
        port = free_port(socket.SOCK_DGRAM)
        self.target = f"srt://127.0.0.1:{port}?mode={'caller' if calls else 'listener'}"
        self.uri = f"srt://{'' if calls else '127.0.0.1'}:{port}"
        self.again = calls

    def start(self):
        if self.again:  # until somebody listens
            self.run("sh", "-c", 'while ! ffmpeg -nostdin -v error -re -stream_loop -1 -i "$0" -c copy'
                     ' -f mpegts "$1"; do sleep 0.2; done', self.clip, self.target,
                     start_new_session=True)
        else:
            self.send("-f", "mpegts", self.target)

    def kill(self):
        if self.again:
            for process in self.processes:
                os.killpg(process.pid, 9)
        super().kill()


class CallingSrt(Srt):
    def __init__(self, clip):
        super().__init__(clip, calls=True)


class Rtmp(Sender):
    def __init__(self, clip):
        super().__init__(clip)
        self.port = free_port()
        self.uri = f"rtmp://127.0.0.1:{self.port}/live/a"
        self.conf = os.path.join(self.folder, "nginx.conf")
        with open(self.conf, "w", encoding="utf-8") as conf:
            conf.write(f"load_module {NGINX_MODULE}; daemon off; worker_processes 1; "
                       f"master_process off; pid {self.folder}/pid; error_log {self.folder}/error.log; "
                       "events {} rtmp { server { "
                       f"listen 127.0.0.1:{self.port}; application live {{ live on; }} }} }}")

    def start(self):
        self.run("/usr/sbin/nginx", "-p", self.folder, "-c", self.conf)
        wait_for_port(self.port)
        self.send("-f", "flv", self.uri)


class Rtsp(Sender):
    """GStreamer's own server, which sends the clip once."""

    def __init__(self, clip):
        super().__init__(clip)
        self.port = free_port()
        # Through TCP: a machine that is busy with other tests loses packets of UDP.
        self.uri = f"rtspt://127.0.0.1:{self.port}{MOUNT}"

    def start(self):
        self.run(sys.executable, os.path.abspath(__file__), str(self.port), self.clip)
        wait_for_port(self.port)


class Pieces(Sender):
    """A packager that writes a playlist, and a server that hands it out."""
    playlist = ""

    def __init__(self, clip):
        super().__init__(clip)
        self.web = None
        self.port = free_port()
        self.root = os.path.join(self.folder, "www")
        os.mkdir(self.root)
        self.uri = f"http://127.0.0.1:{self.port}/{self.playlist}"

    def pack(self):
        raise NotImplementedError

    def serve(self):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        self.web = http.server.ThreadingHTTPServer(
            ("127.0.0.1", self.port), functools.partial(Handler, directory=self.root))
        self.web.daemon_threads = True
        self.web.handle_error = lambda *_: None
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def start(self):
        self.pack()
        if self.web is None:
            self.serve()

    def stop_serving(self):
        if self.web is not None:
            self.web.shutdown()
            self.web.server_close()
            self.web = None

    def close(self):
        self.stop_serving()
        super().close()


class Hls(Pieces):
    playlist = "live.m3u8"

    def options(self):
        return ["-f", "hls", "-hls_time", "1", "-hls_list_size", "6", "-hls_flags",
                "delete_segments+omit_endlist"]

    def pack(self):
        self.send(*self.options(), os.path.join(self.root, self.playlist))


class EncryptedHls(Hls):
    def options(self):
        key, info = os.path.join(self.root, "key"), os.path.join(self.folder, "info")
        with open(key, "wb") as file:
            file.write(bytes(range(16)))
        with open(info, "w", encoding="utf-8") as file:
            file.write(f"http://127.0.0.1:{self.port}/key\n{key}\n")
        return super().options() + ["-hls_key_info_file", info]


class Dash(Pieces):
    playlist = "live.mpd"

    def pack(self):
        self.send("-tag:v", "avc1", "-tag:a", "mp4a", "-f", "dash", "-seg_duration", "2", "-window_size", "6", "-use_timeline", "0",
                  os.path.join(self.root, self.playlist))


def serve_rtsp(port, clip):
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer

    Gst.init(None)
    server = GstRtspServer.RTSPServer(address="127.0.0.1", service=port)
    factory = GstRtspServer.RTSPMediaFactory(shared=True)
    factory.set_launch(f'( filesrc location="{clip}" ! tsdemux name=d '
                       "d. ! queue ! h264parse ! rtph264pay name=pay0 pt=96 "
                       "d. ! queue ! aacparse ! rtpmp4apay name=pay1 pt=97 )")
    server.get_mount_points().add_factory(MOUNT, factory)
    server.attach(None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    serve_rtsp(sys.argv[1], sys.argv[2])
