# SPDX-License-Identifier: LGPL-2.1-or-later
"""How cost grows with the number of streams that one process watches."""
import statistics
import sys
from urllib.request import pathname2url

from part import Part


def counts_of(text):
    counts = sorted({int(part) for part in text.split(",")})
    if any(not 0 <= count <= 1000 for count in counts):
        raise ValueError
    return [count for count in counts if count]


def pipeline(path, count):
    monitor = f'vqamonitor uri="file://{pathname2url(path)}" targets=file:/dev/null'
    return "  ".join(f"{monitor} label=stream-{number}" for number in range(count))


def measure(program, path, counts, rounds):
    """{count: {"cpu": seconds, "memory": bytes}}, medians of the rounds."""
    found = {count: [] for count in counts}
    for number in range(rounds):
        for count in counts:
            print(f"{count} streams: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            part = Part("monitors", [program, "alone", pipeline(path, count)])
            found[count].append(part.end())
    return {count: {"cpu": statistics.median(each["cpu"] for each in all_found),
                    "memory": statistics.median(each["memory"] for each in all_found)}
            for count, all_found in found.items()}


def rows(found, seconds):
    """What each takes, and what one more takes than the fewest: the process itself is paid for once."""
    yield ("streams in a process", "CPU s a minute of each", "of one more", "MB of each", "of one more")
    counts = sorted(found)
    fewest = counts[0] if counts else 0
    for count in counts:
        cells = []
        for key, unit in (("cpu", seconds / 60), ("memory", 1e6)):
            each = found[count][key] / unit
            more = (each - found[fewest][key] / unit) / (count - fewest) if count > fewest else None
            cells += [f"{each / count:.2f}", "" if more is None else f"{more:.2f}"]
        yield (str(count), *cells)
