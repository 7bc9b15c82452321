"""Facts beside a benchmark, and the verdict on each."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.groups import Groups
from calibration.membership import members
from calibration.validation.facts import Fact
from calibration.validation.measures import MEASURES, Place

VERDICTS = ("pass", "doubt", "miss", "left out")
WORLD, EACH = "world", "each"


class _UnknownError(Exception):
    """Why a fact cannot be compared with a benchmark."""


@explained
def validate(benchmark: xr.Dataset, facts: Sequence[Fact], groups: Groups) -> pd.DataFrame:
    """Set published figures beside the numbers of a benchmark.

    Parameters
    ----------
    benchmark : xarray.Dataset
        A complete benchmark at any level of aggregation.
    facts : sequence of Fact
        As `read_facts` reads them.
    groups : Groups
        What the names of groups in the facts mean, as `read_groups` reads them.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``id``: ``what``, ``where``, ``year``, ``unit``, ``published``, ``here`` (both in
        that unit), ``deviation`` (% of the published figure), ``verdict`` (one of `VERDICTS`) and
        ``why`` (why a fact is left out). A fact is left out where no labels of the benchmark make
        up what it is of, where the benchmark has nothing to measure, and where its year is too far
        from the benchmark's.
    """
    rows = [_row(benchmark, fact, groups) for fact in facts]
    columns = ["id", "what", "where", "year", "unit", "published", "here", "deviation", "verdict"]
    return pd.DataFrame(rows, columns=[*columns, "why"]).set_index("id")


def _row(benchmark: xr.Dataset, fact: Fact, groups: Groups) -> dict[str, object]:
    here, why = nan, ""
    try:
        here = _number(benchmark, fact, groups)
    except _UnknownError as reason:
        why = str(reason)
    deviation = 100 * (here / fact.value - 1)
    return {
        "id": fact.id,
        "what": fact.kind.title,
        "where": fact.where,
        "year": fact.year,
        "unit": fact.kind.unit,
        "published": fact.value,
        "here": here,
        "deviation": deviation,
        "verdict": verdict(fact, deviation),
        "why": why,
    }


def verdict(fact: Fact, deviation: float) -> str:
    """The verdict on a deviation, % of the published figure."""
    if isnan(deviation):
        return "left out"
    size = abs(deviation)
    return "pass" if size <= fact.kind.passes else "doubt" if size <= fact.kind.doubts else "miss"


def _number(benchmark: xr.Dataset, fact: Fact, groups: Groups) -> float:
    year = str(benchmark.attrs.get("year", ""))
    if year.isdecimal() and abs(int(year) - fact.year) > fact.kind.years:
        raise _UnknownError(f"the data are of {year}")
    number = MEASURES[fact.kind.name].number(benchmark, _place(benchmark, fact, groups))
    if isnan(number):
        raise _UnknownError("the data have no such values")
    return number


def _place(benchmark: xr.Dataset, fact: Fact, groups: Groups) -> Place:
    everybody = list(members(benchmark, "region"))
    region, origin, destination = (
        _labels(benchmark, "region", name, groups)
        for name in (fact.region, fact.origin, fact.destination)
    )
    if not region:
        origin = origin or [label for label in everybody if label not in destination]
        destination = destination or [label for label in everybody if label not in origin]
    sector = _labels(benchmark, "sector", fact.sector, groups)
    return Place(region, origin, destination, sector)


def _labels(benchmark: xr.Dataset, dimension: str, name: str, groups: Groups) -> list[str]:
    """Labels that together are what a name means, no more and no less; none where it is empty."""
    inside = members(benchmark, dimension)
    if name == EACH and any(len(finest) > 1 for finest in inside.values()):
        raise _UnknownError("trade inside a region of the data is not known")
    if name in (WORLD, EACH):
        return list(inside)
    known = groups.of(dimension)
    wanted = set(known[name].members if name in known else [name] if name else [])
    labels = [label for label, finest in inside.items() if wanted.issuperset(finest)]
    if wanted != {one for label in labels for one in inside[label]}:
        raise _UnknownError(f"no {dimension} of the data is {name}")
    return labels
