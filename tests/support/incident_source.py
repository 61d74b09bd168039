# SPDX-License-Identifier: LGPL-2.1-or-later
"""A monitor whose incidents come when the test says so.

  incident_source.py PROPERTIES

Runs a vqanotify with these properties (as in a launch line) and takes from standard input, a line
each: `begin N [SEVERITY]`, `update N SEVERITY`, `end N`, `data`, `picture`, `lost`, `quit`. What the bus says goes to standard
output, as one JSON list a line: ["ready"], ["took", N], ["warning", text], ["info", text], ["stats", {...}].
"""
import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

EVENT = (
    "vqa-event, schema=(uint)1, detector=(string)freeze, kind=(string)freeze, "
    "element=(string)vqafreeze0, label=(string)\"\", phase=(string){phase}, incident=(guint64){number}, "
    "severity=(string){severity}, running-time=(guint64){now}, stream-time=(guint64){now}, "
    "timestamp=(guint64){now}, start=(guint64)1000000000, duration=(guint64)1000000000, "
    "value=(double)0.5, threshold=(double)2.6, unit=(string)level, confidence=(double)0.9, "
    "details=(structure)[details, box=(string)\"1,2,3,4\"]")


LOCK = threading.Lock()


def say(*what):
    with LOCK:
        print(json.dumps(what), flush=True)


def listen(bus):
    kinds = Gst.MessageType.WARNING | Gst.MessageType.INFO | Gst.MessageType.ERROR
    while message := bus.timed_pop_filtered(Gst.CLOCK_TIME_NONE, kinds | Gst.MessageType.EOS):
        if message.type == Gst.MessageType.EOS:
            return
        parse = {Gst.MessageType.WARNING: ("warning", message.parse_warning),
                 Gst.MessageType.INFO: ("info", message.parse_info),
                 Gst.MessageType.ERROR: ("error", message.parse_error)}[message.type]
        say(parse[0], parse[1]()[0].message)


def main():
    Gst.init(None)
    pipeline = Gst.parse_launch("appsrc name=source ! vqanotify name=notify " + sys.argv[1])
    bus = pipeline.get_bus()
    listener = threading.Thread(target=listen, args=(bus,), daemon=True)
    listener.start()
    if pipeline.set_state(Gst.State.PLAYING) == Gst.StateChangeReturn.FAILURE:
        bus.post(Gst.Message.new_eos(pipeline))
        listener.join()
        pipeline.set_state(Gst.State.NULL)
        say("refused")
        return
    pad = pipeline.get_by_name("source").get_static_pad("src")
    pad.push_event(Gst.Event.new_stream_start("test"))
    pad.push_event(Gst.Event.new_caps(Gst.Caps.from_string(
        "video/x-raw, format=GRAY8, width=64, height=48, framerate=25/1")))
    segment = Gst.Segment()
    segment.init(Gst.Format.TIME)
    pad.push_event(Gst.Event.new_segment(segment))
    say("ready")
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        if words[0] == "data":
            pad.push(Gst.Buffer.new())
            continue
        if words[0] == "picture":
            pad.push(Gst.Buffer.new_allocate(None, 64 * 48, None))
            continue
        if words[0] == "lost":
            structure = Gst.Structure.from_string("vqa-stream-lost, cause=(string)refused")[0]
            pad.push_event(Gst.Event.new_custom(Gst.EventType.CUSTOM_DOWNSTREAM_OOB, structure))
            continue
        severity = words[2] if len(words) > 2 else "warning"
        structure = Gst.Structure.from_string(EVENT.format(
            phase=words[0], number=words[1], severity=severity, now=2_000_000_000))[0]
        pad.push_event(Gst.Event.new_custom(Gst.EventType.CUSTOM_DOWNSTREAM, structure))
        if words[0] == "begin":
            say("took", int(words[1]))
    pipeline.set_state(Gst.State.NULL)
    stats = pipeline.get_by_name("notify").get_property("stats")
    say("stats", {stats.nth_field_name(i): stats.get_uint64(stats.nth_field_name(i))[1]
                  for i in range(stats.n_fields())})


main()
