# SPDX-License-Identifier: LGPL-2.1-or-later
"""The report of one plan: scores of all detectors, and one by one what went wrong."""
from incidents import SECOND
from mistakes import mistake, problem_rows, problems, wrong
from score import outcome, score
from tables import group_table, main_table, material, sweep


class PlanReport:
    def __init__(self, plan, examined, detector, seed):
        self.plan = plan
        self.detector = detector
        self.unmeasured = [one for one in examined if one.problem]
        self.examined = [one for one in examined if not one.problem]
        names = list(self.examined[0].alarms) if self.examined else []
        self.outcomes = {name: [outcome(one, name, plan.subject, plan.severity, plan.limit)
                                for one in self.examined] for name in names}
        self.scores = {name: score(these, plan.severity, plan.alarm_after, seed)
                       for name, these in self.outcomes.items()}
        self.also = {subject: score([outcome(one, detector, subject, severity, plan.limit)
                                     for one in self.examined], severity, plan.alarm_after, seed)
                     for subject, severity in plan.also if detector in names}

    def best_peer(self):
        peers = [name for name in self.scores if name != self.detector]
        return max(peers, key=lambda name: f1(self.scores[name]["counts"]), default=None)

    def columns(self):
        """Ours, the best peer and the one that people get who change nothing."""
        best, default = self.best_peer(), self.plan.default_peer
        titles = {self.detector: self.detector} if self.detector in self.scores else {}
        if best:
            titles[best] = f"{best} (best)"
        if default in self.scores:
            titles[default] = f"{default} (default)" + (" (best)" if default == best else "")
        return {title: self.scores[name] for name, title in titles.items()}

    def elsewhere(self):
        """Alarms of other kinds on these clips, which no truth asks for: {subject: how many}."""
        known = {self.plan.subject, *(subject for subject, _ in self.plan.also)}
        found = {}
        for one in self.examined:
            expected = {truth.subject for truth in one.truths}
            for alarm in one.alarms.get(self.detector, ()):
                if alarm.subject not in known | expected and alarm.told_at("warning") is not None:
                    found[alarm.subject] = found.get(alarm.subject, 0) + 1
        return found

    def text(self):
        parts = [f"## {self.plan.name}: {self.plan.subject}"]
        if self.scores:
            first = next(iter(self.scores.values()))["counts"]
            parts += [material(first), main_table(self.columns())]
            parts += [sweep(self.scores)] if len(self.scores) > 2 else []
            parts += [group_table(self.scores)]
        if self.examined and self.detector not in self.scores:
            parts.append(f"{self.plan.element} is not in this build: only others were measured.")
        parts += [also_line(subject, each["counts"]) for subject, each in self.also.items()]
        if self.elsewhere():
            parts.append("Alarms of other kinds on these clips: " + ", ".join(
                f"{subject} {count}" for subject, count in sorted(self.elsewhere().items())))
        parts += [section for section in (self.wrong(), self.problems()) if section]
        return "\n\n".join(parts)

    def wrong(self):
        return wrong(self.mistakes())

    def mistakes(self):
        for one in self.outcomes.get(self.detector, []):
            for truth in one.missed:
                yield mistake("MISSED", one.examined, f"{truth.kind} {span(truth.start, truth.end)}"
                              + instead(one.examined.alarms[self.detector], truth))
            for alarm, why in one.false:
                yield mistake("FALSE ALARM", one.examined,
                              f"{span(alarm.start, alarm.stop)}, {why}" + hint(one.examined, alarm))

    def problems(self):
        return problems(self.unmeasured)

    def as_json(self):
        return {"subject": self.plan.subject, "severity": self.plan.severity,
                "best_peer": self.best_peer(), "scores": self.scores, "also": self.also,
                "elsewhere": self.elsewhere(), "mistakes": list(self.mistakes()),
                "unmeasured": problem_rows(self.unmeasured)}


def f1(counts):
    wrong = counts["missed"] + counts["false"]
    return 2 * counts["hits"] / (2 * counts["hits"] + wrong) if counts["hits"] else 0


def span(start, stop):
    end = "the end" if stop is None else f"{stop / SECOND:.2f} s"
    return f"{start / SECOND:.2f} s to {end}"


def hint(examined, alarm):
    """What else is known of the time of a false alarm."""
    baits = [kind for kind, start, end in examined.baits
             if alarm.start < end and (alarm.stop is None or alarm.stop > start)]
    if baits:
        return f" but a bait: {', '.join(baits)}"
    if examined.material.stands_still(alarm.start, alarm.start + SECOND):
        return "; the material itself stands still there"
    return ""


def instead(alarms, truth):
    """What was told of that time, if not what should have been."""
    others = [f"{alarm.subject} ({max(alarm.told)}) from {alarm.start / SECOND:.2f} s"
              for alarm in alarms if alarm.start < truth.end
              and (alarm.stop is None or alarm.stop > truth.start)]
    return f"; told instead: {', '.join(others)}" if others else ""


def also_line(subject, counts):
    return (f"{subject}: {counts['hits']} of {counts['hits'] + counts['missed']} found, "
            f"{counts['false']} told elsewhere.")
