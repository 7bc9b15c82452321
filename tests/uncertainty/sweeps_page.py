"""Intervals of the default scenario, and what decides them: tables of the page on sweeps.

``python -m tests.uncertainty.sweeps_page [STORE]`` writes them anew; with a folder for draws, it
goes on where it was stopped.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import xarray as xr

import cge
from cge.uncertainty.numbers import ELASTICITY
from tests.pages import marks
from tests.pages.numbers import markdown, signed

PAGE = marks.DOCS / "sweeps.md"
SCENARIO, FILE, EXPERIMENT = "nqp-and-cbam", "default-scenario", "both"
DRAWS, SEED, LEVEL = 500, 0, 0.9
GAIN, GDP, CO2 = "equivalent_variation_percent", "real_gdp_percent", "co2_percent"
HEADLINES = (
    ("EU27, equivalent variation", GAIN, "EU27"),
    ("EU27, real GDP", GDP, "EU27"),
    ("EU27, CO2", CO2, "EU27"),
    ("China, equivalent variation", GAIN, "CHN"),
    ("China, real GDP", GDP, "CHN"),
    ("Russia, equivalent variation", GAIN, "RUS"),
    ("India, equivalent variation", GAIN, "IND"),
    ("Korea, equivalent variation", GAIN, "KOR"),
    ("World, equivalent variation", "equivalent_variation_world", None),
    ("World, CO2", "co2_change_world", None),
)
SHOWN = 3  # numbers shown of each headline
LEAST = 0.01  # share of the variance below which a number is not shown
VISIBLE = 0.001  # and below which no elasticity is


@cache
def swept(store: Path | None = None) -> cge.Sweep:
    """The sweep of the page."""
    economy = cge.load(aggregation="16x22", structure="gtap-e")
    found = cge.sweep(economy, SCENARIO, FILE, draws=DRAWS, seed=SEED, store=store)
    assert found.verified, found.failed
    return found


def intervals(found: cge.Sweep) -> str:
    """What each region gains, with intervals."""
    rows = [["Region", "equivalent variation, %", "mean", "above 0", "real GDP, %"]]
    table = {name: found.interval(name, LEVEL).sel(experiment=EXPERIMENT) for name in (GAIN, GDP)}
    moments = found.moments()[GAIN].sel(experiment=EXPERIMENT)
    for region in table[GAIN].region.to_numpy():
        gain, gdp = (table[name].sel(region=region) for name in (GAIN, GDP))
        mean, above = (float(moments.sel(region=region, moment=m)) for m in ("mean", "positive"))
        rows.append(
            [str(region), _interval(gain), signed(mean, 3), f"{100 * above:.0f} %", _interval(gdp)]
        )
    return markdown(rows)


def _interval(one: xr.Dataset) -> str:
    central, low, high = (signed(float(one[name]), 3) for name in ("central", "low", "high"))
    return f"{central} [{low}, {high}]"


@dataclass(frozen=True)
class Decided:
    """Shares of the variance of an outcome.

    Attributes
    ----------
    explained
        Share that a linear regression on all numbers explains.
    shares
        Squared standardised coefficient of each number, by label, largest first.
    """

    explained: float
    shares: Mapping[str, float]


def decided(numbers: xr.DataArray, outcome: xr.DataArray) -> Decided:
    """What numbers (draw, numbers) have in the variance of an outcome (draw)."""
    x, y = numbers.to_numpy(), outcome.to_numpy()
    x, y = x - x.mean(axis=0), y - y.mean()
    slope, *_ = np.linalg.lstsq(x, y, rcond=None)
    shares = slope**2 * x.var(axis=0) / y.var()
    labels = [str(label) for label in numbers["numbers"].to_numpy()]
    order = np.argsort(-shares)
    explained = 1 - float((y - x @ slope).var() / y.var())
    return Decided(explained, {labels[k]: float(shares[k]) for k in order})


def deciders(found: cge.Sweep) -> str:
    """The numbers that decide each headline, what elasticities have in it, and which most."""
    data = found.data.sel(experiment=EXPERIMENT)
    kind = found.numbers["kind"]
    heads = ["Headline", "explained", "decided by", "all elasticities", "most of them"]
    rows = [heads]
    for title, name, region in HEADLINES:
        outcome = data[name] if region is None else data[name].sel(region=region)
        one = decided(data["number"], outcome)
        first = [_share(k, s, 0) for k, s in one.shares.items() if s >= LEAST][:SHOWN]
        known = {k: s for k, s in one.shares.items() if kind[k] == ELASTICITY}
        explained, every = (f"{100 * s:.1f} %" for s in (one.explained, sum(known.values())))
        label, most = next(iter(known.items()))
        best = _share(label, most) if most >= VISIBLE else "none has 0.1 %"
        rows.append([title, explained, ", ".join(first), every, best])
    return markdown(rows)


def _share(label: str, share: float, digits: int = 1) -> str:
    return f"`{label}` {100 * share:.{digits}f} %"


PARTS = {"intervals": intervals, "deciders": deciders}


def page(store: Path | None = None) -> str:
    """The page with its tables made anew."""
    found = swept(store)
    return marks.renewed(PAGE, {k: lambda part=part: part(found) for k, part in PARTS.items()})


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pages say what results rest on
        PAGE.write_text(page(*map(Path, sys.argv[1:2])), encoding="utf-8")
