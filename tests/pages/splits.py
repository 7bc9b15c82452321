"""A border charge by industry and by good, on the page of sectors split into parts."""

from __future__ import annotations

from collections.abc import Callable

import cge
from cge.inputs.selector import NamedGroups
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy, solved

PAGE = marks.DOCS / "splits.md"
AGGREGATIONS = ("16x22", "cbam")
SCENARIO, RUN, EU = "cbam-100", "border_100_usd", "EU27"
ORIGINS = {
    "CHN": "China, covered exports to the EU, %",
    "RUS": "Russia",
    "IND": "India",
    "TUR": "Turkey",
}


class Charged:
    """One solution, and what it covers."""

    def __init__(self, aggregation: str) -> None:
        given = economy(aggregation=aggregation)
        self.result: cge.Result = solved(SCENARIO, aggregation=aggregation)
        self.summary = self.result.summary().sel(experiment=RUN)
        covered = NamedGroups(given.groups, given.benchmark)("sector", "cbam")
        self.trade = self.result.data.trade.sel(destination=EU, sector=list(covered)).sum("sector")
        bought = given.benchmark.sales.sel(destination=EU, sector=list(covered)).sum("sector")
        self.imports = float(bought.drop_sel(origin=EU).sum()) / 1e3

    def exports(self, origin: str) -> float:
        """Change of the volume of covered exports to the EU, %."""
        here = self.trade.sel(origin=origin)
        return float(100 * (here.sel(experiment=RUN) / here.sel(experiment="benchmark") - 1))


ROWS: dict[str, tuple[Callable[[Charged], float], int]] = {
    "EU imports that are covered, billion USD": (lambda c: c.imports, 0),
    "Receipts, billion USD": (lambda c: c.summary.border_charge_revenue.sum() / 1e3, 1),
    "EU, equivalent variation, billion USD": (
        lambda c: c.summary.equivalent_variation.sel(region=EU) / 1e3,
        1,
    ),
    "World CO2, Mt": (lambda c: c.summary.co2_change.sum(), 0),
}


def charged() -> str:
    """The same charge on industries, and on the goods of the regulation."""
    both = [Charged(name) for name in AGGREGATIONS]
    rows = [["", *(f"`{name}`" for name in AGGREGATIONS)]]
    for title, (value, digits) in ROWS.items():
        rows.append([title, *(fixed(value(one), digits) for one in both)])
    for origin, title in ORIGINS.items():
        rows.append([title, *(fixed(one.exports(origin), 0) for one in both)])
    return markdown(rows)


PARTS = {"charged": charged}
