# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sends transport streams by UDP, at the pace of their clocks, to many at once."""
import socket
import threading
import time

PACKET = 188
DATAGRAM = 7 * PACKET


def schedule(clip):
    """(seconds since the first clock reference, datagram) of a transport stream with one clock."""
    with open(clip, "rb") as file:
        data = file.read()
    first, now = None, 0.0
    for start in range(0, len(data) - PACKET + 1, DATAGRAM):
        for at in range(start, min(start + DATAGRAM, len(data)), PACKET):
            has_clock = data[at + 3] & 0x20 and data[at + 4] >= 7 and data[at + 5] & 0x10
            if has_clock:
                base = int.from_bytes(data[at + 6:at + 11], "big") >> 7
                first = base if first is None else first
                now = ((base - first) % (1 << 33)) / 90000
        yield now, data[start:start + DATAGRAM]


class Sender:
    """`clips`: pairs of a clip and the ports on this host that get it."""

    def __init__(self, clips):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.agenda = sorted(((when, ports, datagram) for clip, ports in clips
                              for when, datagram in schedule(clip)), key=lambda entry: entry[0])
        self.stopped = threading.Event()
        self.started = time.time()
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.thread.start()

    def _send(self):
        begin = time.monotonic()
        for when, ports, datagram in self.agenda:
            ahead = begin + when - time.monotonic()
            if ahead > 0.001 and self.stopped.wait(ahead):
                return
            for port in ports:
                self.socket.sendto(datagram, ("127.0.0.1", port))

    def wait(self):
        """Until all is sent."""
        self.thread.join()

    def close(self):
        self.stopped.set()
        self.thread.join()
        self.socket.close()


def free_ports(count):
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
