# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which alarm is about which defect: at most one each, as many as possible."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Truth:
    """A defect that is known to be in a clip; times in ns."""
    subject: str  # the kind of event that should be told of it: "freeze/freeze"
    kind: str  # what was put in: "overlay"
    start: int
    end: int
    decidable: bool = True  # False: the material gives nobody a chance to see its beginning
    end_shows: bool = True  # False: the material does not move when it is over


@dataclass
class Matching:
    pairs: list = field(default_factory=list)  # (truth, alarm)
    missed: list = field(default_factory=list)
    false: list = field(default_factory=list)  # (alarm, why)


def fits(truth, told, start, limit):
    """Told while the defect was there or soon after, and meant to have begun before it was over."""
    return truth.start <= told <= truth.end + limit and start < truth.end


def match(truths, alarms, severity, limit):
    """Alarms that never get as severe as that are no alarms. Of all ways to pair as many as
    possible, earlier truths take the alarm with the smaller error of the onset first."""
    told = [(alarm, alarm.told_at(severity)) for alarm in alarms]
    told = [(alarm, when) for alarm, when in told if when is not None]
    candidates = []
    for truth in truths:
        fitting = [index for index, (alarm, when) in enumerate(told)
                   if fits(truth, when, alarm.start, limit)]
        candidates.append(sorted(fitting, key=lambda index, at=truth.start:
                                 (abs(told[index][0].start - at), index)))
    owner = pair_up(candidates)
    result = Matching()
    paired = {truth: alarm for alarm, truth in owner.items()}
    for index, truth in enumerate(truths):
        if index in paired:
            result.pairs.append((truth, told[paired[index]][0]))
        else:
            result.missed.append(truth)
    for index, (alarm, when) in enumerate(told):
        if index not in owner:
            result.false.append((alarm, why_false(truths, alarm, when, limit)))
    return result


def pair_up(candidates):
    """Augmenting paths: alarm -> truth."""
    owner = {}

    def place(truth, tried):
        for alarm in candidates[truth]:
            if alarm in tried:
                continue
            tried.add(alarm)
            if alarm not in owner or place(owner[alarm], tried):
                owner[alarm] = truth
                return True
        return False

    for truth in range(len(candidates)):
        place(truth, set())
    return owner


def why_false(truths, alarm, when, limit):
    if any(fits(truth, when, alarm.start, limit) for truth in truths):
        return "told twice"
    if any(when < truth.start and (alarm.stop is None or alarm.stop > truth.start)
           for truth in truths):
        return "told before it began"
    return "nothing is wrong there"
