"""The cleaning step on tariffs, which no inter-country table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.cleaning.step import Found, Step, Task
from calibration.errors import InputError, nearest
from calibration.importing.shipped import WORLD, Shipped
from calibration.margins import dutiable
from calibration.membership import members
from calibration.tariffs import under_rates

NONE, SHIPPED = "none", "shipped"
_DIMS = ("sector", "origin", "destination")


def tariff_step(shipped: Shipped | None) -> Step:
    """The step that gives a benchmark the tariffs of the shipped world, where asked to."""

    def treat(benchmark: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
        if task.choice == NONE:
            return benchmark, Found()
        if shipped is None:
            raise InputError(f"tariffs: '{SHIPPED}' needs the folder of the shipped data")
        made = benchmark.assign(under_rates(benchmark, _rates(benchmark, shipped)))
        paid = made["tariff_revenue"].assign_attrs(units="million USD")
        return made, Found(f"rates of {WORLD} by industry and pair", {"tariffs": paid})

    return Step(
        "tariffs", "tariffs", "Inter-country tables have no tariffs apart from other taxes.",
        {
            NONE: "all rates are 0 unless --tariffs gives them",
            SHIPPED: f"rates of {WORLD}, by industry and pair of economies; what users pay stays, "
            "and the tariff is taken out of their product taxes",
        },
        NONE, treat,
    )  # fmt: skip


def _rates(benchmark: xr.Dataset, shipped: Shipped) -> np.ndarray:
    """Rates of the shipped world (sector, origin, destination): its revenue over what it taxes.

    Raises
    ------
    InputError
        Economies that it does not know.
    """
    world = shipped.world
    taxed = dutiable(world)
    _, industries = shipped.industries(members(benchmark, "sector"))
    known = {str(label) for label in world["region"].to_numpy()}
    regions = members(benchmark, "region")
    problems = [
        f"tariffs: {WORLD} has no economy '{member}'{nearest(member, known)}"
        for inside in regions.values()
        for member in inside
        if member not in known
    ]
    if problems:
        raise InputError(problems)
    groups = (industries, regions, regions)
    paid, base = (_sums(flows, groups) for flows in (world["tariff_revenue"], taxed))
    rate: np.ndarray = np.divide(paid, base, out=np.zeros_like(paid), where=base > 0)
    return rate


def _sums(flows: xr.DataArray, groups: tuple[Mapping[str, Sequence[str]], ...]) -> np.ndarray:
    """Sums over the members of each label, along sectors, origins and destinations."""
    values = flows.transpose(*_DIMS).to_numpy()
    for axis, (dim, members_of) in enumerate(zip(_DIMS, groups, strict=True)):
        at = {str(label): n for n, label in enumerate(flows[dim].to_numpy())}
        parts = [
            values.take([at[k] for k in inside], axis).sum(axis) for inside in members_of.values()
        ]
        values = np.stack(parts, axis)
    return values
