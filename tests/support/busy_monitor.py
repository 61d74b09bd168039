# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes the place of gst-launch-1.0 around a vqamonitor whose host is too slow for it: each picture
takes longer than it lasts, until SIGUSR1 comes."""
import os
import signal
import sys
import time

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

SLOW = 0.12  # seconds for each picture

Gst.init(None)
loop = GLib.MainLoop()
pipeline = Gst.Pipeline()
monitor = Gst.ElementFactory.make("vqamonitor")
pipeline.add(monitor)
for setting in sys.argv[2:]:  # the first one is the name of the element
    name, value = setting.split("=", 1)
    child, _, key = name.rpartition("::")
    Gst.util_set_object_arg(monitor.get_by_name(child) if child else monitor, key, value)
busy = True


def burn(_pad, _info):
    if busy:
        time.sleep(SLOW)
    return Gst.PadProbeReturn.OK


def relax(*_):
    global busy
    busy = False
    return True


monitor.get_by_name("videoconvert").get_static_pad("sink").add_probe(Gst.PadProbeType.BUFFER, burn)
GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGUSR1, relax)
GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGINT, loop.quit)
pipeline.set_state(Gst.State.PLAYING)
loop.run()
pipeline.set_state(Gst.State.NULL)
os._exit(0)  # not through what Python would still do with threads of others
