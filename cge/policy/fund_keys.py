"""The key by which a fund of border receipts is shared among regions."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.membership import members
from cge.inputs.selector import Groups, read_selector, resolve
from cge.settings.funds import Fund


def fund_key(
    given: str | dict[str, float], benchmark: xr.Dataset, groups: Groups
) -> tuple[np.ndarray, list[str]]:
    """Part of the fund that each region of a benchmark gets.

    Parameters
    ----------
    given
        Name or path of a key, whose weights are by member at the finest level, so that an
        aggregate gets the sum of its members; or weights by label, pattern or group.
    benchmark
        At any level of aggregation.
    groups
        Named groups of regions.

    Returns
    -------
    key : numpy.ndarray
        Shares that sum to one (region).
    problems : list of str
        What is wrong with it.
    """
    regions = [str(r) for r in benchmark["region"].to_numpy()]
    if isinstance(given, str):
        try:
            weights = _of_members(given, benchmark)
        except InputError as error:
            return np.zeros(len(regions)), list(error.problems)
        problems: list[str] = []
    else:
        weights, problems = _of_labels(given, regions, groups)
    total = weights.sum()
    if not problems and not total > 0:
        problems.append(f"fund: no region of the data has a weight in '{given}'")
    return weights / (total or 1.0), problems


def _of_members(name: str, benchmark: xr.Dataset) -> np.ndarray:
    weights = Fund.from_name(name).weights
    found = members(benchmark, "region").values()
    return np.array([sum(weights.get(m, 0.0) for m in inside) for inside in found])


def _of_labels(
    given: dict[str, float], regions: list[str], groups: Groups
) -> tuple[np.ndarray, list[str]]:
    """Each name's weight is shared equally by the labels it means."""
    weights, problems = np.zeros(len(regions)), []
    for name, weight in given.items():
        chosen, found = resolve(read_selector(name), "region", regions, groups)
        problems += [f"fund: {problem}" for problem in found]
        weights[np.isin(regions, chosen)] += weight / max(len(chosen), 1)
    return weights, problems
