"""Tables of what went in: elasticities with their sources, shocks, and the closure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.report.tables.columns import Column
from cge.report.tables.ready.asked import REGION, Asked
from cge.report.tables.table import Table
from cge.results.inputs import CLOSURE, closure_of
from cge.results.sources import source_of
from cge.settings.closures import Closure
from cge.settings.swaps import Swap
from cge.symbols.registry import entry_of

_ELASTICITY, _SHOCKED = "elasticity", ("level", "power")
# Dims by which elasticities have sources, one row for each label.
_BY = ("sector", "activity", "agent")
_DECIMALS, _OF_LEVELS = 2, 4
_REGIONAL = {
    "regional household": "one budget of each region, shared in fixed proportions",
    "own budget": "a budget of its own in each region",
}
_EXTERNAL = {
    "fixed": "fixed, in units of the world factor-price index",
    "share of income": "a fixed share of each region's income, made to sum to zero",
    "balanced first": "zero: trade is balanced before every experiment, and stays so",
}


# ------------------------------------------------------------------ elasticities
def parameters(asked: Asked) -> Table:
    """Every elasticity in use by sector, over regions, with its source."""
    rows = list(_elasticities(asked))
    index = pd.MultiIndex.from_tuples([row[:2] for row in rows], names=["elasticity", "of"])
    frame = pd.DataFrame(
        [row[2:] for row in rows], index, ["lowest", "highest", "symbol", "source"]
    )
    heads = [
        Column("lowest", "Lowest", "", _DECIMALS),
        Column("highest", "Highest", "", _DECIMALS),
        Column("symbol", "Name", words=True),
        Column("source", "Source", words=True, cited=True),
    ]
    statement = "Elasticities of substitution in use, lowest and highest over regions"
    return asked.made("parameters", "Elasticities", frame, heads, statement, stubs=2)


def _elasticities(asked: Asked) -> Iterator[tuple[str, str, float, float, str, str]]:
    result = asked.result
    assert result.benchmark is not None
    data = str(result.data.attrs.get("data", ""))
    for name in sorted(map(str, result.data.data_vars)):  # a file keeps them in another order
        if not _is_of(name, (_ELASTICITY,)):
            continue
        array = _of_benchmark(result.data[name])
        for label, own in _parts(array, asked):
            lowest, highest = float(own.min()), float(own.max())
            source = source_of(result.benchmark, name, [label], data)
            yield entry_of(name).description, label, lowest, highest, name, source


def _parts(array: xr.DataArray, asked: Asked) -> Iterator[tuple[str, xr.DataArray]]:
    """An elasticity by sector or agent, of the regions that are shown."""
    for dim in ("destination", REGION):
        if dim in array.dims:
            array = array.sel({dim: asked.regions})
    by = next((dim for dim in _BY if dim in array.dims), None)
    if by is None:
        yield "all", array
        return
    for label in map(str, array[by].to_numpy()):
        if by == "agent" or label in asked.sectors:
            yield label, array.sel({by: label})


def _of_benchmark(array: xr.DataArray) -> xr.DataArray:
    return array.sel({EXPERIMENT: BENCHMARK}) if EXPERIMENT in array.dims else array


def _is_of(name: str, kinds: tuple[str, ...]) -> bool:
    try:
        return entry_of(name).kind in kinds
    except KeyError:
        return False


# ------------------------------------------------------------------ shocks
def shocks(asked: Asked) -> Table:
    """Every parameter that an experiment moves: how many cells, and the one that moves most."""
    rows = list(_moves(asked))
    index = pd.MultiIndex.from_tuples([row[:2] for row in rows], names=[EXPERIMENT, "parameter"])
    columns = ["description", "cells", "before", "after", "unit", "where", "by"]
    heads = [
        Column("description", "Description", words=True),
        Column("cells", "Cells that move"),
        Column("before", "Benchmark, largest move", decimals=_OF_LEVELS),
        Column("after", "Experiment, largest move", decimals=_OF_LEVELS),
        Column("unit", "Unit", words=True),
        Column("where", "Where it moves most", words=True),
        Column("by", "Moved by", words=True),
    ]
    statement = (
        "Parameters that differ from the benchmark: how many of their cells, and the level before "
        "and after in the cell that moves most"
    )
    frame = pd.DataFrame([row[2:] for row in rows], index, columns)
    return asked.made("shocks", "Shocks", frame, heads, statement)


def _moves(asked: Asked) -> Iterator[tuple[str, str, str, float, float, float, str, str, str]]:
    data = asked.result.data
    adjust = {swap.parameter for swap in _closure(asked).swaps} if CLOSURE in data.attrs else set()
    for label in asked.experiments:
        for name in _shocked(data):
            before, after = (data[name].sel({EXPERIMENT: k}, drop=True) for k in (BENCHMARK, label))
            moved = after - before
            count = int((np.abs(moved.to_numpy()) > 0).sum())
            if not count:
                continue
            at = _largest(moved)
            ends = float(before.sel(at)), float(after.sel(at))
            entry = entry_of(name)
            where = ", ".join(f"{dim} {k}" for dim, k in at.items())
            by = "closure" if name in adjust else "scenario"
            yield (label, name, entry.description, float(count), *ends, entry.unit, where, by)


def _shocked(data: xr.Dataset) -> list[str]:
    """Parameters that may differ between experiments."""
    return [
        name
        for name in sorted(map(str, data.data_vars))  # a file keeps them in another order
        if EXPERIMENT in data[name].dims and _is_of(name, _SHOCKED)
    ]


def _largest(moved: xr.DataArray) -> dict[str, str]:
    """Labels of the cell that moves most."""
    place = np.unravel_index(int(np.abs(moved.to_numpy()).argmax()), moved.shape)
    return {
        str(dim): str(moved[dim].to_numpy()[k]) for dim, k in zip(moved.dims, place, strict=True)
    }


def lacks_shocks(asked: Asked) -> str:
    """Why there is no table of shocks; empty where there is."""
    return "" if any(_moves(asked)) else "no experiment moves a parameter"


# ------------------------------------------------------------------ closure
def closure(asked: Asked) -> Table:
    """What is held and what adjusts: numeraire, budgets, foreign saving, factors, swaps."""
    rows = list(_rules(asked))
    index = pd.Index(_numbered([item for item, _ in rows]), name="rule")
    frame = pd.DataFrame({"setting": [text for _, text in rows]}, index)
    heads = [Column("setting", "Setting", words=True)]
    statement = (
        "Every parameter is exogenous but for those that are said to adjust; every variable is "
        "endogenous but for those that are said to be held"
    )
    return asked.made("closure", "Closure", frame, heads, statement)


def _numbered(items: list[str]) -> list[str]:
    """Names of rows, those that come again with their number."""
    return [
        k if k not in items[:n] else f"{k} ({items[:n].count(k) + 1})" for n, k in enumerate(items)
    ]


def _rules(asked: Asked) -> Iterator[tuple[str, str]]:
    rules, attrs = _closure(asked), asked.result.data.attrs
    yield "Closure", f"{attrs.get('closure', '')}: {rules.title}"
    yield "Numeraire, held at 1", rules.numeraire
    yield "Government", _REGIONAL[rules.government]
    yield "Foreign saving", _EXTERNAL[rules.external]
    yield from _mobility(asked, rules)
    for swap in rules.swaps:
        yield "Held", _part(swap, swap.variable)
        yield "Adjusts for it", _part(swap, swap.parameter)
    yield "Market left out (Walras)", str(attrs.get("unsolved_market", ""))
    for key in ("structure", "technology", "abatement"):
        if attrs.get(key):
            yield key.capitalize(), str(attrs[key])
    yield "Reference", rules.reference


def _closure(asked: Asked) -> Closure:
    attrs: Mapping[str, Any] = asked.result.data.attrs
    return closure_of(str(attrs[CLOSURE]), str(attrs.get("closure", "")))


def _mobility(asked: Asked, rules: Closure) -> Iterator[tuple[str, str]]:
    """How each factor moves between activities, in which regions."""
    labels = {dim: asked.labels(dim) for dim in ("factor", REGION)}
    mobile, elasticity = rules.mobility(labels)
    adjusting = _adjusting(asked, rules)
    for f, factor in enumerate(labels["factor"]):
        said = []
        for value in np.unique(np.where(mobile[f], np.inf, elasticity[f])).tolist():
            here = mobile[f] if np.isinf(value) else ~mobile[f] & (elasticity[f] == value)
            regions = [labels[REGION][k] for k in np.flatnonzero(here)]
            where = "" if len(regions) == len(labels[REGION]) else f" in {', '.join(regions)}"
            said.append(f"{_manner(value)}{where}")
        said.append(_supply(adjusting.get(factor, []), len(labels[REGION])))
        yield f"Factor: {factor.replace('_', ' ')}", "; ".join(said)


def _manner(elasticity: float) -> str:
    if np.isinf(elasticity):
        return "mobile between activities"
    if elasticity == 0:
        return "fixed in each activity"
    return f"moves with elasticity of transformation {elasticity:g}"


def _adjusting(asked: Asked, rules: Closure) -> dict[str, list[str]]:
    """Regions by factor whose endowment the closure determines."""
    labels = {dim: asked.labels(dim) for dim in ("factor", REGION)}
    found: dict[str, list[str]] = {}
    for swap in rules.swaps:
        if swap.parameter == "endowment":
            for f, r in np.argwhere(swap.adjusts(labels)):
                found.setdefault(labels["factor"][f], []).append(labels[REGION][r])
    return found


def _supply(adjusting: list[str], regions: int) -> str:
    """Whether the supply of a factor is given."""
    if not adjusting:
        return "supply fixed"
    if len(adjusting) == regions:
        return "supply adjusts, see below"
    return f"supply adjusts in {', '.join(adjusting)}, see below, and is fixed elsewhere"


def _part(swap: Swap, symbol: str) -> str:
    dims = entry_of(symbol).dims
    where = [
        f"{dim} {', '.join(selector.names)}" for dim, selector in swap.where.items() if dim in dims
    ]
    return f"{entry_of(symbol).description} ({'; '.join([symbol, *where])})"


def lacks_closure(asked: Asked) -> str:
    """Why the closure is not known; empty where it is."""
    known = CLOSURE in asked.result.data.attrs
    return "" if known else "the file is of an older version and does not hold its closure"
