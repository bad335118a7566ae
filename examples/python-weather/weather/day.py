"""A day of weather, and the table of days."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Day:
    date: date
    temperature: float
    rain: float

    @property
    def season(self) -> str:
        return ["winter", "spring", "summer", "autumn"][self.date.month % 12 // 3]


def read(path: Path) -> Iterator[Day]:
    """The days of a table with the columns date, temperature (°C) and rain (mm)."""
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Day(date.fromisoformat(row["date"]), float(row["temperature"]), float(row["rain"]))
