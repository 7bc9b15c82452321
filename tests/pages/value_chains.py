"""Tables of the page on inter-industry accounts: the shipped data, all economies and industries."""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr

from calibration.inter_industry import (
    InterIndustry,
    emission_accounts,
    inter_industry,
)
from calibration.inter_industry import exports as exported
from calibration.inter_industry import imports as imported
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import full

PAGE = marks.DOCS / "value-chains.md"
SHOWN = ("USA", "CHN", "DEU", "JPN", "KOR", "IND", "GBR")


@cache
def table() -> InterIndustry:
    """Its inter-industry table."""
    return inter_industry(full())


@cache
def emitted() -> xr.Dataset:
    """Emissions by producer and by final buyer, and those of households, Mt CO2."""
    found = emission_accounts(table())
    return found.assign(household=full().co2_household.sum("sector"))


@cache
def content(region: str) -> dict[str, float]:
    """Value added at home and abroad in the exports of a region, and taxes on inputs, %."""
    here = table().block(table().regions.index(region))
    sold = np.zeros(table().industries)
    sold[here] = table().exports.sum(axis=1)[here]
    earned = table().value_added * table().output_for(sold)
    parts = {"domestic": earned[here].sum(), "foreign": earned.sum() - earned[here].sum()}
    parts["taxes"] = sold.sum() - earned.sum()
    return {name: 100 * float(value) / float(sold.sum()) for name, value in parts.items()}


def net_exports(region: str) -> tuple[float, float]:
    """Of emissions of activities, and of all, %."""
    here = emitted().sel(region=region)
    net, made = float(here.net_exported), float(here.production_based)
    return 100 * net / made, 100 * net / (made + float(here.household))


def published() -> str:
    """The shipped data beside published figures."""
    world = emitted().exported.sum() / emitted().production_based.sum()
    germany = content("DEU")
    china, states = net_exports("CHN"), net_exports("USA")
    rows = [
        ["", "Here", "Published"],
        [
            "Germany, domestic value added in exports",
            f"{fixed(germany['domestic'], 1)} % (with double counting; "
            f"taxes on inputs {fixed(germany['taxes'], 1)} %)",
            "73 % in 2009 (OECD TiVA)",
        ],
        [
            "CO2 emitted for final buyers in other regions, share of world",
            f"{fixed(100 * world, 1)} % of activities' emissions",
            "23 % in 2004 (Davis and Caldeira 2010)",
        ],
        [
            "China, net exports of CO2",
            f"{fixed(china[1], 1)} % (of activities' alone: {fixed(china[0], 1)} %)",
            "14 % of territorial emissions (Global Carbon Project by Our World in Data, "
            "year not stated)",
        ],
        [
            "United States, net imports of CO2",
            f"{fixed(-states[1], 1)} % (of activities' alone: {fixed(-states[0], 1)} %)",
            "7.7 % of territorial emissions (same)",
        ],
    ]
    return markdown(rows)


def foreign() -> str:
    """Foreign value added in exports."""
    cells = [fixed(content(region)["foreign"], 1) for region in SHOWN]
    return markdown([["% of exports", *SHOWN], ["foreign value added", *cells]])


def united_states() -> str:
    """Why net imports of the United States are what they are."""
    here = emitted().sel(region="USA")
    bought = float(imported(full()).sel(region="USA").sum()) / 1e3
    sold = float(exported(full()).sel(region="USA").sum()) / 1e3
    made, net = float(here.production_based), -float(here.net_exported)
    everything = made + float(here.household)
    even = float(here.imported) * sold / bought - float(here.exported)
    per_usd = (float(here.imported) / bought, float(here.exported) / sold)
    rows = [
        ["Step", "Net imports, %"],
        [f"of activities' emissions, {fixed(made, 0)} Mt", fixed(100 * net / made, 1)],
        [
            f"households' {fixed(here.household, 0)} Mt added to the base",
            fixed(100 * net / everything, 1),
        ],
        [
            f"if imports ({fixed(bought, 0)} billion USD) were as large as exports "
            f"({fixed(sold, 0)})",
            fixed(100 * even / everything, 1),
        ],
        ["published, year not stated", "7.7"],
    ]
    text = (
        f"\nNet imports are {fixed(net, 0)} Mt: {fixed(here.imported, 0)} embodied in imports, "
        f"{fixed(per_usd[0], 2)} kg per USD, and {fixed(here.exported, 0)}\nin exports, "
        f"{fixed(per_usd[1], 2)} kg per USD.\n"
    )
    return markdown(rows) + text


PARTS = {"published": published, "foreign": foreign, "united states": united_states}
