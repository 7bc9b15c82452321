"""Tables of the page on the scenario library, from the expected results of its scenarios."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from cge.inputs import find as locations

PAGE = Path(__file__).parents[2] / "docs" / "nqp-scenarios.md"
AMOUNT = "equivalent_variation [million USD]"
INCOME = "equivalent_variation_percent [% of benchmark income]"
EXPORTS = "export_volume_percent [%]"
_MARK = re.compile(r"(<!-- table (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def names():
    """Scenarios that the page has a table of."""
    return [found.group(2) for found in _MARK.finditer(PAGE.read_text(encoding="utf-8"))]


def page():
    """The page with its tables written anew."""
    text = PAGE.read_text(encoding="utf-8")
    return _MARK.sub(lambda found: found.group(1) + table(found.group(2)) + found.group(3), text)


def table(name):
    """Real income and exports of every region in every experiment of a scenario, in %."""
    path = locations.shipped("scenarios")[name].with_suffix(".expected.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    experiments = list(dict.fromkeys(row["experiment"] for row in rows))
    regions = list(dict.fromkeys(row["region"] for row in rows))
    found = {(row["experiment"], row["region"]): row for row in rows}
    heads = [f"{name}: income | exports" for name in experiments]
    lines = [f"| Change in % | {' | '.join(heads)} |", "|---" * (1 + 2 * len(experiments)) + "|"]
    for region in regions:
        cells = [
            f"{number(found[e, region][INCOME])} | {number(found[e, region][EXPORTS])}"
            for e in experiments
        ]
        lines.append(f"| {region} | {' | '.join(cells)} |")
    world = [f"{world_income(found, e, regions)} | " for e in experiments]
    lines.append(f"| World | {' | '.join(world)} |")
    return "\n".join(lines) + "\n"


def number(text):
    """Two digits after the point; what rounds to zero has no sign."""
    return f"{round(float(text), 2) + 0.0:.2f}"


def world_income(found, experiment, regions):
    """Equivalent variation of all regions over their benchmark income, in %."""
    here = [found[experiment, region] for region in regions]
    gained = sum(float(row[AMOUNT]) for row in here)
    earned = sum(100 * float(row[AMOUNT]) / float(row[INCOME]) for row in here)
    return number(100 * gained / earned)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
