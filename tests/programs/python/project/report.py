"""A table in plain text."""

from inventory import Item


def table(items: list[Item]) -> str:
    width = max(len(item.name) for item in items)
    return "\n".join(f"{item.code:<6} {item.name:<{width}} {item.count:>4} x {item.price:>7.2f}" for item in items)
