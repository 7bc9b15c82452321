"""Tables of the page on magnitudes."""

from __future__ import annotations

from functools import cache

import pandas as pd
import xarray as xr

from tests.pages import marks
from tests.pages.expected import expected, incomes, number, world_income, world_mean
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy, solved
from tests.scenarios.library_page import GREEN, POWER

PAGE = marks.DOCS / "plausibility.md"
WAVE, DIVIDE, DATA = "global-digital-wave", "digital-divide", "data-blocs"
TRADE_COST = 0.2  # elasticity of trade cost to the index, goods
FREE = (1.5, 2.6)  # productivity by free flow of data, %


@cache
def exports() -> pd.Series:
    """Benchmark exports by region, million USD at basic prices."""
    sales = economy().benchmark.sales
    abroad = sales.where(sales.origin != sales.destination, 0.0)
    return abroad.sum(["sector", "destination"]).to_series()


def world_exports(name: str, experiment: str) -> float:
    """Mean change of export volumes, weighted by benchmark exports, %."""
    moved = expected(name).loc[experiment, "export_volume_percent"]
    return float((moved * exports()).sum() / exports().sum())


def regulation() -> str:
    """Beside OECD and WTO (2025)."""
    theirs = {
        "open": ("Open (theirs: with safeguards)", "3.6", "1.77"),
        "blocs": ("Blocs", "-1.76", "-0.94"),
        "closed": ("Full restriction", "-8.45", "-4.53"),
    }
    rows = [
        ["World, %", "Exports, theirs", "ours", "GDP, theirs", "Income, ours", "Real GDP, ours"]
    ]
    for run, (title, traded, made) in theirs.items():
        ours = (world_income(DATA, run), world_mean(DATA, run, "real_gdp_percent"))
        rows.append(
            [title, traded, fixed(world_exports(DATA, run), 1), made, *(fixed(x, 2) for x in ours)]
        )
    return markdown(rows)


def with_productivity() -> str:
    """Full restriction together with the productivity that free flow of data is said to bring."""
    low, high = (fixed(share - world_income(DATA, "closed"), 1) for share in FREE)
    alone = fixed(-world_income(DATA, "closed"), 2)
    return (
        f"A further loss of {FREE[0]} to {FREE[1]} % of productivity (`free-data-flow`, with the\n"
        f"sign turned) would make full restriction cost {low} to {high} % of income in place of "
        f"{alone} %.\n"
    )


def group_income(experiment: str, ahead: bool) -> float:
    """Gain of the regions ahead in the divide, or of the others, % of their income."""
    rows = expected(DIVIDE).loc[experiment, "equivalent_variation"]
    advanced = economy().groups.resolve("region", "advanced", economy().benchmark)
    here = rows.index.isin([*advanced, "CHN"])
    here = here if ahead else ~here
    return 100 * float(rows[here].sum() / incomes(DIVIDE)[rows.index][here].sum())


def intelligence() -> str:
    """Beside the World Trade Report 2025."""
    volume = solved(WAVE, technology="standard").stats.export_volume
    digital = float(volume(by=(), where={"sector": "digital_services"}).percent.item())
    whole = float(volume(by=()).percent.item())
    made = world_mean(WAVE, "wave", "real_gdp_percent")
    rows = [
        ["", "Theirs", "Ours"],
        ["trade over GDP", "34 to 37 % over 12 to 13 %: 2.8", ratio(whole, made, 1)],
        [
            "digital services trade over all trade",
            "42 % over 34 to 37 %: 1.2",
            ratio(digital, whole, 1),
        ],
    ]
    behind = {
        "divide": ("gap widens", "8 over 14 %: 0.6"),
        "catch_up": ("catch-up", "15 over 14 %: 1.1"),
    }
    for run, (title, theirs) in behind.items():
        ours = ratio(group_income(run, ahead=False), group_income(run, ahead=True), 2)
        rows.append([f"gain of those behind over gain of those ahead, {title}", theirs, ours])
    return markdown(rows)


def ratio(above: float, below: float, digits: int) -> str:
    """Two numbers in % and their ratio."""
    return f"{fixed(above, digits)} % over {fixed(below, digits)} %: {fixed(above / below, 1)}"


def connectivity() -> str:
    """Change of trade costs and of export volumes in the wave, by region."""
    effective = solved(WAVE, technology="standard").data.nqp_effective.sel(experiment="wave")
    mean = effective.mean("activity")
    traded = [number(WAVE, "wave", region, "export_volume_percent") for region in exports().index]
    rows = [
        ["%, by region", "Theirs, 10 % more connectivity", "Ours, ten points of the index"],
        ["trade costs, lower by", "1.5 to 2", _range([100 * TRADE_COST * float(x) for x in mean])],
        ["trade", "6 to 7, of one pair", f"{_range(traded)}, exports of a region"],
    ]
    return markdown(rows)


def spillovers() -> str:
    """Own changes of the index and what imports add, index points."""
    data = solved(WAVE, technology="standard").data.sel(experiment="wave")
    gained, own = 100 * data.nqp_spillover, 100 * data.nqp_own.mean("activity")
    rows = [["Points of the index", "Least", "Most"]]
    for title, found in (("own change", own), ("spillover", gained)):
        order = found.to_series().sort_values()
        ends = (order.index[0], order.index[-1])
        rows.append([title, *(f"{fixed(order[region], 1)} ({region})" for region in ends)])
    return markdown(rows)


@cache
def saved() -> dict[str, tuple[float, float]]:
    """What the channel of energy saves alone, % of the world: as told, and in equilibrium.

    Energy is counted at benchmark prices, carbon in the fuel that activities burn.
    """
    data = solved(GREEN, **POWER).data
    before, after = (data.sel(experiment=label) for label in ("benchmark", "energy"))
    marks = economy(**POWER).parameter_arrays["saves_energy"]
    saves = xr.DataArray(marks, dims=("sector", "activity"))
    work = after.energy_efficiency.rename(region="destination") ** saves
    found = {}
    for title, per_unit in (
        ("energy of activities", saves),
        ("CO2 of fuel that activities burn", before.emission_factor.sum("fuel")),
    ):
        whole, told, now = (
            float((per_unit * used).sum())
            for used in (
                before.intermediate_demand,
                before.intermediate_demand / work,
                after.intermediate_demand,
            )
        )
        found[title] = 100 * (told / whole - 1), 100 * (now / whole - 1)
    return found


def rebound() -> str:
    """What becomes of the energy that efficiency alone would save."""
    rows = [["World, %", "as much work as before", "in equilibrium", "rebound"]]
    for title, (told, now) in saved().items():
        rows.append([title, fixed(told, 2), fixed(now, 2), fixed(100 * (1 - now / told), 0)])
    return markdown(rows)


def _range(values: list[float]) -> str:
    return f"{fixed(min(values), 1)} to {fixed(max(values), 1)}"


PARTS = {
    "regulation": regulation,
    "with productivity": with_productivity,
    "intelligence": intelligence,
    "connectivity": connectivity,
    "spillovers": spillovers,
    "rebound": rebound,
}
