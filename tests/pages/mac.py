"""Marginal abatement of four regions beside an estimate, on the page of that name."""

from __future__ import annotations

import cge
from cge.settings.abatements import open_abatement
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "mac.md"
REGIONS = ("EU27", "USA", "CHN", "IND")
PRICES = (25, 50, 100, 200)


def curves() -> str:
    """What each region abates, and what a tonne costs it."""
    given = economy(aggregation="16x24", structure="gtap-e", carbon_prices="none")
    found = {region: cge.mac(given, region, PRICES) for region in REGIONS}
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


PARTS = {"curves": curves}
