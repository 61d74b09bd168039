# SPDX-License-Identifier: LGPL-2.1-or-later
"""How far it is, on standard error: a bar in a terminal, else a line now and then."""
import sys
import threading
import time

WIDTH = 30
LINES = 20  # about so many lines where there is no terminal


class Progress:
    def __init__(self, total, what, stream=sys.stderr):
        self.total, self.what, self.stream = total, what, stream
        self.done = 0
        self.began = time.monotonic()
        self._lock = threading.Lock()

    def step(self, name):
        with self._lock:
            self.done += 1
            if self.stream.isatty():
                self.draw(name)
            elif self.done % max(1, self.total // LINES) == 0 or self.done == self.total:
                print(f"{self.what}: {self.done} of {self.total}, {self.left()}",
                      file=self.stream, flush=True)

    def left(self):
        spent = time.monotonic() - self.began
        seconds = round(spent / self.done * (self.total - self.done))
        return f"{seconds // 60}:{seconds % 60:02d} left"

    def draw(self, name):
        full = WIDTH * self.done // self.total
        end = "\n" if self.done == self.total else ""
        print(f"\r\033[K{self.what} [{'#' * full}{' ' * (WIDTH - full)}] "
              f"{self.done}/{self.total}, {self.left()}  {name[:40]}",
              end=end, file=self.stream, flush=True)
