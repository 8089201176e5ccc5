"""Chance from a seed: the same in every process and on every machine, and sums that are split without remainder."""
from __future__ import annotations

import datetime
import random

DAY = datetime.timedelta(days=1)


def chance(*words):
    return random.Random("/".join(str(word) for word in words))


def split(total, weights):
    """Whole numbers that sum to the total, in proportion to the weights, which are whole too."""
    whole, passed, given, parts = sum(weights), 0, 0, []
    for weight in weights:
        passed += weight
        until = (2 * total * passed + whole) // (2 * whole)
        parts.append(until - given)
        given = until
    return parts


def evenly(total, count):
    return split(total, [1] * count)


def spread(total, count, dice, swing=20):
    """Nearly even parts, each up to `swing` per cent off."""
    return split(total, [100 + dice.randint(-swing, swing) for _ in range(count)])


def day_in(year, dice, first=1, last=12):
    start = datetime.date(year, first, 1)
    end = datetime.date(year + last // 12, last % 12 + 1, 1)
    return start + DAY * dice.randrange((end - start).days)


def months(year, first=1, last=12):
    return [f"{year}-{month:02d}" for month in range(first, last + 1)]
