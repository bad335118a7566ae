"""Groups as a table with bars."""

from .group import Group

WIDTH = 40


def chart(groups: list[Group]) -> str:
    widest = max(len(group.name) for group in groups)
    wettest = max(group.rain for group in groups) or 1
    lines = [f"{'':{widest}}  days  mean °C      ±  rain mm"]
    for group in groups:
        bar = "█" * round(WIDTH * group.rain / wettest)
        lines.append(
            f"{group.name:{widest}}  {group.days:4}  {group.mean:7.1f}  {group.deviation:5.1f}  {group.rain:7.1f}  {bar}"
        )
    return "\n".join(lines)
