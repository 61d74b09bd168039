# SPDX-License-Identifier: LGPL-2.1-or-later
"""One case from its command to what every detector made of it."""
from dataclasses import dataclass, field

from incidents import SECOND, BadLog
from material import Material, material_of
from matching import Truth
from plan import untouched
from probe import Unusable


@dataclass
class Examined:
    case: object
    commands: list
    length: int = 0  # ns
    frame: int = 0  # ns
    truths: list = field(default_factory=list)
    baits: list = field(default_factory=list)  # (kind, start, end) of what is no defect
    alarms: dict = field(default_factory=dict)  # by name of the detector
    material: Material = field(default_factory=Material)
    problem: str | None = None  # why it could not be measured


def examine(case, plan, workshop, monitor, peers):
    result = Examined(case, workshop.commands(case.clip))
    try:
        made = workshop.make(case.clip)
        result.length = round(made.seconds * SECOND)
        result.frame = round(SECOND / made.fps)
        if plan.needs_motion:
            result.material = material_of(workshop.make(untouched(case.source)).path)
        result.truths = [truth_of(defect, result.material) for defect in made.defects
                         if subject_of(defect)]
        result.baits = [(defect["kind"], defect["start"], defect["start"] + defect["duration"])
                        for defect in made.defects if not defect["is_defect"]]
        result.alarms = {monitor.name: monitor.alarms(made.path)}
        for peer in peers:
            result.alarms.update(peer.alarms(made.path))
    except (Unusable, BadLog) as problem:
        result.problem = str(problem)
    return result


def subject_of(defect):
    """The kind of event that should be told of it; None: nothing should."""
    return defect["report"]


def truth_of(defect, material):
    start, end = defect["start"], defect["start"] + defect["duration"]
    if defect["kind"] == "stutter":
        hold, every = (round(defect["parameters"][name] * SECOND) for name in ("hold", "every"))
        decidable = material.holds_show(start, end, hold, every)
    else:
        decidable = material.freeze_shows(start)
    return Truth(subject_of(defect), defect["kind"], start, end, decidable, material.end_shows(end))
