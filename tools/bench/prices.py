# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a monitor costs where processors, requests, steps and bytes are billed.

Defaults: list prices of AWS in US East (N. Virginia) that we knew of in DATE, without free tiers and discounts:
Fargate (Linux, x86) for a core, Step Functions (standard workflows) for a step, S3 Standard for
requests. Bytes between S3 and a processor of the same region are free there; the default is what bytes
between two zones cost, one way, as where the store or a detector is in another one."""
from dataclasses import dataclass, fields

DATE = "November 2026"
STREAMS = 1000


@dataclass(frozen=True)
class Prices:
    """In dollars."""
    core_hour: float = 0.04048
    put_1000: float = 0.005
    get_1000: float = 0.0004
    step_1000: float = 0.025
    gigabyte: float = 0.01


@dataclass(frozen=True)
class Use:
    """Of one stream, in a second of it."""
    cpu: float
    bytes: float = 0
    puts: float = 0
    gets: float = 0
    steps: float = 0


def add_options(parser):
    help_of = {"core_hour": "a core for an hour", "put_1000": "1000 objects written",
               "get_1000": "1000 objects read", "step_1000": "1000 steps of a workflow entered",
               "gigabyte": "a gigabyte (1e9 bytes) moved between processes"}
    group = parser.add_argument_group("prices, in dollars", f"Defaults: as of {DATE}, see docs/performance.md.")
    for field in fields(Prices):
        group.add_argument(f"--price-{field.name.replace('_', '-')}", metavar="D", type=price,
                           default=field.default,
                           help=f"{help_of[field.name]} (default {field.default:g})")


def price(text):
    value = float(text)
    if not 0 <= value < 1e6:
        raise ValueError
    return value


def chosen(options):
    return Prices(**{field.name: getattr(options, f"price_{field.name}") for field in fields(Prices)})


def bill(use, prices):
    """Dollars an hour for so many streams, by what they are for."""
    hour = 3600 * STREAMS
    return {"cores": use.cpu * STREAMS * prices.core_hour,
            "bytes": use.bytes * hour / 1e9 * prices.gigabyte,
            "requests": (use.puts * prices.put_1000 + use.gets * prices.get_1000) / 1000 * hour,
            "steps": use.steps / 1000 * hour * prices.step_1000}
