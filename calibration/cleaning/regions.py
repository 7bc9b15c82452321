"""Regions that produce and spend nothing: joined to another, or refused."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.cleaning.costs import settled
from calibration.cleaning.step import REFUSE, Found, Step, Task
from calibration.errors import InputError, nearest
from calibration.guard.sense import ROUNDING
from calibration.readers.table import sold

_DIMS = ("origin", "destination", "region")


def _spending(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    spent = table["final"].sum(("sector", "origin", "category"))
    made = sold(table).sum("sector").rename(origin="destination")
    idle = [str(k) for k in spent["destination"].to_numpy()[(spent <= ROUNDING * made).to_numpy()]]
    if not idle:
        return table, Found()
    amounts = {"output": sold(table).sel(origin=idle)}
    named = ", ".join(idle)
    known = [str(label) for label in table["origin"].to_numpy() if str(label) not in idle]
    if task.choice == REFUSE:
        raise InputError(
            f"spending: {named} buys nothing for final use, so nobody spends its income; join it "
            f"to another, as in '--clean spending={known[-1] if known else 'REGION'}'"
        )
    if task.choice not in known:
        raise InputError(f"spending: unknown region '{task.choice}'{nearest(task.choice, known)}")
    label = dict.fromkeys(idle, task.choice)
    return settled(joined(table, label)), Found(f"{named} joined to {task.choice}", amounts)


def joined(table: xr.Dataset, label: dict[str, str]) -> xr.Dataset:
    """A table in which some economies are part of others; every flow is summed.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.
    label : dict of str to str
        Label of each economy that is joined; others keep their own.
    """
    for dim in (d for d in _DIMS if d in table.dims):
        members = [str(k) for k in table[dim].to_numpy()]
        kept = [k for k in members if k not in label]
        into = np.array([[float(label.get(m, m) == k) for m in members] for k in kept])
        table = _summed(table, dim, xr.DataArray(into, {"_kept": kept, dim: members}))
    return table


def _summed(table: xr.Dataset, dim: str, into: xr.DataArray) -> xr.Dataset:
    made = {
        name: xr.dot(into, array, dim=dim)
        .rename(_kept=dim)
        .transpose(*array.dims)
        .assign_attrs(array.attrs)
        for name, array in table.items()
        if dim in array.dims
    }
    rest = {name: array for name, array in table.items() if dim not in array.dims}
    return xr.Dataset(made | rest, attrs=table.attrs)


SPENDING = Step(
    "spending", "regions without final demand",
    "Nobody spends the income of a region that buys nothing for final use.",
    {REFUSE: "refuse them"}, REFUSE, _spending, own={"REGION": "join them to this region"},
)  # fmt: skip
