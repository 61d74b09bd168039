# SPDX-License-Identifier: LGPL-2.1-or-later
"""The results as Markdown that reads well as plain text, too."""


def table(header, rows):
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in [header, *rows]]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|",
                      *lines[1:]])


def number(value, digits):
    return "-" if value is None else f"{value:.{digits}f}"


def cell(estimate, digits):
    text = number(estimate["value"], digits)
    if estimate["interval"] and estimate["value"] is not None:
        low, high = (number(value, digits) for value in estimate["interval"])
        text += f" [{low}, {high}]"
    return text


ROWS = [("recall", "recall", 3), ("precision", "precision", 3),
        ("onset error, median (ms)", "onset error, median", 0),
        ("onset error, p95 (ms)", "onset error, p95", 0),
        ("onset error, median (frames)", "onset error in frames, median", 1),
        ("onset error, p95 (frames)", "onset error in frames, p95", 1),
        ("alarm delay, median (ms)", "alarm delay, median", 0),
        ("alarm delay, p95 (ms)", "alarm delay, p95", 0),
        ("end delay, median (ms)", "end delay, median", 0),
        ("end delay, p95 (ms)", "end delay, p95", 0),
        ("false alarms per hour", "false alarms per hour", 2)]


def main_table(columns):
    """columns: {title: score}."""
    rows = [[label, *(cell(score["metrics"][name], digits) for score in columns.values())]
            for label, name, digits in ROWS]
    for label, text in (("found / to be found", found), ("false alarms", false_alarms),
                        ("nothing to tell it by: undecidable", undecidable_found),
                        ("begins without an end", unended)):
        rows.append([label, *(text(score["counts"]) for score in columns.values())])
    return table(["", *columns], rows)


def found(counts):
    return f"{counts['hits']} / {counts['hits'] + counts['missed']}"


def false_alarms(counts):
    return f"{counts['false']}, {counts['false in negatives']} of them in negatives"


def undecidable_found(counts):
    return f"{counts['undecidable found']} / {counts['undecidable']} found"


def unended(counts):
    return str(counts["begins without an end"])


def material(counts):
    minutes = counts["negative seconds"] / 60
    text = (f"{counts['cases']} clips of {counts['sources']} sources. Negative material: "
            f"{minutes:.1f} minutes in {counts['negative clips']} clips, of them "
            f"{counts['distinct negative seconds'] / 60:.1f} distinct minutes.")
    if counts["negative seconds"]:
        text += (" No alarm at all in it would only show that there are fewer than "
                 f"{counts['per hour at most, if none']:.1f} an hour (95 %).")
    return text


def sweep(scores):
    """Every setting of the peers, in short."""
    names = ("recall", "precision", "false alarms per hour")
    return table(["all settings", *names],
                 [[title, *(number(score["metrics"][name]["value"], 3) for name in names)]
                  for title, score in scores.items()])


def group_table(columns):
    """Found / to be found, and false alarms, of each detector for cases that are alike."""
    rows = []
    for group, (*_, clips) in next(iter(columns.values()))["groups"].items():
        cells = []
        for score in columns.values():
            hits, wanted, undecidable, false, _ = score["groups"][group]
            parts = [f"{hits}/{wanted}"] if wanted else []
            parts += [f"{undecidable} undecidable"] if undecidable else []
            parts += [f"{false} false"] if false or not parts else []
            cells.append(", ".join(parts))
        rows.append([group, clips, *cells])
    return table(["clips", "n", *columns], rows)
