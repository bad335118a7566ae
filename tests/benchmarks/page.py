"""What the benchmarks' scripts share: where their tables stand in docs/performance.md, and how far they are."""

import re
import sys
import time
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


class Failure(Exception):
    """What ends the whole run, in words for the terminal."""


class Progress:
    """Says after each step how long the others will take, if they are alike."""

    def __init__(self, what, steps):
        self.what, self.steps, self.done, self.begin = what, steps, 0, time.monotonic()

    def step(self):
        self.done += 1
        taken = time.monotonic() - self.begin
        left = taken / self.done * (self.steps - self.done)
        print(f"{self.what} {self.done} of {self.steps} done in {taken:.0f} s, about {left:.0f} s to go", file=sys.stderr)


def write_into_page(section, text):
    """Puts a table between the marks of its section."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    page, count = re.subn(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{text}\n\n{end}", PAGE.read_text(), flags=re.DOTALL)
    if count != 1:
        raise Failure(f"`{PAGE}` does not hold `{begin}` and `{end}`")
    PAGE.write_text(page)
