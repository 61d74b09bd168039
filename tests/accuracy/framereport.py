# SPDX-License-Identifier: LGPL-2.1-or-later
"""The report of a plan that is judged frame by frame."""
from collections import defaultdict

import figures
from damage import CLEAN, SIZES, VISIBLE, judge, loss_was_seen, size_of
from incidents import SECOND
from mistakes import mistake, problem_rows, problems, wrong
from ranking import Area, auc, median
from sweep import Sweep, false_alarms, hours, recall
from tables import cell, number, table

MS = 10**6
RATES = (("at most 1 false alarm an hour", 1), ("at most 1 in 10 minutes", 6))
BEST = "at its best by F1"
# Which frames of the classes are held against each other: a word of the group, None being all.
POSITIVES = ("loss", "corrupt", "fill", "drop", "flip", "unit", "h264", "h265", "mpeg2", "same size",
             "rescaled")
NEGATIVES = ("starved", "bait", "untouched", "twin")


def parts(watched, detector, positives=None, negatives=None):
    """(scores of broken frames, scores of clean ones) of a clip."""
    words = watched.case.group.split(", ")
    scores = watched.scores[detector]
    up = [score for frame, score in scores.items() if watched.visible(frame) >= VISIBLE]
    down = [score for frame, score in scores.items() if watched.damaged(frame) < CLEAN]
    return (up if positives is None or positives in words else [],
            down if negatives is None or negatives in words else [])


class FrameReport:
    def __init__(self, plan, watched, detector, seed):
        self.plan, self.detector, self.seed = plan, detector, seed
        self.unmeasured = [one for one in watched if one.problem]
        self.watched = [one for one in watched if not one.problem]
        self.detectors = list(dict.fromkeys(name for one in self.watched for name in one.scores))
        self.sweeps = {name: Sweep(self.watched, name) for name in self.detectors}
        self.told = [judge(one, self.alarms(one)) for one in self.watched if detector in one.alarms]
        self.areas = {name: self.area_rows(name) for name in self.detectors}
        self.rates = {name: {**{label: sweep.best_within(limit) for label, limit in RATES},
                             BEST: sweep.best()} for name, sweep in self.sweeps.items()}

    def alarms(self, one):
        """When somebody would have been told, and until when it went on, as the detector says."""
        spans = [(alarm.told_at(self.plan.severity), one.length if alarm.stop is None else alarm.stop)
                 for alarm in one.alarms[self.detector]]
        return [(when, until) for when, until in spans if when is not None]

    def by_loss(self):
        """Of what was told, the events whose loss was seen before they were, and the others."""
        return {name: [one.where(lambda event, seen=seen, clip=one.watched:
                                 loss_was_seen(clip, event) is seen) for one in self.told]
                for name, seen in (("packets were seen missing", True), ("pixels alone", False))}

    def area_rows(self, name):
        clips = [one for one in self.watched if name in one.scores]
        by_source = defaultdict(list)
        for one in clips:
            by_source[one.case.source.name].append(one)
        rows = {"all": figures.estimate(Area(lambda one: parts(one, name), clips), by_source,
                                        self.seed)}
        rows["all"]["value"] = area(clips, name)
        for word in POSITIVES:
            rows[word] = {"value": area(clips, name, positives=word), "interval": None}
        for word in NEGATIVES:
            rows[f"against {word}"] = {"value": area(clips, name, negatives=word),
                                       "interval": None}
        inside = [auc(*parts(one, name)) for one in clips]
        inside = [value for value in inside if value is not None]
        rows["inside a clip, mean"] = {
            "value": sum(inside) / len(inside) if inside else None, "interval": None}
        return rows

    def text(self):
        sections = [f"## {self.plan.name}: {self.plan.subject}"]
        if self.watched:
            sections += [self.material(), self.area_table(), self.event_table(), self.size_table()]
        if self.detector not in self.detectors:
            sections.append(f"{self.plan.element} is not in this build: only others were measured.")
        sections += [self.wrong()] if self.told else []
        sections += [self.problems()] if self.unmeasured else []
        return "\n\n".join(sections)

    def counts(self):
        judged = [judge(one, []) for one in self.watched]
        shown = sum(len(one.shown) for one in self.watched)
        scored = sum(len(one.scores.get(self.detector, ())) for one in self.watched)
        return {"clips": len(self.watched),
                "sources": len({one.case.source.name for one in self.watched}),
                "frames": shown,
                "broken frames": sum(one.visible(frame) >= VISIBLE for one in self.watched
                                     for frame in one.shown),
                "events": sum(len(one.missed) for one in judged), "clean hours": hours(judged),
                "frames without a score": shown - scored}

    def material(self):
        counts = self.counts()
        return (f"{counts['clips']} clips of {counts['sources']} sources: {counts['frames']} frames, "
                f"of them {counts['broken frames']} broken; {counts['events']} events; "
                f"{60 * counts['clean hours']:.1f} clean minutes. Frames that {self.detector} gave "
                f"no score: {counts['frames without a score']}.")

    def area_table(self):
        names = list(next(iter(self.areas.values()))) if self.areas else []
        return table(["AUC of frames", *self.detectors],
                     [[name, *(cell(self.areas[each][name], 3) for each in self.detectors)]
                      for name in names])

    def event_table(self):
        rows = []
        if self.told:
            rows.append([f"{self.detector}, as told", *summary(self.told)])
            rows += [[f"... {name}", *summary(judged)[:3], "-", "-"]
                     for name, judged in self.by_loss().items()]
        for name in self.detectors:
            rows += [[f"{name}, {label}", *summary(judged)]
                     for label, (_, judged) in self.rates[name].items()]
        text = table(["events", "found", "recall", "delay, median (ms)", "false alarms",
                      "per hour"], rows)
        return "\n\n".join([text, self.going_on()]) if self.told else text

    def going_on(self):
        """An incident that never ends would find everything."""
        counts = figures_of(self.told)
        return (f"As told, {counts['going on']} of the events found began while an incident went on, "
                f"and incidents went on for {number(100 * counts['unfounded'], 1)} % of the time that "
                "nothing is broken.")

    def size_table(self):
        columns = {f"{name}, {RATES[-1][0]}": [judge(one.watched, told, CLEAN) for one, told in
                                               self.alarms_at(name)] for name in self.detectors}
        if self.told:
            columns = {f"{self.detector}, as told": [judge(one.watched, self.alarms(one.watched), CLEAN)
                                                     for one in self.told], **columns}
        rows = [[size, *(found_of_size(judged, size) for judged in columns.values())]
                for _, size in SIZES]
        return table(["found, by the largest part that shows", *columns], rows)

    def alarms_at(self, name):
        threshold, judged = self.rates[name][RATES[-1][0]]
        never = float("inf")
        return zip(judged, self.sweeps[name].alarms(never if threshold is None else threshold))

    def wrong(self):
        return wrong(self.mistakes())

    def mistakes(self):
        for one in self.told:
            rows = [("MISSED", f"{event.start / SECOND:.2f} s to {event.end / SECOND:.2f} s, up to "
                               f"{100 * event.largest:.1f} % visible") for event in one.missed]
            rows += [("FALSE ALARM", f"told at {when / SECOND:.2f} s") for when in one.false]
            for what, detail in rows:
                yield mistake(what, one.watched, detail)

    def problems(self):
        return problems(self.unmeasured)

    def as_json(self):
        return {"subject": self.plan.subject, "counts": self.counts(), "areas": self.areas,
                "events": {"as told": figures_of(self.told),
                           **{name: figures_of(judged) for name, judged in self.by_loss().items()},
                           **{name: {label: {"threshold": threshold, **figures_of(judged)}
                                     for label, (threshold, judged) in rates.items()}
                              for name, rates in self.rates.items()}},
                "mistakes": list(self.mistakes()),
                "unmeasured": problem_rows(self.unmeasured)}


def area(clips, name, **words):
    both = [parts(one, name, **words) for one in clips]
    return auc([score for up, _ in both for score in up],
               [score for _, down in both for score in down])


def figures_of(judged):
    found = [delay for one in judged for _, delay in one.found]
    return {"found": len(found), "missed": sum(len(one.missed) for one in judged),
            "recall": recall(judged), "delay": median([delay / MS for delay in found]),
            "going on": sum(one.going_on for one in judged), "false": false_alarms(judged),
            "unfounded": sum(one.unfounded for one in judged) / max(1, sum(one.clean for one in
                                                                           judged)),
            "per hour": false_alarms(judged) / hours(judged) if judged and hours(judged) else None}


def summary(judged):
    these = figures_of(judged)
    return [f"{these['found']} / {these['found'] + these['missed']}", number(these["recall"], 2),
            number(these["delay"], 0), these["false"], number(these["per hour"], 1)]


def found_of_size(judged, size):
    found = sum(size_of(event) == size for one in judged for event, _ in one.found)
    missed = sum(size_of(event) == size for one in judged for event in one.missed)
    return f"{found} / {found + missed}" if found + missed else "-"
