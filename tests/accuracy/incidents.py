# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a detector said about a clip: one Alarm for each incident, whoever the detector is."""
import json
import os
from dataclasses import dataclass, field

SECOND = 10**9
SEVERITIES = ("info", "warning", "critical")


@dataclass
class Alarm:
    """All times are ns of running time, which starts at 0 with the clip."""
    subject: str  # "freeze/freeze"
    start: int  # when it began, as the detector says
    told: dict = field(default_factory=dict)  # severity: when it was first said with that one
    ended: int | None = None  # when the end was said; None: never
    stop: int | None = None  # when it was over, as the detector says

    def told_at(self, severity):
        """When it was first called this severe or worse; None if it never was."""
        wanted = SEVERITIES[SEVERITIES.index(severity):]
        return min((when for name, when in self.told.items() if name in wanted), default=None)


class BadLog(Exception):
    """The log breaks the contract of docs/events.md, so that nothing can be counted."""


def read_log(path):
    """The alarms in a file of notifications. No file: nothing was found."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return collect(json.loads(line)["data"] for line in lines
                       if '"vqa.incident.' in line)


def read_samples(path, subject):
    """The samples of one kind in a file of notifications."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines if '"vqa.sample"' in line]
    return [event["data"] for event in events if event["subject"] == subject]


def collect(events):
    """Pairs the events of each incident."""
    alarms = {}
    for data in events:
        key = (data["element"], data["incident"])
        phase = data["phase"]
        if (phase == "begin") == (key in alarms):
            raise BadLog(f"{phase} of incident {key}: there are " +
                         ("two" if phase == "begin" else "none") + " that begin it")
        if phase == "begin":
            alarms[key] = Alarm(f"{data['detector']}/{data['kind']}", data["start"])
        note(alarms[key], data)
    return list(alarms.values())


def note(alarm, data):
    if data["phase"] == "end":
        if alarm.ended is not None:
            raise BadLog(f"incident {data['incident']} of {data['element']} ends twice")
        alarm.ended = data["running_time"]
        alarm.stop = data["start"] + data["duration"]
    else:
        alarm.told.setdefault(data["severity"], data["running_time"])
