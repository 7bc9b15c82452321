"""Tables of the page on the data: results with either edition, and of the rest of the world."""

from __future__ import annotations

from cge.scenarios import open_scenario
from tests.pages import marks
from tests.pages.expected import number
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import solved

PAGE = marks.DOCS / "data.md"
FIRST = "oecd-icio-2022-v1"
GAIN = "equivalent_variation_percent"
REGIONS = {"CHN": "China", "USA": "United States", "EU27": "EU27", "IND": "India"}
COMPARED = (
    ("nqp-and-cbam", "nqp"),
    ("nqp-and-cbam", "cbam"),
    ("cbam-100", "border_100_usd"),
    ("data-blocs", "blocs"),
    ("standards-conflict", "conflict"),
    ("friend-shoring", "friend_shoring"),
)


def editions() -> str:
    """Equivalent variation with the first and the second edition."""
    rows = [["Scenario, experiment", *REGIONS.values()]]
    for name, run in COMPARED:
        technology = open_scenario(name).technology
        given = {} if technology is None else {"technology": technology}
        first = solved(name, data=FIRST, **given).summary().sel(experiment=run)[GAIN]
        cells = [
            f"{fixed(first.sel(region=region), 3)} to {fixed(number(name, run, region, GAIN), 3)}"
            for region in REGIONS
        ]
        rows.append([f"`{name}`, {run}", *cells])
    return markdown(rows)


def rest_of_world() -> str:
    """The default scenario with and without the deficit of the rest of the world."""
    rows = [["`nqp-and-cbam`, label ROW of 16x22", "`standard`", "`balanced_trade`"]]
    closures = ("standard", "balanced_trade")
    found = [solved("nqp-and-cbam", closure=name).summary().sel(region="ROW") for name in closures]
    for run, title, column in (
        ("both", "both packages, equivalent variation, % of income", GAIN),
        ("cbam", "border adjustment alone, equivalent variation, % of income", GAIN),
        ("both", "both packages, real GDP, %", "real_gdp_percent"),
    ):
        rows.append([title, *(fixed(one[column].sel(experiment=run), 3) for one in found)])
    return markdown(rows)


PARTS = {"editions": editions, "rest of the world": rest_of_world}
