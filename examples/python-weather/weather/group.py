"""Sums of days that belong together."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .day import Day

KEYS: dict[str, Callable[[Day], str]] = {
    "month": lambda day: day.date.strftime("%m"),
    "season": lambda day: day.season,
}


@dataclass(frozen=True)
class Group:
    name: str
    days: int
    mean: float
    deviation: float
    rain: float


def group(days: Iterable[Day], by: str) -> list[Group]:
    """The groups, in the order in which their first days come."""
    found: dict[str, list[Day]] = defaultdict(list)
    for day in days:
        found[KEYS[by](day)].append(day)
    return [_sum(name, members) for name, members in found.items()]


def _sum(name: str, days: list[Day]) -> Group:
    temperatures = [day.temperature for day in days]
    return Group(
        name,
        len(days),
        statistics.fmean(temperatures),
        statistics.pstdev(temperatures),
        sum(day.rain for day in days),
    )
