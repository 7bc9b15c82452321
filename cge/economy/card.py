"""An economy in a few lines: its data, its size, what is held fixed, and its totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import xarray as xr

from calibration.errors import first_of
from calibration.files.card import Card, Grid, rounded
from calibration.inter_industry.inequality import gdp

if TYPE_CHECKING:
    from cge.economy.economy import Economy

_MOST_LABELS = 12
_BILLION = 1e3  # of million USD


def economy_card(economy: Economy) -> Card:
    """The card of an economy; its model is not compiled for it."""
    benchmark = economy.benchmark
    attrs = benchmark.attrs
    prices = attrs.get("carbon_prices", "in force") if economy.carbon_prices else "none"
    name = f"{economy.name}, {economy.aggregation}: {economy.size}"
    facts = {
        "title": attrs.get("title"),
        "year": attrs.get("year"),
        **{f"{dim}s": _labels(economy.labels[dim]) for dim in ("region", "sector", "factor")},
        "closure": f"{economy.closure.label}; numeraire {economy.closure.numeraire}",
        "structure": economy.structure,
        "technology": economy.technology,
        "emissions": f"follow {economy.emissions}",
        "other gases": economy.gases,
        "carbon prices": prices,
    }
    return Card("Economy", name, facts=facts, grid=_totals(benchmark))


def _labels(labels: Sequence[str]) -> str:
    return f"{len(labels)}: {first_of(labels, _MOST_LABELS)}"


def _totals(benchmark: xr.Dataset) -> Grid:
    """What the world makes, trades and emits."""
    sales = benchmark["sales"]
    abroad = sales.where(sales["origin"] != sales["destination"], 0.0)
    rows = [
        ["GDP, billion USD", rounded(float(gdp(benchmark).sum()) / _BILLION, 0)],
        [
            "trade between regions, basic prices, billion USD",
            rounded(float(abroad.sum()) / _BILLION, 0),
        ],
    ]
    emitted = float(benchmark["co2"].sum()) if "co2" in benchmark else 0.0
    rows += [["CO2 of activities, Mt", rounded(emitted, 0)]] if emitted > 0 else []
    return Grid(("benchmark", "all regions"), rows)
