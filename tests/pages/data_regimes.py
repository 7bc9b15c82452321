"""Data regimes beside OECD and WTO (2025)."""

from __future__ import annotations

from tests.pages import marks
from tests.pages.expected import incomes, number, world_income, world_mean
from tests.pages.numbers import fixed, markdown
from tests.pages.plausibility import exports, world_exports
from tests.pages.solved import solved

PAGE = marks.DOCS / "data-regimes.md"
SCENARIO, OFF = "data-regimes", "data-regimes-without-trust"
# Title, GDP and exports of the study, chapter 4 and annex C, %.
PUBLISHED = {
    "safeguards": ("Safeguards everywhere", 1.77, 3.60),
    "unregulated": ("No regulation", -0.91, -2.12),
    "blocs": ("Blocs", -0.94, -1.76),
    "closed": ("No flows", -4.53, -8.45),
}
NAMED = {  # income of a region that the text names
    "agreements": ("USA", "EU27", "GBR"),
    "safeguards": ("ROW", "IND", "RUS"),
    "dropped": ("GBR", "CANMEX", "OHI", "JPN"),
}


def comparison() -> str:
    """World GDP and exports, theirs and ours, with trust and without."""
    off = solved(SCENARIO, technology=OFF).summary()
    ours = ["ours", "ours, without trust"]
    rows = [["World, %", "GDP, theirs", *ours, "Exports, theirs", *ours]]
    earned, sold = incomes(SCENARIO), exports()
    for run, (title, made, traded) in PUBLISHED.items():
        here = off.sel(experiment=run)
        product = here.real_gdp_percent.to_series()
        volume = here.export_volume_percent.to_series()
        rows.append(
            [
                title,
                fixed(made, 2),
                fixed(world_mean(SCENARIO, run, "real_gdp_percent"), 2),
                fixed((product * earned).sum() / earned.sum(), 2),
                fixed(traded, 2),
                fixed(world_exports(SCENARIO, run), 1),
                fixed((volume * sold).sum() / sold.sum(), 1),
            ]
        )
    return markdown(rows)


def named() -> str:
    """Income and exports of the regions that the text names, and of the world."""
    rows = [["Experiment", "World, income, %", "exports, %", "Regions, income, %"]]
    for run, regions in NAMED.items():
        said = ", ".join(
            f"{region} {fixed(number(SCENARIO, run, region, 'equivalent_variation_percent'), 2)}"
            for region in regions
        )
        traded = fixed(world_exports(SCENARIO, run), 1)
        rows.append([f"`{run}`", fixed(world_income(SCENARIO, run), 2), traded, said])
    return markdown(rows)


PARTS = {"comparison": comparison, "named": named}
