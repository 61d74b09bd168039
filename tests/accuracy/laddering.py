# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans that are judged by order: clips of the same material, each coded worse than the last."""
from collections import defaultdict
from dataclasses import dataclass, field

from framepeers import BlockDetect
from incidents import SECOND, BadLog, read_samples
from plan import Plan
from probe import Unusable
from ranking import spearman
from tables import number, table


@dataclass
class Climbed:
    """A ladder of clips, and the mean of what each detector measured on each."""
    case: object
    commands: list
    quantizers: list = field(default_factory=list)
    values: dict = field(default_factory=dict)  # {detector: [mean of a clip]}
    problem: str | None = None


class LadderPlan(Plan):
    element = ""  # without which only the others are measured
    settings = ()  # of the monitor, so that there is a sample for each frame

    def examine(self, case, workshop, monitor, peers):
        result = Climbed(case, [command for _, step in case.clip.steps
                                for command in workshop.commands(step)])
        try:
            ours = monitor.has(self.element)
            for quantizer, step in case.clip.steps:
                made = workshop.make(step)
                result.quantizers.append(quantizer)
                frame = round(SECOND / made.fps)
                for peer in peers:
                    self.note(result, peer.name, peer.scores(made, frame).values())
                if ours:
                    self.note(result, monitor.name, self.measured(monitor, made))
        except (Unusable, BadLog) as problem:
            result.problem = str(problem)
        return result

    def measured(self, monitor, made):
        """Only what was known: the first samples may rest on nothing yet."""
        samples = monitor.watch(made.path, self.settings,
                                lambda log: read_samples(log, self.subject))
        return [data["value"] for data in samples
                if data["confidence"] and data["value"] is not None]

    @staticmethod
    def note(result, name, values):
        values = list(values)
        if not values:
            raise Unusable(f"{name} measured nothing")
        result.values.setdefault(name, []).append(sum(values) / len(values))

    def peers(self):
        return [BlockDetect()]

    def report(self, examined, detector, seed):
        return LadderReport(self, examined, detector, seed)


class LadderReport:
    def __init__(self, plan, climbed, detector, _seed):
        self.plan, self.detector = plan, detector
        self.unmeasured = [one for one in climbed if one.problem]
        self.climbed = [one for one in climbed if not one.problem]
        self.detectors = list(dict.fromkeys(name for one in self.climbed for name in one.values))
        self.groups = defaultdict(list)
        for one in self.climbed:
            self.groups[one.case.group].append(one)
        self.rows = {group: {name: order(ladders, name) for name in self.detectors}
                     for group, ladders in sorted(self.groups.items())}

    def text(self):
        sections = [f"## {self.plan.name}: {self.plan.subject}"]
        if self.rows:
            header = ["correlation of ranks with QP", "n", *(
                f"{name}, {what}" for name in self.detectors
                for what in ("inside a clip", "always rising", "all clips"))]
            sections.append(table(header, [
                [group, len(self.groups[group]), *(
                    number(row[name][what], 2) for name in self.detectors
                    for what in ("inside", "rising", "pooled"))]
                for group, row in self.rows.items()]))
        if self.detector not in self.detectors:
            sections.append(f"{self.plan.element} is not in this build: only others were measured.")
        if self.unmeasured:
            sections.append("\n".join(["### Could not be measured", "", *(
                f"* {one.case.source.name}, {one.case.group}: {one.problem}"
                for one in self.unmeasured)]))
        return "\n\n".join(sections)

    def as_json(self):
        return {"subject": self.plan.subject, "order": self.rows,
                "ladders": [{"source": one.case.source.name, "group": one.case.group,
                             "quantizers": one.quantizers, "values": one.values}
                            for one in self.climbed],
                "unmeasured": [{"source": one.case.source.name, "group": one.case.group,
                                "problem": one.problem, "commands": one.commands}
                               for one in self.unmeasured]}


def order(ladders, name):
    """Mean correlation inside a ladder (0 where all is the same), the share of ladders that rise
    with each step, and the correlation over all clips at once."""
    inside = [spearman(one.quantizers, one.values[name]) or 0 for one in ladders]
    rising = [all(a < b for a, b in zip(one.values[name], one.values[name][1:]))
              for one in ladders]
    return {"inside": sum(inside) / len(inside), "rising": sum(rising) / len(rising),
            "pooled": spearman([step for one in ladders for step in one.quantizers],
                               [value for one in ladders for value in one.values[name]])}
