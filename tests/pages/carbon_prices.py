"""What is paid for carbon in the benchmark, beside another list of prices."""

from __future__ import annotations

from cge.inputs.groups import shipped_groups
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import full

PAGE = marks.DOCS / "carbon-prices.md"
# Dolphin, Merkle and Xiahou, World Carbon Pricing Database, USD per tonne, 2022.
PUBLISHED = {
    "DEU": ("Germany", 58.8),
    "GBR": ("United Kingdom", 38.8),
    "POL": ("Poland", 42.4),
    "FRA": ("France", 66.2),
    "SWE": ("Sweden", 119.2),
    "CHN": ("China", 3.8),
    "KOR": ("Korea", 17.2),
    "CAN": ("Canada", 26.7),
    "USA": ("United States", 1.8),
    "JPN": ("Japan", 1.8),
}


def means() -> str:
    """Mean price over all CO2 of an economy, households included."""
    data = full()
    homes = data.co2_household.sum("sector")
    paid = (data.carbon_price * data.co2).sum("activity") + data.carbon_price_household * homes
    mean = paid / (data.co2.sum("activity") + homes)
    rows = [["Mean price over all CO2, USD per tonne", "Here", "World Carbon Pricing Database"]]
    for region, (name, published) in PUBLISHED.items():
        rows.append([name, fixed(mean.sel(region=region), 1), fixed(published, 1)])
    return markdown(rows)


def payments() -> str:
    """Billion USD: what activities pay, what free allowances are worth, electricity of the EU."""
    data = full()
    worth = data.carbon_price * data.co2 / 1e3
    free = float((worth * data.free_allocation).sum())
    union = float(
        worth.sel(activity="D", region=list(shipped_groups().resolve("region", "EU27", data))).sum()
    )
    paid = float(worth.sum()) - free
    said = [fixed(value, 0) for value in (paid, free, union)]
    return (
        f"Activities pay {said[0]} billion USD in the benchmark, and free allowances are worth\n"
        f"{said[1]} billion; electricity of the EU alone is charged {said[2]} billion.\n"
    )


PARTS = {"means": means, "payments": payments}
