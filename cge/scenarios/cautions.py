"""What a user may not expect of shocks that are accepted: points, absent flows, hidden trade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.membership import members
from cge.economy.benchmark.arrays import Benchmark
from cge.economy.reach import base_of
from cge.inputs.selector import Groups, cells, no_groups, resolve
from cge.scenarios.package import Shock
from cge.scenarios.scenario import Scenario
from cge.scenarios.shocks import POWER

Array = np.ndarray
_TRADE = ("origin", "destination")


def cautions_of_shocks(
    plan: Scenario, parameters: xr.Dataset, benchmark: Benchmark, groups: Groups = no_groups
) -> list[str]:
    """Cautions on the shocks of a scenario that fits an economy, each once.

    Said are points below 1 on a rate; shocks, or labels that a shock names, that reach no flow
    of the benchmark; and trade that an aggregate region holds within itself.

    Parameters
    ----------
    plan
        The scenario; all of its shocks are known to be valid.
    parameters
        The parameters of the economy before any shock.
    benchmark
        The arrays of the data it is calibrated to.
    groups
        As in `cge.scenarios.apply`.
    """
    used = dict.fromkeys(name for names in plan.chosen.values() for name in names)
    found: dict[str, None] = {}
    hidden: dict[str, dict[str, None]] = {}
    for shock in plan.shocks_of(used):
        array = parameters[shock.parameter]
        labels = {str(d): [str(k) for k in array[d].to_numpy()] for d in array.dims}
        mask, _ = cells(shock.parameter, shock.where, labels, groups)
        found |= dict.fromkeys(_points(shock, array))
        found |= dict.fromkeys(_lost(shock, mask, labels, benchmark, groups))
        within = _within(shock, mask, labels, benchmark.dataset)
        hidden.setdefault(shock.parameter, {}).update(dict.fromkeys(within))
    return [*found, *_inside(hidden)]


def experiments_with(plan: Scenario, parameter: str, without: str = "") -> list[str]:
    """Experiments with a shock to a parameter that does not name the dimension ``without``."""
    return [
        name
        for name, shocks in plan.experiments.items()
        if any(s.parameter == parameter and without not in s.where for s in shocks)
    ]


def _points(shock: Shock, array: xr.DataArray) -> Iterator[str]:
    """A rate that is given as a fraction."""
    small = shock.operation == "add_points" and 0 < abs(shock.number) < 1
    if small and array.attrs["kind"] == POWER:
        yield (
            f"{shock.place}add_points counts percentage points: {shock.number:g} moves a rate of "
            f"5 % to {5 + shock.number:g} %; ten per cent are 10"
        )


def _lost(
    shock: Shock,
    mask: Array,
    labels: dict[str, list[str]],
    benchmark: Benchmark,
    groups: Groups,
) -> Iterator[str]:
    """What a shock names and does not reach, since it falls on nothing there."""
    known = base_of(shock.parameter, benchmark)
    if known is None:
        return
    words, base = known
    live = mask & (base > 0)
    if _bilateral(labels) and not shock.domestic:
        live &= ~_diagonal(mask, labels)
    if not live.any():
        yield f"{shock.place}reaches no {words}: there is none in the benchmark where it applies"
        return
    for axis, (dim, known_labels) in enumerate(labels.items()):
        if dim not in shock.where:
            continue
        alive = _along(live, axis)
        chosen, _ = resolve(shock.where[dim], dim, known_labels, groups)
        absent = [k for k, there in zip(known_labels, alive, strict=True) if not there]
        lost = [k for k in absent if k in chosen and not _only_itself(k, dim, shock, labels)]
        if lost:
            yield f"{shock.place}reaches no {words} at {dim} {', '.join(lost)}: there is none"


def _only_itself(label: str, dim: str, shock: Shock, labels: dict[str, list[str]]) -> bool:
    """Whether a region is left out only as partner of itself, which is no loss."""
    if shock.domestic or not _bilateral(labels) or dim not in _TRADE:
        return False
    other = _TRADE[1 - _TRADE.index(dim)]
    return other in shock.where and label in shock.where[other].names


def _within(
    shock: Shock, mask: Array, labels: dict[str, list[str]], benchmark: xr.Dataset
) -> list[str]:
    """Aggregate regions whose own trade a shock means, and cannot reach."""
    if shock.domestic or not _bilateral(labels):
        return []
    at_itself = mask & _diagonal(mask, labels)
    axis = list(labels).index("destination")
    inside = members(benchmark, "region")
    regions = zip(labels["destination"], _along(at_itself, axis), strict=True)
    return [k for k, is_meant in regions if is_meant and len(inside[k]) > 1]


def _inside(hidden: dict[str, dict[str, None]]) -> Iterator[str]:
    """One sentence for the parameters that miss the same trade."""
    by_regions: dict[str, list[str]] = {}
    for parameter, regions in hidden.items():
        if regions:
            by_regions.setdefault(", ".join(regions), []).append(f"'{parameter}'")
    for names_of_regions, names in by_regions.items():
        yield (
            f"trade among the members of {names_of_regions} lies inside one region of this "
            f"aggregation: shocks to {', '.join(names)} do not reach it"
        )


def _along(mask: Array, axis: int) -> Array:
    """Whether anything is true at each place of one axis."""
    return np.asarray(mask.any(axis=tuple(k for k in range(mask.ndim) if k != axis)))


def _bilateral(labels: dict[str, list[str]]) -> bool:
    return set(labels).issuperset(_TRADE)


def _diagonal(mask: Array, labels: dict[str, list[str]]) -> Array:
    """Sales of a region to itself, in the shape of an array."""
    axes = [list(labels).index(dim) for dim in _TRADE]
    at = np.indices(mask.shape)
    return np.asarray(at[axes[0]] == at[axes[1]])
