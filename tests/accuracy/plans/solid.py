# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures of one colour."""
from plans.black import Blank


class Solid(Blank):
    name = "solid"
    subject = "black/solid"
    defects = tuple((colour, f"solid:colour={colour}") for colour in ("grey", "green", "blue"))
    baits = (("slate with clock", "slate:clock=1"), ("black", "black"), ("dim", "dim"))


PLAN = Solid()
