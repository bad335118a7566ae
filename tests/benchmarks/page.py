"""What the benchmarks' scripts share: where their tables stand in docs/performance.md."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


class Failure(Exception):
    """What ends the whole run, in words for the terminal."""


def write_into_page(section, text):
    """Puts a table between the marks of its section."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    page, count = re.subn(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{text}\n\n{end}", PAGE.read_text(), flags=re.DOTALL)
    if count != 1:
        raise Failure(f"`{PAGE}` does not hold `{begin}` and `{end}`")
    PAGE.write_text(page)
