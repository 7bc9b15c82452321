"""The generated parts of the page on backtests; `python -m tests.backtesting.page` writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

import cge
from cge.backtesting.changes import LEVELS, MEASURES
from cge.backtesting.outcome import Backtested
from cge.backtesting.schema import NO_CHANGE
from tests.pages import marks
from tests.pages.numbers import fixed, markdown, signed

PAGE = marks.DOCS / "backtest.md"
LONG, SHORT = "wiod-1995-2007", "wiod-2008-2011"
OLD = ("DEU", "FRA", "GBR", "ITA", "OLD")
SHOWN = (("correlation", 2), ("slope", 1), ("error", 1))
SIZES = (("half as large", 0.5), ("as in the table", 1.0), ("half as large again", 1.5))
STORIES = (
    ("China's exports", ("CHN",), None),
    ("China's exports to the USA", ("CHN",), ("USA",)),
    ("China's imports (as exports of all others)", None, ("CHN",)),
    ("New members' exports to the EU of 15", ("NEW",), OLD),
    ("Exports of the EU of 15 to new members", OLD, ("NEW",)),
    ("Mexico's exports to the USA", ("MEX",), ("USA",)),
    ("Exports of the USA to Mexico", ("USA",), ("MEX",)),
    ("Japan's exports to the USA", ("JPN",), ("USA",)),
)


@cache
def found(name: str, fit: bool = False) -> Backtested:
    """A backtest, with fitted elasticities where they are wanted."""
    done = cge.backtest(name, fit=fit)
    assert done.verified, done.verdict
    return done


def scores(name: str, measure: str) -> str:
    """Correlation, slope and error of every rule at every level."""
    table = found(name).scores.loc[measure]
    heads = [f"{level}: {words}" for level in LEVELS for words in ("corr.", "slope", "error")]
    rows = [["", *heads]]
    rows += [
        [rule, *(cell for level in LEVELS for cell in _cells(table.loc[level, rule]))]
        for rule in table.loc["flows"].index
    ]
    return markdown(rows)


def _cells(row) -> list[str]:
    return ["" if np.isnan(row[key]) else fixed(row[key], digits) for key, digits in SHOWN]


def stories() -> str:
    """Trade of known episodes, over GDP of the exporters, %."""
    data = found(LONG).data
    states = ["after", *found(LONG).test.steps, "gravity"]
    rows = [["Change from 1995 to 2007, %", "observed", *states[1:]]]
    for title, origins, destinations in STORIES:
        before = _ratio(data.sel(state="before"), origins, destinations)
        after = [_ratio(data.sel(state=state), origins, destinations) for state in states]
        rows.append([title, *(signed(100 * (ratio / before - 1), 0) for ratio in after)])
    return markdown(rows)


def _ratio(state, origins: Sequence[str] | None, destinations: Sequence[str] | None) -> float:
    regions = state["region"].to_numpy().tolist()
    here = [r for r in regions if r not in (destinations or ())] if origins is None else origins
    there = regions if destinations is None else destinations
    sold = state["trade"].sel(origin=list(here), destination=list(there)).sum()
    return float(sold / state["gdp"].sel(region=list(here)).sum())


def fits() -> str:
    """Factors on elasticities of trade that foresee best."""
    rows = [["Backtest", "step", "measure", "best factor", "90 % interval", "corr.", "corr. at 1"]]
    for name in (LONG, SHORT):
        for (measure, step), fit in found(name, fit=True).fits.items():
            best = fit.curve["correlation"].loc[fit.curve["error"].idxmin()]
            central = fit.curve["correlation"].loc[1.0]
            interval = f"{fixed(fit.low, 1)} to {fixed(fit.high, 1)}"
            edge = ", at the edge" if fit.at_edge else ""
            cells = [f"{fixed(fit.factor, 1)}{edge}", interval, fixed(best, 2), fixed(central, 2)]
            rows.append([name, step, measure, *cells])
    return markdown(rows)


def elasticities() -> str:
    """Elasticities among sources: those of the data and those that foresee best."""
    rows = [["Sector", "literature", f"best, {LONG}", "interval", f"best, {SHORT}", "interval"]]
    tables = [
        found(name, fit=True).fits["own_gdp", "all_known"].elasticities for name in (LONG, SHORT)
    ]
    for sector in tables[0].index:
        cells = [fixed(tables[0].loc[sector, "literature"], 1)]
        for table in tables:
            low, high = (fixed(table.loc[sector, end], 1) for end in ("low", "high"))
            cells += [fixed(table.loc[sector, "fitted"], 1), f"{low} to {high}"]
        rows.append([str(sector), *cells])
    return markdown(rows)


def recalled() -> str:
    """Scores and elasticities under other sizes of the cuts that are recalled."""
    heads = ["flows: corr.", "slope", "pairs: corr.", "slope"]
    rows = [["Cuts of tariffs", *heads, "best factor, tariffs", "best factor, all_known"]]
    for title, size in SIZES:
        done = found(LONG, fit=True) if size == 1 else _with_cuts(size)
        table = done.scores.loc["own_gdp"]
        cells = []
        for level in ("flows", "pairs"):
            row = table.loc[level, "tariffs"]
            cells += [fixed(row["correlation"], 2), fixed(row["slope"], 1)]
        fits = [done.fits["own_gdp", step] for step in ("tariffs", "all_known")]
        told = [f"{fixed(f.factor, 1)} ({fixed(f.low, 1)} to {fixed(f.high, 1)})" for f in fits]
        rows.append([title, *cells, *told])
    return markdown(rows)


def _with_cuts(size: float) -> Backtested:
    """The long backtest with higher or lower tariffs before; those after stay as they are."""
    test = found(LONG).test
    cuts = tuple(
        replace(one, before=max(one.after + size * (one.before - one.after), 0.0))
        for one in test.changes
    )
    return cge.backtest(test.model_copy(update={"changes": cuts}), fit=True)


def cells() -> str:
    """How many cells are scored, and how much trade there was to foresee."""
    rows = [["Backtest", "flows", "pairs", "exports", "imports", "no change errs in flows by, %"]]
    for name in (LONG, SHORT):
        table = found(name).scores.loc["own_gdp"]
        counts = [str(int(table.loc[level, NO_CHANGE]["cells"])) for level in LEVELS]
        rows.append([name, *counts, fixed(table.loc["flows", NO_CHANGE]["error"], 1)])
    return markdown(rows)


QUICK = {
    "cells": cells,
    **{
        f"scores {name} {measure}": partial(scores, name, measure)
        for name in (LONG, SHORT)
        for measure in MEASURES
    },
    "stories": stories,
}
"""What needs few solutions."""

PARTS = QUICK | {"recalled": recalled, "fits": fits, "elasticities": elasticities}


if __name__ == "__main__":
    marks.write(PAGE, PARTS)
