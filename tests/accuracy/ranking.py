# SPDX-License-Identifier: LGPL-2.1-or-later
"""How well numbers put things in order: area under the ROC curve, and rank correlation."""
from bisect import bisect_left
from itertools import groupby

import figures

BINS = 100


def auc(positives, negatives):
    """The chance that a positive has the higher score than a negative, ties being half of one;
    None without either."""
    if not positives or not negatives:
        return None
    rows = sorted([(score, 1) for score in positives] + [(score, 0) for score in negatives])
    below = wins = 0
    for _, tied in groupby(rows, key=lambda row: row[0]):
        signs = [sign for _, sign in tied]
        up = sum(signs)
        down = len(signs) - up
        wins += up * (below + down / 2)
        below += down
    return wins / (len(positives) * len(negatives))


class Area:
    """The same as a metric of figures.py, in which sources get drawn: of_outcome gives a pair of
    lists. Scores are put into bins, or drawing them thousands of times would take for ever."""

    def __init__(self, of_outcome, outcomes):
        self.of_outcome = of_outcome
        scores = sorted({score for outcome in outcomes for part in of_outcome(outcome)
                         for score in part})
        step = max(1, len(scores) // BINS)
        self.edges = scores[::step]

    def of_source(self, outcomes):
        counts = ([0] * (len(self.edges) + 1), [0] * (len(self.edges) + 1))
        for outcome in outcomes:
            for part, into in zip(self.of_outcome(outcome), counts):
                for score in part:
                    into[bisect_left(self.edges, score)] += 1
        return counts

    @staticmethod
    def reduce(parts):
        positives = [sum(column) for column in zip(*(part[0] for part in parts))]
        negatives = [sum(column) for column in zip(*(part[1] for part in parts))]
        below = wins = 0
        for up, down in zip(positives, negatives):
            wins += up * (below + down / 2)
            below += down
        pairs = sum(positives) * below
        return wins / pairs if pairs else None


def ranks(values):
    """From 1 on; what is equal shares the mean of its places."""
    places = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def spearman(one, two):
    """Correlation of ranks; None where one of them is all the same."""
    first, second = ranks(one), ranks(two)
    middle = (len(first) + 1) / 2
    product = sum((a - middle) * (b - middle) for a, b in zip(first, second))
    spread = (sum((a - middle) ** 2 for a in first) * sum((b - middle) ** 2 for b in second)) ** 0.5
    return product / spread if spread else None


def median(values):
    return figures.quantile(values, 0.5)
