"""The command."""

import argparse
from pathlib import Path

from .chart import chart
from .day import read
from .group import KEYS, group


def main() -> int:
    parser = argparse.ArgumentParser(prog="weather", description="Draws the weather of a year.")
    parser.add_argument("--by", choices=KEYS, default="month")
    parser.add_argument("--table", type=Path, default=Path("data/year.csv"))
    arguments = parser.parse_args()
    days = list(read(arguments.table))
    print(chart(group(days, arguments.by)))
    hottest = max(days, key=lambda day: day.temperature)
    print(f"the hottest of {len(days)} days was {hottest.date:%d.%m.}: {hottest.temperature} °C")
    return 0
