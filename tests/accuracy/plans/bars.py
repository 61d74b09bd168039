# SPDX-License-Identifier: LGPL-2.1-or-later
"""Colour bars."""
from plans.black import Blank


class Bars(Blank):
    name = "bars"
    subject = "black/bars"
    defects = (("bars", "bars"), ("bars and noise", "bars"))
    baits = (("slate with clock", "slate:clock=1"), ("still", "still"))


PLAN = Bars()
