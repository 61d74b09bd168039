# SPDX-License-Identifier: LGPL-2.1-or-later
"""Speech: what lips say of the sound. (The clips are short, so they are repeated: a joint every few
seconds, at which the face is lost.)"""
from lips import Conversation, LipReport, listen
from plan import RICH, Case, Plan, impaired
from workshop import Dubbed, Impaired

STEPS = (80, -80, 100, 150, -200)  # ms
SECONDS = 90


class Speech(Plan):
    name = "speech"
    group = "avsync"

    def __init__(self):
        self.before = None  # the source before this one

    def fits(self, source):
        return bool(source.sound) and source.name.startswith("face-")

    def clip(self, source, defect=None):
        length = ("--seconds", str(SECONDS), "--sound", "aac")
        if defect:
            return impaired(source, RICH, defect, *length)
        return Impaired((*source.arguments, *length, *RICH.arguments(source)))

    def cases(self, source, index, draw):
        if index == 0:
            self.before = None
        yield Case(source, "as it is", Conversation(self.clip(source)), False)
        for ms in STEPS:
            at = draw.randint(40, 50)  # with as much to learn from before as there is to find it in
            clip = self.clip(source, f"av-offset@{at}+{SECONDS - at - 1}:ms={ms}")
            yield Case(source, f"step of {ms} ms", Conversation(clip, at, ms), True)
        late = f"av-offset@0+{SECONDS - 1}:ms=400"
        yield Case(source, "late by 400 ms", Conversation(self.clip(source, late), late=400), True)
        if self.before:
            dubbed = Dubbed(self.clip(source), self.clip(self.before))
            yield Case(source, "another voice", Conversation(dubbed, unrelated=True), False)
        self.before = source

    def examine(self, case, workshop, monitor, peers):
        return listen(case, workshop, monitor)

    def report(self, measured, _detector, _seed):
        return LipReport(self, measured)


PLAN = Speech()
