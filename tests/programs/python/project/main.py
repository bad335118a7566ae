"""A small inventory: several files, and the modules that real programs lean on."""

import sys
from pathlib import Path

from inventory import Inventory
from report import table


def main(folder: str) -> int:
    inventory = Inventory.parse(Path(folder) / "stock.json")
    print(table(inventory.items))
    print(f"total: {inventory.total():.2f}")
    out = Path(folder) / "summary.json"
    out.write_text(inventory.summary(), encoding="utf-8")
    print(f"wrote {out.name}: {out.stat().st_size} bytes, python {sys.version_info.major}.{sys.version_info.minor}")
    return 3 if inventory.missing() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
