"""Marginal abatement beside estimates and other models, on the page of that name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

import cge
from cge.settings.abatements import open_abatement
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "mac.md"
PUBLISHED = Path(__file__).with_name("mac_published.csv")
REGIONS = ("EU27", "USA", "CHN", "IND")
PRICES = (25, 50, 100, 200)
WORLD = "world"


def given() -> cge.Economy:
    """The economy of the page."""
    return economy(aggregation="16x24", structure="gtap-e", carbon_prices="none")


def curves() -> str:
    """What each region abates, and what a tonne costs it."""
    found = {region: cge.mac(given(), region, PRICES) for region in REGIONS}
    assert all(each.attrs["verified"] for each in found.values())
    curve = open_abatement("oecd-2022")
    heads = [*(f"{region}, %" for region in REGIONS), "panel estimate, %"]
    rows = [["USD per tonne", *heads, *(f"{region}, USD" for region in REGIONS)]]
    for price in PRICES:
        estimate = 100 * (1 - (1 + price / curve.reference) ** -curve.elasticity)
        at = [found[region].sel(price=price) for region in REGIONS]
        abated = [fixed(float(one.abated_percent), 1) for one in at]
        costs = [fixed(float(one.average_cost), 0) for one in at]
        rows.append([str(price), *abated, fixed(estimate, 1), *costs])
    return markdown(rows)


def published() -> str:
    """Figures of others, and what the model says at their prices."""
    rows = [["Abated at a price, published", "USD per tonne", "%", "here, %", "Source", "Status"]]
    for row in pd.read_csv(PUBLISHED).itertuples():
        here = " ".join(
            f"{fixed(abated(label, float(row.price)), 1)} ({label})"
            for label in str(row.here).split()
        )
        source = f"{row.source} ({row.year})"
        rows.append([str(row.what), str(row.price), _range(row.low, row.high), here, source,
                     str(row.status)])  # fmt: skip
    return markdown(rows)


def _range(low: float, high: float) -> str:
    """Bounds of a figure, of which one may be missing."""
    if pd.isna(low) or pd.isna(high):
        return f"up to {high:g}" if pd.isna(low) else f"{low:g} or more"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


@cache
def abated(label: str, price: float) -> float:
    """What a region abates alone, or all of them together, %."""
    if label != WORLD:
        found = cge.mac(given(), label, [price])
        assert found.attrs["verified"], found.attrs["verdict"]
        return float(found.abated_percent.sel(price=price))
    shock = {"parameter": "carbon_price_economy", "add_points": price}
    plan = {"title": "All pay", "packages": {"price": {"shocks": [shock]}}}
    result = cge.solve(given(), cge.Scenario.from_dict(plan))
    assert result.verified, result.verdict
    emitted = result.data.emissions.sum(["activity", "region"])
    after, before = (float(emitted.sel(experiment=e)) for e in ("price", "benchmark"))
    return 100 * (1 - after / before)


PARTS = {"curves": curves, "published": published}
