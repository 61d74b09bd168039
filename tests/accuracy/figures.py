# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arithmetic of the results: ratios, rates and quantiles, each with an interval over sources."""
import random

HOUR = 3600 * 10**9
RESAMPLES = 2000


class Ratio:
    """Sum of the first over sum of the second; of_outcome gives such a pair."""

    def __init__(self, of_outcome):
        self.of_outcome = of_outcome

    def of_source(self, outcomes):
        pairs = [self.of_outcome(outcome) for outcome in outcomes]
        return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)

    @staticmethod
    def reduce(parts):
        below = sum(part[1] for part in parts)
        return sum(part[0] for part in parts) / below if below else None


class Quantile:
    """A quantile of all values; of_outcome gives a list of them."""

    def __init__(self, share, of_outcome):
        self.share = share
        self.of_outcome = of_outcome

    def of_source(self, outcomes):
        return [value for outcome in outcomes for value in self.of_outcome(outcome)]

    def reduce(self, parts):
        return quantile([value for part in parts for value in part], self.share)


def quantile(values, share):
    """Linear between the two nearest ranks; None of nothing."""
    if not values:
        return None
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def per_hour(count, length):
    """length in ns."""
    return count * HOUR / length if length else None


def estimate(metric, by_source, seed=1):
    """The value over all sources, and where 95 % of the values of resampled sources are. Clips of
    one source are alike, so that it is sources that are drawn, not clips. No interval for fewer
    than two sources: nothing is known then about how much sources differ."""
    parts = [metric.of_source(outcomes) for outcomes in by_source.values()]
    value = metric.reduce(parts)
    if value is None or len(parts) < 2:
        return {"value": value, "interval": None}
    draw = random.Random(seed)
    values = [metric.reduce(draw.choices(parts, k=len(parts))) for _ in range(RESAMPLES)]
    values = [each for each in values if each is not None]
    return {"value": value, "interval": [quantile(values, 0.025), quantile(values, 0.975)]}


def at_most_per_hour(length):
    """Rule of three: the rate that no alarm in this time rules out with 95 % confidence."""
    return per_hour(3, length)
