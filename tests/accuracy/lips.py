# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vqaavsync makes of faces that speak: how often it says something, and how well."""
from collections import defaultdict
from dataclasses import dataclass, field

from incidents import SECOND, BadLog, read_log, read_samples
from mistakes import mistake, problem_rows, problems, wrong
from offsets import SUBJECT, share
from probe import Unusable
from tables import number, table

EVERY = SECOND // 2  # between two samples


@dataclass(frozen=True)
class Conversation:
    clip: object
    step_at: float | None = None  # s
    step: float = 0  # ms by which sound is later from then on
    late: float = 0  # ms, all the time
    unrelated: bool = False  # picture and sound have nothing to do with each other


@dataclass
class Heard:
    case: object
    commands: list
    samples: int = 0
    offsets: list = field(default_factory=list)  # (s, ms): that were told
    reasons: dict = field(default_factory=lambda: defaultdict(int))
    shifts: list = field(default_factory=list)  # s: when they were told
    alarms: int = 0  # of an offset
    problem: str | None = None

    @property
    def base(self):
        """Something was known in front of the step."""
        at = self.case.clip.step_at
        return at is not None and any(when < at for when, _ in self.offsets)

    @property
    def told(self):
        """Seconds from the step until it was told."""
        at = self.case.clip.step_at
        return min((when - at for when in self.shifts if when >= at), default=None)

    @property
    def false_shifts(self):
        at = self.case.clip.step_at
        return sum(at is None or when < at for when in self.shifts)


def listen(case, workshop, monitor):
    result = Heard(case, workshop.commands(case.clip.clip))
    try:
        made = workshop.make(case.clip.clip)
        settings = ["detectors=avsync", f"vqaavsync::sample-interval={EVERY}"]
        samples, alarms = monitor.watch(made.path, settings,
                                        lambda log: (read_samples(log, SUBJECT), read_log(log)))
    except (Unusable, BadLog) as problem:
        result.problem = str(problem)
        return result
    result.samples = len(samples)
    for sample in samples:
        if sample["confidence"] > 0:
            result.offsets.append((sample["running_time"] / SECOND, sample["value"]))
        else:
            result.reasons[sample["details"].get("reason", "")] += 1
    result.shifts = [min(alarm.told.values()) / SECOND for alarm in alarms
                     if alarm.subject == "avsync/shift"]
    result.alarms = sum(alarm.subject == SUBJECT for alarm in alarms)
    return result


class LipReport:
    def __init__(self, plan, measured):
        self.plan = plan
        self.unmeasured = [one for one in measured if one.problem]
        self.groups = defaultdict(list)
        for one in measured:
            if not one.problem:
                self.groups[one.case.group].append(one)

    def rows(self):
        for group, these in self.groups.items():
            known = [one for one in these if one.offsets]
            values = [abs(ms) for one in these for _, ms in one.offsets]
            delays = [one.told for one in these if one.told is not None]
            yield {"group": group, "clips": len(these), "answered": len(known),
                   "coverage": sum(len(one.offsets) for one in these)
                               / max(1, sum(one.samples for one in these)),
                   "first": share([one.offsets[0][0] for one in known], 0.5),
                   "median": share(values, 0.5), "most": share(values, 1),
                   "based": sum(one.base for one in these), "told": len(delays),
                   "delay": share(delays, 0.5), "latest": share(delays, 1),
                   "false_shifts": sum(one.false_shifts for one in these),
                   "alarms": sum(one.alarms for one in these)}

    def mistakes(self):
        found = []
        for one in (one for these in self.groups.values() for one in these):
            talk = one.case.clip
            if talk.unrelated and one.offsets:
                found.append(mistake("Wrong", one, f"{len(one.offsets)} answers to another voice"))
            if one.false_shifts:
                found.append(mistake("False", one, f"a shift at {one.shifts[0]:.1f} s"))
            if one.base and one.told is None:
                found.append(mistake("Missed", one, "no shift was told"))
            if one.alarms and not talk.late:
                found.append(mistake("False", one, "an offset was an alarm"))
        return found

    def text(self):
        header = ["clips", "number", "answered", "coverage", "first answer (s)", "offset, median (ms)",
                  "most (ms)", "known before the step", "step told", "after, median (s)", "at most (s)",
                  "false shifts", "alarms of an offset"]
        rows = [[row["group"], row["clips"], row["answered"], number(row["coverage"], 2),
                 number(row["first"], 1), number(row["median"], 0), number(row["most"], 0),
                 row["based"], row["told"], number(row["delay"], 1), number(row["latest"], 1),
                 row["false_shifts"], row["alarms"]] for row in self.rows()]
        silent = defaultdict(int)
        for one in self.groups.get("as it is", []):
            for reason, count in one.reasons.items():
                silent[reason] += count
        why = "\n".join(f"* {reason}: {count} samples" for reason, count in
                        sorted(silent.items(), key=lambda item: -item[1]))
        parts = [f"## {self.plan.name}: {SUBJECT}, avsync/shift", table(header, rows),
                 "### Why nothing was known of clips as they are\n\n" + why if why else "",
                 wrong(self.mistakes()), problems(self.unmeasured)]
        return "\n\n".join(part for part in parts if part)

    def as_json(self):
        return {"subject": SUBJECT, "groups": list(self.rows()), "wrong": self.mistakes(),
                "unmeasured": problem_rows(self.unmeasured)}
