# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a detector could tell, had it a better threshold: alarms out of scores of frames."""
from bisect import bisect
from itertools import groupby

from damage import clean_stretches, judge
from incidents import SECOND

HOUR = 3600 * SECOND
OF_LAST = 3  # an alarm takes two of the last three frames
HOLD = SECOND  # and is over when that was not so for so long
TRIED = 40  # thresholds, for the best one
IGNORED = 2  # frames at the beginning: there is nothing yet that they could be compared with


def seconds_best(scores):
    """[(frame, the second best score of the last three frames)]: at or above a threshold exactly
    if two of them are."""
    rows, last = [], []
    for frame in sorted(scores):
        last = [*last, scores[frame]][-OF_LAST:]
        if frame >= IGNORED and len(last) > 1:
            rows.append((frame, sorted(last)[-2]))
    return rows


def told(rows, threshold, frame_length):
    """When alarms would begin, in ns."""
    begins, last = [], None
    for frame, score in rows:
        if score < threshold:
            continue
        now = frame * frame_length
        if last is None or now - last > HOLD:
            begins.append(now)
        last = now
    return begins


class Clusters:
    """How many alarms the moments make that were added so far."""

    def __init__(self):
        self.moments = {}  # {clip: sorted times}
        self.count = 0

    def add(self, clip, now):
        moments = self.moments.setdefault(clip, [])
        place = bisect(moments, now)
        before = moments[place - 1] if place else None
        after = moments[place] if place < len(moments) else None
        near_before = before is not None and now - before <= HOLD
        near_after = after is not None and after - now <= HOLD
        were_one = near_before and near_after and after - before <= HOLD
        self.count += 1 - near_before - near_after + were_one
        moments.insert(place, now)


class Sweep:
    """All clips of one detector."""

    def __init__(self, watched, detector):
        self.clips = [(one, seconds_best(one.scores[detector])) for one in watched
                      if detector in one.scores]
        self.levels = sorted({score for _, rows in self.clips for _, score in rows})
        self.clean = self.clean_moments()
        self.hours = hours(self.at(float("inf")))

    def clean_moments(self):
        """[(score, number of the clip, time)] where nothing is broken, the highest first."""
        rows = []
        for number, (one, scores) in enumerate(self.clips):
            stretches = clean_stretches(one)
            rows += [(score, number, frame * one.frame) for frame, score in scores
                     if any(start <= frame * one.frame < end for start, end in stretches)]
        return sorted(rows, reverse=True)

    def alarms(self, threshold):
        """Of no length: the best threshold would be the one whose alarm never ends."""
        return [[(when, when) for when in told(rows, threshold, one.frame)]
                for one, rows in self.clips]

    def at(self, threshold):
        return [judge(one, alarms) for (one, _), alarms in zip(self.clips, self.alarms(threshold))]

    def best_within(self, per_hour):
        """(threshold, what is told then): the lowest down to which there are no more false alarms
        than that, and without one nothing is told. (Further down there might be fewer: one alarm
        that never ends.)"""
        clusters, too_low = Clusters(), None
        for score, rows in groupby(self.clean, key=lambda row: row[0]):
            for _, clip, now in rows:
                clusters.add(clip, now)
            if clusters.count > per_hour * self.hours:
                too_low = score
                break
        good = self.levels if too_low is None else self.levels[bisect(self.levels, too_low):]
        return (good[0], self.at(good[0])) if good else (None, self.at(float("inf")))

    @property
    def says_yes_or_no(self):
        return bool(self.levels) and set(self.levels) <= {0, 1}

    def best(self):
        """(threshold, what is told then): the best of some, by F1."""
        tried = self.levels[::max(1, len(self.levels) // TRIED)]
        found = [(level, self.at(level)) for level in ([1] if self.says_yes_or_no else tried)]
        return max(found, key=lambda pair: f1(pair[1]), default=(None, self.at(float("inf"))))


def f1(judged):
    found = sum(len(one.found) for one in judged)
    wrong = sum(len(one.missed) + len(one.false) for one in judged)
    return 2 * found / (2 * found + wrong) if found else 0


def false_alarms(judged):
    return sum(len(one.false) for one in judged)


def hours(judged):
    return sum(one.clean for one in judged) / HOUR


def recall(judged):
    found = sum(len(one.found) for one in judged)
    events = found + sum(len(one.missed) for one in judged)
    return found / events if events else None
