# SPDX-License-Identifier: LGPL-2.1-or-later
"""What went wrong, one by one, as every report tells it: with the commands that show it."""


def name_of(examined):
    return f"{examined.case.source.name}, {examined.case.group}"


def mistake(what, examined, detail):
    return {"what": what, "case": name_of(examined), "detail": detail,
            "commands": examined.commands}


def wrong(mistakes):
    lines = []
    for row in mistakes:
        lines += [f"* {row['what']}: {row['case']}: {row['detail']}",
                  *(f"      {command}" for command in row["commands"])]
    return "\n".join(["### Misses and false alarms", "", *lines]) if lines else ""


def problems(unmeasured):
    lines = [f"* {name_of(one)}: {one.problem}" for one in unmeasured]
    return "\n".join(["### Could not be measured", "", *lines]) if lines else ""


def problem_rows(unmeasured):
    return [{"case": name_of(one), "problem": one.problem, "commands": one.commands}
            for one in unmeasured]
