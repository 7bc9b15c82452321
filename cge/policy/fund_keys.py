"""The key by which a fund of border receipts is shared among regions."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.members import members
from cge.inputs.find import find
from cge.inputs.selector import Groups, read_selector, resolve
from cge.settings.read import WORDS, read_settings


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
    content = read_settings(find("funds", name), "the key of a fund", _problems)
    weights = content["weights"]
    found = members(benchmark, "region").values()
    return np.array([sum(float(weights.get(m, 0.0)) for m in inside) for inside in found])


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


def _problems(content: dict[str, Any]) -> list[str]:
    found = [f"key '{k}' is missing" for k in (*WORDS, "weights") if k not in content]
    rows = content.get("weights")
    if not isinstance(rows, dict) or not rows:
        return [*found, "weights: must be a mapping of members to weights"]
    return found + [
        f"weights: {member}: '{weight}' is not a number from 0"
        for member, weight in rows.items()
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight >= 0
    ]
