"""The stock of a shop, read from JSON."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

CODE = re.compile(r"^(?P<shelf>[A-Z])-(?P<place>\d{2,4})$")


@dataclass(frozen=True, order=True)
class Item:
    code: str
    name: str
    count: int
    price: float

    @property
    def shelf(self) -> str:
        found = CODE.match(self.code)
        if not found:
            raise ValueError(f"not a code: {self.code!r}")
        return found["shelf"]


@dataclass
class Inventory:
    items: list[Item]

    @classmethod
    def parse(cls, path: Path) -> "Inventory":
        return cls(sorted(Item(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))))

    def total(self) -> float:
        return sum(item.count * item.price for item in self.items)

    def missing(self) -> list[Item]:
        return [item for item in self.items if item.count == 0]

    def summary(self) -> str:
        shelves: dict[str, list[dict]] = {}
        for item in self.items:
            shelves.setdefault(item.shelf, []).append(asdict(item))
        return json.dumps(shelves, indent=1, sort_keys=True, ensure_ascii=False)
