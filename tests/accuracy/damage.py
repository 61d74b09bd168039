# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is broken in a clip, frame by frame, and what counts as having told of it."""
from dataclasses import dataclass, field

from incidents import SECOND

VISIBLE = 0.02  # share of the picture from which on a frame is broken
CLEAN = 0.001  # below which it is not
SHORTEST = 3  # frames of an event
TOGETHER = SECOND  # breaks that are no further apart are one event: a monitor holds for that long
LATE = SECOND // 2  # an alarm so soon after the end of an event is about it
NEAR = SECOND  # nothing is clean so close to a broken frame
SIZES = ((0.001, "0.1 - 0.5 %"), (0.005, "0.5 - 2 %"), (0.02, "2 - 5 %"), (0.05, "5 - 20 %"),
         (0.2, "> 20 %"))


@dataclass
class Watched:
    """One clip and what every detector made of it. Frames are numbered from 0 by their time."""
    case: object
    commands: list
    length: int = 0  # ns
    frame: int = SECOND // 25  # ns
    broken: dict = field(default_factory=dict)  # {frame: (damaged, visible)}, as shares
    shown: list = field(default_factory=list)  # frames that there are, as GStreamer decodes them
    scores: dict = field(default_factory=dict)  # {detector: {frame: score}}
    alarms: dict = field(default_factory=dict)  # {detector: incidents}, of those that tell some
    losses: list = field(default_factory=list)  # ns, when packets were told to be missing
    problem: str | None = None

    def damaged(self, frame):
        return self.broken.get(frame, (0, 0))[0]

    def visible(self, frame):
        return self.broken.get(frame, (0, 0))[1]


@dataclass(frozen=True)
class Event:
    start: int  # ns
    end: int
    largest: float  # visible share
    since: int  # ns, from which on an alarm is about it: damage may grow before it counts


def events(watched, least=VISIBLE):
    """Where at least so much of the picture shows damage, for some frames on end."""
    frame = watched.frame
    runs = []
    for number in sorted(watched.broken):
        if watched.visible(number) < least:
            continue
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found = []
    for run in (run for run in runs if len(run) >= SHORTEST):
        start, end = run[0] * frame, (run[-1] + 1) * frame
        largest = max(watched.visible(number) for number in run)
        if found and start - found[-1].end <= TOGETHER:
            last = found.pop()
            start, largest = last.start, max(last.largest, largest)
        found.append(Event(start, end, largest, grown_since(watched, start)))
    return found


def grown_since(watched, start):
    """Where what is broken at that time began to be damaged, but not long before."""
    first = start // watched.frame
    while first - 1 in watched.broken and start - (first - 1) * watched.frame <= TOGETHER:
        first -= 1
    return first * watched.frame


def size_of(event):
    return [name for least, name in SIZES if event.largest >= least][-1]


def clean_stretches(watched):
    """[(start, end)] in ns, without anything that is broken within NEAR."""
    stretches, begin = [], 0
    for number in sorted(watched.broken):
        stop = number * watched.frame - NEAR
        if stop > begin:
            stretches.append((begin, stop))
        begin = max(begin, (number + 1) * watched.frame + NEAR)
    if watched.length > begin:
        stretches.append((begin, watched.length))
    return stretches


@dataclass
class Judged:
    """What was told of one clip, against what is broken in it."""
    watched: Watched
    found: list = field(default_factory=list)  # (event, ns from its start until it was told, or 0)
    missed: list = field(default_factory=list)
    going_on: int = 0  # of those found: in an incident that went on from before
    false: list = field(default_factory=list)  # ns, when it was told
    clean: int = 0  # ns
    unfounded: int = 0  # ns of these in which an incident went on

    def where(self, wanted):
        """The same of some events."""
        return Judged(self.watched, [pair for pair in self.found if wanted(pair[0])],
                      [event for event in self.missed if wanted(event)])


def judge(watched, told, least=VISIBLE):
    """told: (when it was told, until when it went on) of each alarm, in ns. An alarm is about an event
    if it begins while the damage grows to one, during it, or soon after its end, or if it still goes
    on when the event starts; it is false where nothing is broken. What is in between is neither:
    damage too small or too short, or an event that was told already."""
    result = Judged(watched)
    for event in events(watched, least):
        fitting = [when for when, _ in told if event.since <= when <= event.end + LATE]
        if fitting:
            result.found.append((event, max(min(fitting) - event.start, 0)))
        elif any(when < event.since and event.start < until for when, until in told):
            result.found.append((event, 0))
            result.going_on += 1
        else:
            result.missed.append(event)
    stretches = clean_stretches(watched)
    result.clean = sum(end - start for start, end in stretches)
    result.false = [when for when, _ in told if any(start <= when < end for start, end in stretches)]
    result.unfounded = sum(max(0, min(until, end) - max(when, start)) for start, end in stretches
                           for when, until in told)
    return result


def loss_was_seen(watched, event):
    """Was it told that packets are missing, so that this may have come of it?"""
    return any(event.since - NEAR <= when <= event.end for when in watched.losses)
