"""Tables of the page on the scenario library, from the expected results of its scenarios."""

from __future__ import annotations

from functools import partial

from tests.pages import marks
from tests.pages.expected import expected, experiments, number, world_income
from tests.pages.numbers import fixed

PAGE = marks.DOCS / "nqp-scenarios.md"
INCOME, EXPORTS = "equivalent_variation_percent", "export_volume_percent"


def names():
    """Scenarios that the page has a table of."""
    return [name.removeprefix("table ") for name in marks.names(PAGE) if name.startswith("table ")]


def page():
    """The page with its tables written anew."""
    return marks.renewed(PAGE, {f"table {name}": partial(table, name) for name in names()})


def table(name):
    """Real income and exports of every region in every experiment of a scenario, in %."""
    runs = experiments(name)
    heads = [f"{run}: income | exports" for run in runs]
    lines = [f"| Change in % | {' | '.join(heads)} |", "|---" * (1 + 2 * len(runs)) + "|"]
    for region in expected(name).index.unique("region"):
        cells = [two(number(name, run, region, column)) for run in runs for column in (INCOME, EXPORTS)]
        lines.append(f"| {region} | {' | '.join(cells)} |")
    lines.append(f"| World | {' | '.join(f'{two(world_income(name, run))} | ' for run in runs)} |")
    return "\n".join(lines) + "\n"


def two(value):
    """Two digits after the point."""
    return fixed(value, 2)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
