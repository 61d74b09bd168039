# SPDX-License-Identifier: LGPL-2.1-or-later
"""How far sound and picture are apart, measured: by markers, and against another tap."""
import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field

from incidents import SECOND, BadLog, read_log, read_samples
from mistakes import mistake, problem_rows, problems, wrong
from probe import Unusable
from tables import number, table

EVERY = SECOND // 2  # between two samples
TOO_FAR = 45  # ms: so wrong an answer is worse than none
SUBJECT = "avsync/offset"


@dataclass(frozen=True)
class Comparison:
    """A clip, its true offset, and the clip that another tap saw; none where there are markers."""
    clip: object
    offset: float | None  # ms; None: nothing can be known of it
    other: object = None


@dataclass
class Measured:
    case: object
    commands: list
    errors: list = field(default_factory=list)  # ms, one for each sample that says anything
    samples: int = 0
    first: float | None = None  # s until there was an answer
    alarms: int = 0
    problem: str | None = None


def measure(case, workshop, monitor):
    pair = case.clip
    clips = [clip for clip in (pair.clip, pair.other) if clip]
    result = Measured(case, [line for clip in clips for line in workshop.commands(clip)])
    try:
        made = workshop.make(pair.clip)
        settings = ["detectors=avsync", f"vqaavsync::sample-interval={EVERY}"]
        with tempfile.TemporaryDirectory(prefix="vqa-accuracy-") as folder:
            if pair.other:
                record = os.path.join(folder, "tap.ref")
                monitor.watch(workshop.make(pair.other).path,
                              ["detectors=avsync", f"vqaavsync::record-reference={record}"], read_log)
                settings.append(f"vqaavsync::reference={record}")
            samples, alarms = monitor.watch(made.path, settings,
                                            lambda log: (read_samples(log, SUBJECT), read_log(log)))
    except (Unusable, BadLog) as problem:
        result.problem = str(problem)
        return result
    known = [sample for sample in samples if sample["confidence"] > 0]
    result.samples = len(samples)
    result.first = known[0]["running_time"] / SECOND if known else None
    result.errors = [sample["value"] - (pair.offset or 0) for sample in known]
    result.alarms = sum(alarm.subject == SUBJECT for alarm in alarms)
    return result


def share(values, part):
    values = sorted(values)
    return values[min(int(part * len(values)), len(values) - 1)] if values else None


class OffsetReport:
    def __init__(self, plan, measured):
        self.plan = plan
        self.unmeasured = [one for one in measured if one.problem]
        self.groups = defaultdict(list)
        for one in measured:
            if not one.problem:
                self.groups[one.case.group].append(one)

    def rows(self):
        for group, these in self.groups.items():
            blind = these[0].case.clip.offset is None
            errors = [abs(error) for one in these for error in one.errors]
            yield {"group": group, "clips": len(these),
                   "answered": sum(bool(one.errors) for one in these),
                   "coverage": sum(len(one.errors) for one in these)
                               / max(1, sum(one.samples for one in these)),
                   "first": share([one.first for one in these if one.first is not None], 0.5),
                   "median": None if blind else share(errors, 0.5),
                   "p95": None if blind else share(errors, 0.95),
                   "most": None if blind else share(errors, 1),
                   "wrong": sum(blind and bool(one.errors) or any(abs(error) > TOO_FAR
                                                                  for error in one.errors)
                                for one in these)}

    def mistakes(self):
        return [mistake("Wrong", one, f"{len(one.errors)} answers, off by {min(one.errors):.0f} to "
                        f"{max(one.errors):.0f} ms")
                for these in self.groups.values() for one in these
                if one.errors and (one.case.clip.offset is None
                                   or max(map(abs, one.errors)) > TOO_FAR)]

    def text(self):
        header = ["clips", "number", "answered", "coverage", "first answer (s)", "error, median (ms)",
                  "error, p95 (ms)", "error, most (ms)", "wrong"]
        rows = [[row["group"], row["clips"], row["answered"], number(row["coverage"], 2),
                 number(row["first"], 1), number(row["median"], 2), number(row["p95"], 2),
                 number(row["most"], 2), row["wrong"]] for row in self.rows()]
        parts = [f"## {self.plan.name}: {SUBJECT}", table(header, rows), wrong(self.mistakes()),
                 problems(self.unmeasured)]
        return "\n\n".join(part for part in parts if part)

    def as_json(self):
        return {"subject": SUBJECT, "groups": list(self.rows()), "wrong": self.mistakes(),
                "unmeasured": problem_rows(self.unmeasured)}
