# SPDX-License-Identifier: LGPL-2.1-or-later
"""Did both monitors say the same, and how soon?"""
import statistics

EXACT = ("detector", "kind", "phase", "severity", "running-time", "start", "duration", "value")
TOLERANCE = 200_000_000  # ns, where frames were packed with loss


def key(verdict):
    return tuple(verdict[field] for field in EXACT)


def differences(one, other, exact):
    """What one of them said and the other did not, as text."""
    left = [verdict for verdict in other if verdict["phase"] != "sample"]
    alone = [verdict for verdict in one if verdict["phase"] != "sample"
             and not take_partner(verdict, left, exact)]
    return [*(f"only the pipeline: {told(verdict)}" for verdict in alone),
            *(f"only the distributed one: {told(verdict)}" for verdict in left)]


def take_partner(verdict, others, exact):
    """Takes one that is the same out of the others."""
    for other in others:
        if key(verdict) == key(other) if exact else same_incident(verdict, other):
            others.remove(other)
            return True
    return False


def same_incident(one, other):
    return all(one[field] == other[field] for field in ("detector", "kind", "phase", "severity")) \
        and all(abs(one[field] - other[field]) <= TOLERANCE for field in ("start", "duration"))


def told(verdict):
    return (f"{verdict['phase']} of {verdict['detector']}/{verdict['kind']}, {verdict['severity']}, "
            f"at {verdict['running-time'] / 1e9:.3f} s")


def incidents(verdicts):
    return sum(verdict["phase"] == "begin" for verdict in verdicts)


def delays(verdicts, base):
    """Seconds from when the frame that raised an alarm was due until the alarm was there: (median,
    longest). `base`: when the stream began, in us of the same clock."""
    found = [(v["at"] - base) / 1e6 - v["running-time"] / 1e9 for v in verdicts
             if v["phase"] == "begin"]
    return (statistics.median(found), max(found)) if found else None
