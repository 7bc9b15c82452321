"""Negative final demand: netted within its agent, or set to zero with output computed anew."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.cleaning.costs import gap, settled, with_value_added
from calibration.cleaning.step import Found, Step, Task, amount_of, refuse
from calibration.errors import InputError

Array = np.ndarray

SINGULAR = 1e-9
"""Relative: output below minus this, of all output, is no rounding."""
_SHOWN = 5


def net_negative_demand(table: xr.Dataset, *categories: str) -> xr.Dataset:
    """Net categories of final demand against each other where one of them is negative.

    Stocks that shrink are negative purchases of the investor, who also buys; what all of the
    categories together buy from an origin is what that origin sells to them. Where their sum is
    positive, the positive ones share it in proportion; where it is negative, the first keeps it.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.
    categories : str
        Labels of `category`, such as changes in inventories and fixed investment.

    Returns
    -------
    xarray.Dataset
        A new table; the sum of the categories is unchanged.
    """
    dims = ("category", *(d for d in table["final"].dims if d != "category"))
    given = table["final"].sel(category=list(categories)).transpose(*dims)
    values = given.to_numpy()
    mixed, total = (values < 0).any(axis=0), values.sum(axis=0)
    positive = np.maximum(values, 0.0)
    whole = positive.sum(axis=0)
    part = np.divide(positive, whole, out=np.zeros_like(positive), where=whole > 0)
    netted = part * np.maximum(total, 0.0)
    netted[0] += np.minimum(total, 0.0)
    final = table["final"].copy()
    final.loc[{"category": list(categories)}] = given.copy(data=np.where(mixed, netted, values))
    return table.assign(final=final)


def without_negative_demand(table: xr.Dataset) -> xr.Dataset:
    """Set negative final demand to zero and recompute output with unchanged cost shares.

    Negative entries are goods taken out of stocks. Output is recomputed as if they had been made in
    the same year: it meets the remaining final demand at the input coefficients of the table
    (Costinot and Rodriguez-Clare 2014, online appendix).

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`; primary inputs are recomputed where it has them.

    Returns
    -------
    xarray.Dataset
        A new table without negative entries; attributes are kept.

    Raises
    ------
    InputError
        Industries that would make less than nothing: others need more of their goods than they
        make, at the coefficients of the table.
    """
    rows = ("origin", "sector")
    flows = table["intermediate"].transpose(*rows, "destination", "activity")
    output = table["output"].transpose(*rows)
    bought = table["final"].clip(min=0.0)
    demand = bought.sum(("destination", "category")).transpose(*rows)
    sales = flows.to_numpy().reshape(output.size, output.size)
    before = output.to_numpy().ravel()
    # An industry that makes nothing uses nothing.
    inputs = np.divide(sales, before, out=np.zeros_like(sales), where=before > 0)
    made = _meeting(demand, inputs)
    changed = {
        "intermediate": flows.copy(data=(inputs * made).reshape(flows.shape)),
        "final": bought,
        "output": output.copy(data=made.reshape(output.shape)),
    }
    if "primary" in table:
        paid = table["primary"].transpose("primary_input", "region", "activity")
        more = np.divide(made, before, out=np.zeros_like(made), where=before > 0)
        changed["primary"] = paid * more.reshape(output.shape)
    return table.assign({k: v.transpose(*table[k].dims) for k, v in changed.items()})


def _meeting(demand: xr.DataArray, inputs: Array) -> Array:
    """Output that meets final demand (origin, sector) at given input coefficients."""
    try:
        made = np.linalg.solve(np.eye(demand.size) - inputs, demand.to_numpy().ravel())
    except np.linalg.LinAlgError:
        made = np.full(demand.size, np.nan)
    least = -SINGULAR * np.nansum(np.abs(made))
    wrong = np.flatnonzero(~(made >= least))
    economies, industries = (demand[dim].to_numpy() for dim in ("origin", "sector"))
    if wrong.size:
        named = [f"{economies[n // len(industries)]} {industries[n % len(industries)]}"
                 for n in wrong[:_SHOWN].tolist()]  # fmt: skip
        more = f" and {wrong.size - _SHOWN} more" if wrong.size > _SHOWN else ""
        raise InputError(
            "demand: at the input coefficients of the table no output meets demand without its "
            f"negative entries, with these below zero: {', '.join(named)}{more}; write --clean "
            "demand=zero to keep purchases as they are"
        )
    return made


# --- the step -------------------------------------------------------------------------------------


def _not_negative(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    below = table["final"].where(table["final"] < 0, 0.0)
    if not bool((below != 0).any()):
        return table, Found()
    amounts = {"final demand": below}
    if task.choice == "refuse":
        refuse("demand", amounts, "is negative", "write --clean demand=net to treat it")
    if task.choice == "zero":
        made = settled(table.assign(final=table["final"].clip(min=0.0)))
        return made, Found("set to zero, output is the sum of its row", amounts)
    if task.choice == "recompute":
        made = _recomputed(table)
        return made, Found("set to zero, output computed anew at given coefficients", amounts)
    netted = _within_agents(table, task)
    left = netted["final"].where(netted["final"] < 0, 0.0)
    count, size = int((left != 0).sum()), float(-left.sum())
    if not count:
        return netted, Found("netted within the agent of the same flow", amounts)
    did = "netted within the agent of the same flow, the rest set to zero and output computed anew"
    note = f"still negative: {count:,} cells, {amount_of(size)} million USD"
    return _recomputed(netted), Found(did, amounts, note)


def _within_agents(table: xr.Dataset, task: Task) -> xr.Dataset:
    labels = [str(label) for label in table["category"].to_numpy()]
    for agent in dict.fromkeys(task.agents[label] for label in labels):
        table = net_negative_demand(table, *(k for k in labels if task.agents[k] == agent))
    return table


def _recomputed(table: xr.Dataset) -> xr.Dataset:
    """Output computed anew; who earns without having made anything before is paid in full."""
    made = without_negative_demand(table)
    return with_value_added(made, gap(made))


DEMAND = Step(
    "demand", "negative final demand",
    "Stocks that shrink are negative purchases, which no demand function has.",
    {
        "net": "net it within the agent of the same flow; set the rest to zero and compute output "
        "anew at given input coefficients",
        "recompute": "set it to zero and compute output anew at given input coefficients",
        "zero": "set it to zero; output is the sum of its row and value added takes the rise",
        "refuse": "refuse it",
    },
    "net", _not_negative,
)  # fmt: skip
