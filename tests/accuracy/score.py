# SPDX-License-Identifier: LGPL-2.1-or-later
"""From what was told of each clip to the figures of one detector for one kind of event."""
from collections import defaultdict
from dataclasses import dataclass, field

import figures
from figures import Quantile, Ratio
from incidents import SECOND
from matching import match

MS = 10**6


@dataclass
class Outcome:
    """One case for one detector and one kind of event."""
    examined: object
    hits: list = field(default_factory=list)  # (truth, alarm), decidable ones only
    missed: list = field(default_factory=list)
    undecidable: list = field(default_factory=list)  # (truth, alarm or None)
    false: list = field(default_factory=list)  # (alarm, why)
    unended: int = 0
    negative: bool = False

    @property
    def quiet(self):
        """ns in which there was nothing to find."""
        return self.examined.length if self.negative else 0


def outcome(examined, detector, subject, severity, limit):
    truths = [truth for truth in examined.truths if truth.subject == subject]
    alarms = [alarm for alarm in examined.alarms[detector] if alarm.subject == subject]
    matching = match(truths, alarms, severity, round(limit * SECOND))
    result = Outcome(examined, false=matching.false, negative=not truths)
    result.unended = sum(alarm.ended is None for alarm in alarms)
    for truth, alarm in matching.pairs:
        (result.hits if truth.decidable else result.undecidable).append((truth, alarm))
    for truth in matching.missed:
        if truth.decidable:
            result.missed.append(truth)
        else:
            result.undecidable.append((truth, None))
    return result


def onset_errors(outcome_):
    return [abs(alarm.start - truth.start) for truth, alarm in outcome_.hits]


def end_delays(outcome_):
    """Only where the end can be seen, and was told."""
    return [alarm.ended - truth.end for truth, alarm in outcome_.hits
            if truth.end_shows and alarm.ended is not None]


def metrics(severity, alarm_after):
    after = round(alarm_after * SECOND)

    def alarm_delays(outcome_):
        return [alarm.told_at(severity) - truth.start - after for truth, alarm in outcome_.hits]

    found = {
        "recall": Ratio(lambda one: (len(one.hits), len(one.hits) + len(one.missed))),
        "precision": Ratio(lambda one: (len(one.hits), len(one.hits) + len(one.false))),
        "false alarms per hour": Ratio(lambda one: (
            len(one.false) * figures.HOUR if one.negative else 0, one.quiet)),
    }
    for name, values in (("onset error", onset_errors), ("alarm delay", alarm_delays),
                         ("end delay", end_delays)):
        for label, share in (("median", 0.5), ("p95", 0.95)):
            found[f"{name}, {label}"] = Quantile(
                share, lambda one, of=values: [value / MS for value in of(one)])
    for label, share in (("median", 0.5), ("p95", 0.95)):
        found[f"onset error in frames, {label}"] = Quantile(
            share, lambda one: [value / one.examined.frame for value in onset_errors(one)])
    return found


def score(outcomes, severity, alarm_after, seed=1):
    """Counts, and an estimate for each metric."""
    by_source = defaultdict(list)
    for one in outcomes:
        by_source[one.examined.case.source.name].append(one)
    return {"counts": counts(outcomes),
            "metrics": {name: figures.estimate(metric, by_source, seed)
                        for name, metric in metrics(severity, alarm_after).items()},
            "groups": groups(outcomes)}


def counts(outcomes):
    quiet = sum(one.quiet for one in outcomes)
    negatives = [one for one in outcomes if one.negative]
    distinct = {one.examined.case.source.name: one.examined.case.source.distinct
                for one in negatives}
    return {
        "cases": len(outcomes),
        "sources": len({one.examined.case.source.name for one in outcomes}),
        "hits": sum(len(one.hits) for one in outcomes),
        "missed": sum(len(one.missed) for one in outcomes),
        "false": sum(len(one.false) for one in outcomes),
        "false in negatives": sum(len(one.false) for one in negatives),
        "undecidable": sum(len(one.undecidable) for one in outcomes),
        "undecidable found": sum(alarm is not None for one in outcomes
                                 for _, alarm in one.undecidable),
        "begins without an end": sum(one.unended for one in outcomes),
        "negative clips": len(negatives),
        "negative seconds": quiet / SECOND,
        "distinct negative seconds": sum(distinct.values()),
        "per hour at most, if none": figures.at_most_per_hour(quiet),
    }


def groups(outcomes):
    """Cases that are alike: {group: [found, to be found, undecidable, false alarms, clips]}."""
    rows = {}
    for one in outcomes:
        row = rows.setdefault(one.examined.case.group, [0, 0, 0, 0, 0])
        for index, more in enumerate((len(one.hits), len(one.hits) + len(one.missed),
                                      len(one.undecidable), len(one.false), 1)):
            row[index] += more
    return dict(sorted(rows.items()))
