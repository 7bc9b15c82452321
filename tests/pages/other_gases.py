"""Tables of the page on other greenhouse gases: who emits them, and what they add to policies."""

from __future__ import annotations

from functools import cache

import xarray as xr

import cge
from calibration.gases import GASES, OTHER, OTHER_HOUSEHOLD
from cge.analysis.accounts import Accounts
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy, full, solved

PAGE = marks.DOCS / "other-gases.md"
# EDGAR_2024_GHG, global totals of 2022 with ships and aircraft between countries, Mt CO2e.
EDGAR = {"CH4": 9_868, "N2O": 2_461, "F-gases": 1_393}
PLACES = {
    "farms (A01)": ["A01"],
    "coal mines (B05)": ["B05"],
    "oil and gas wells (B06)": ["B06"],
    "chemicals (C20)": ["C20"],
    "aluminium and other metals (C24B)": ["C24B"],
    "electronics (C26)": ["C26"],
    "electricity and gas supply (D)": ["D"],
    "sewage and waste (E, O)": ["E", "O"],
    "trade (G)": ["G"],
}
ECONOMIES = ("CHN", "USA", "IND", "BRA", "RUS", "IDN", "DEU", "ROW")
GOODS = {"FER": "fertiliser", "CEM": "cement", "STL": "steel", "ALU": "aluminium", "UTL": "power"}
SCENARIO, RUN, EU = "cbam-100", "border_100_usd", "EU27"
ORIGINS = ("CHN", "IND", "RUS", "TUR", "USA")


def world() -> str:
    """Emissions of the world by gas and who emits, beside the totals of the source."""
    data = full()
    by_activity, at_home = (
        data[OTHER].sum("region"),
        data[OTHER_HOUSEHOLD].sum(["region", "sector"]),
    )
    named = [activity for labels in PLACES.values() for activity in labels]
    rows = [["Mt CO2e", *GASES]]
    for title, labels in PLACES.items():
        rows.append([title, *_cells(by_activity.sel(activity=labels).sum("activity"))])
    others = by_activity.sum("activity") - by_activity.sel(activity=named).sum("activity")
    rows += [["other activities", *_cells(others)], ["households", *_cells(at_home)]]
    rows.append(["**all**", *_cells(by_activity.sum("activity") + at_home)])
    rows.append(["EDGAR, global total", *(f"{EDGAR[gas]:,}" for gas in GASES)])
    return markdown(rows)


def economies() -> str:
    """Emissions of some economies by gas, beside CO2."""
    data = full()
    gases = data[OTHER].sum("activity") + data[OTHER_HOUSEHOLD].sum("sector")
    co2 = data["co2"].sum("activity") + data["co2_household"].sum("sector")
    rows = [["Mt CO2e", "CO2", *GASES, "part of all, %"]]
    for region in ECONOMIES:
        here = gases.sel(region=region)
        part = 100 * here.sum() / (here.sum() + co2.sel(region=region))
        rows.append([region, fixed(co2.sel(region=region), 0), *_cells(here), fixed(part, 0)])
    return markdown(rows)


def _cells(array: xr.DataArray) -> list[str]:
    return [fixed(array.sel(gas=gas), 0) for gas in GASES]


@cache
def _border(gases: str | None) -> cge.Result:
    given = {"gases": gases} if gases else {}
    return solved(SCENARIO, aggregation="cbam", **given)


def border() -> str:
    """What a charge covers with CO2 alone and with all gases."""
    both = [Accounts(_border(g).data.sel(experiment=RUN)) for g in (None, "all")]
    rows = [["", "CO2", "all gases"]]
    for label, title in GOODS.items():
        here = [_of_imports(a.charged, label) / 1e3 for a in both]
        rows.append([f"receipts on {title}, billion USD", *(fixed(x, 2) for x in here)])
    for label in ("FER", "ALU"):
        for origin in ORIGINS:
            rates = [
                _border(g)
                .border_adjustment()
                .ad_valorem_by_sector.sel(experiment=RUN, sector=label, origin=origin)
                for g in (None, "all")
            ]
            title = f"{GOODS[label]} of {origin}, % of the price"
            rows.append([title, *(fixed(rate, 1) for rate in rates)])
    return markdown(rows)


def _of_imports(flows: xr.DataArray, label: str) -> float:
    return float(flows.sel(sector=label, destination=EU).drop_sel(origin=EU).sum())


def price() -> str:
    """50 USD on all activities of the EU, with CO2 alone and with all gases."""
    both = [_priced(which) for which in (None, "all")]
    rows = [["50 USD on all activities of the EU, %", "CO2", "all gases"]]

    def row(title: str, *values: float, digits: int = 2) -> None:
        rows.append([title, *(fixed(value, digits) for value in values)])

    for title, name in (("emissions", "emissions"), ("output of farms", "output")):
        at = {"region": EU} | ({"activity": "AGR"} if name == "output" else {})
        row(title, *(_percent(r.data[name].sel(at)) for r in both))
    counted = both[1].data.emissions_by_gas.sel(region=EU)
    rows += [[f"emissions of {gas}", "", fixed(_percent(counted.sel(gas=gas)), 2)] for gas in GASES]
    row("leakage rate", *(100 * r.leakage().leakage_rate.item() for r in both))
    row("equivalent variation, % of income", *(_gain(r) for r in both), digits=3)
    return markdown(rows)


@cache
def _priced(gases: str | None) -> cge.Result:
    given = {"gases": gases} if gases else {}
    shock = {"parameter": "carbon_price_economy", "region": EU, "add_points": 50}
    plan = {"title": "t", "carbon_prices": "none", "packages": {"price": {"shocks": [shock]}}}
    result = cge.solve(
        economy(aggregation="16x24", structure="gtap-e", **given),
        cge.Scenario.from_dict(plan),
        contributions=False,
    )
    assert result.verified, result.verdict
    return result


def _percent(values: xr.DataArray) -> float:
    """Change of a sum, %."""
    total = values.sum([d for d in values.dims if d != "experiment"])
    return float(100 * (total.sel(experiment="price") / total.sel(experiment="benchmark") - 1))


def _gain(result: cge.Result) -> float:
    return float(result.summary().equivalent_variation_percent.sel(region=EU, experiment="price"))


PARTS = {"world": world, "economies": economies, "border": border, "price": price}
