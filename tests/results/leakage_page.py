"""Leakage of a price of the EU27, and fuel prices under one of the world: tables of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import xarray as xr

import cge
from cge.economy.benchmark.resources import supply_elasticity, with_supply_elasticity
from cge.experiments.leakage_channels import world_prices

PAGE = Path(__file__).parents[2] / "docs" / "leakage.md"
_MARK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
RESOURCE = ["natural_resources"]
FUELS = ("COA", "OAG", "PET")
ARMINGTON = ("sigma_import_source", "sigma_domestic_import")
PRICES = (50, 100)


@cache
def economy(structure: str = "energy", carbon_prices: str | None = "none") -> cge.Economy:
    return cge.load(aggregation="16x24", structure=structure, carbon_prices=carbon_prices)


def supplied(factor: float) -> cge.Economy:
    """Coal, oil and gas with other supply elasticities."""
    here = economy()
    old = supply_elasticity(here.benchmark, RESOURCE)
    chosen = old.activity.isin(["COA", "OAG"]) & np.isfinite(old)
    wanted = (factor * old).where(chosen)
    changed = with_supply_elasticity(here.benchmark, RESOURCE, wanted)
    return replace(here, benchmark=changed, kin=None)


def traded(factor: float) -> cge.Economy:
    """All Armington elasticities other."""
    here = economy()
    return here.with_elasticities(**{n: factor * here.benchmark[n] for n in ARMINGTON})


def both(supply: float, trade: float) -> cge.Economy:
    """Supply and Armington elasticities other."""
    changed = {n: trade * economy().benchmark[n] for n in ARMINGTON}
    return supplied(supply).with_elasticities(**changed)


CASES: dict[str, Callable[[], cge.Economy]] = {
    "`gtap-e`, no resources": lambda: economy("gtap-e"),
    "**`energy`**": economy,
    "supply of coal, oil and gas half as elastic": lambda: supplied(0.5),
    "twice as elastic": lambda: supplied(2.0),
    "Armington elasticities halved": lambda: traded(0.5),
    "doubled": lambda: traded(2.0),
    "supply twice as elastic, Armington halved": lambda: both(2.0, 0.5),
    "carbon prices in force below": lambda: economy("energy", None),
}


def plan(prices: tuple[int, ...] = PRICES, bordered: bool = True) -> cge.Scenario:
    """Prices of the EU27 on all activities, each without and, if asked, with border adjustment."""
    packages: dict[str, object] = {}
    chosen = {}
    for usd in prices:
        shock = {"parameter": "carbon_price_economy", "region": "EU27", "set": usd}
        border = {"destination": "EU27", "sectors": "cbam", "intensity": "direct", "price": usd}
        packages |= {f"p{usd}": {"shocks": [shock]}, f"b{usd}": {"cbam": [border]}}
        chosen[f"{usd}"] = [f"p{usd}"]
        if bordered:
            chosen[f"{usd}, border"] = [f"p{usd}", f"b{usd}"]
    return cge.Scenario.from_dict(
        {"title": "A price of the EU", "packages": packages, "experiments": chosen}
    )


@cache
def channels(case: str) -> xr.Dataset:
    return channels_of(case, plan())


@cache
def of_fifty(case: str) -> xr.Dataset:
    """Channels of 50 USD alone."""
    return channels_of(case, plan((50,), bordered=False)).sel(experiment="50")


def channels_of(case: str, asked: cge.Scenario) -> xr.Dataset:
    found = cge.leakage_channels(CASES[case](), asked, home="EU27")
    assert found.attrs["verified"], found.attrs["verdict"]
    return found


@cache
def world(structure: str) -> cge.Result:
    shock = {"parameter": "carbon_price_economy", "set": 50}
    one = {"title": "A price of the world", "packages": {"world": {"shocks": [shock]}}}
    result = cge.solve(economy(structure), cge.Scenario.from_dict(one))
    assert result.verified, result.verdict
    return result


def leakage_table() -> str:
    lines = [
        "| | USD | CO2 of the EU27, Mt | Leakage, % | Competitiveness | Fuel prices "
        "| Leakage with border adjustment | Competitiveness | Fuel prices |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for usd in PRICES:
        for case in CASES:
            price, border = (channels(case).sel(experiment=f"{usd}{b}") for b in ("", ", border"))
            numbers = [f"{float(price.home_change):.0f}"]
            for here in (price, border):
                parts = ("leakage", "competitiveness", "fuel_price")
                numbers += [f"{float(here[f'{name}_percent']):.1f}" for name in parts]
            lines.append(f"| {case} | {usd} | {' | '.join(numbers)} |")
    return "\n".join(lines) + "\n"


def world_table() -> str:
    lines = [
        "| | World CO2, % | Price of coal, % | oil and gas | petroleum products "
        "| Output of coal, % | oil and gas | petroleum products |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for structure in ("gtap-e", "energy"):
        data = world(structure).data
        emitted = data.emissions.sum(["activity", "region"])
        made = data.output.sum("region").sel(activity=list(FUELS))
        price = world_prices(data, FUELS).sel(experiment="world")
        change = 100 * (made.sel(experiment="world") / made.sel(experiment="benchmark") - 1)
        co2 = 100 * (emitted.sel(experiment="world") / emitted.sel(experiment="benchmark") - 1)
        numbers = [float(co2), *map(float, price), *map(float, change)]
        lines.append(f"| `{structure}` | {' | '.join(f'{number:.1f}' for number in numbers)} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page with its tables written anew."""
    made = {"leakage": leakage_table, "world": world_table}
    text = PAGE.read_text(encoding="utf-8")
    return _MARK.sub(lambda found: found[1] + made[found[2]]() + found[3], text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
