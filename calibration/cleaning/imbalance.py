"""Accounts that do not hold: cost of an industry that is not its sales, beyond a discrepancy."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.cleaning.costs import output_by_activity, purchases
from calibration.cleaning.step import (
    Found,
    Step,
    Task,
    amount_of,
    beyond_rounding,
    cell,
    percent_of,
)
from calibration.errors import InputError
from calibration.guard.money import CURRENCY
from calibration.readers.table import sold

OFF = "off"
BOUND = 0.05
"""Default bound on cost over sales, or sales over cost, less one.

A judgement, not an estimate. Published tables are balanced to their rounding, with few exceptions,
and what statistical offices leave between the two sides of an economy's accounts is a percent or
two. A table that lacks a block, or has one in another unit, is off by tens of percent.
"""
NEGLIGIBLE = 1e-3
"""Of the output of the economy: a difference below it is small, whatever its industry."""
_SHOWN = 5


def _holding(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    bound = np.inf if task.choice == OFF else _share(task.choice)
    sales = output_by_activity(sold(table))
    cost = purchases(table) + table["primary"].sum("primary_input").transpose(*sales.dims)
    size = _larger(sales, cost)
    gap = beyond_rounding(sales - cost, size)
    matters = abs(gap) > NEGLIGIBLE * size.sum("activity")
    wrong = matters & (abs(gap) > bound * size)
    if bool(wrong.any()):
        raise InputError([*_problems(sales, cost, wrong, bound, table.attrs.get(CURRENCY, "USD"))])
    large = gap.where(matters & (abs(gap) > BOUND * size), 0.0)
    if not bool((large != 0).any()):
        return table, Found()
    did = f"cost and sales of industries that are more than {percent_of(BOUND)} % apart are taken"
    return table, Found(did, {"difference": large})


def _problems(
    sales: xr.DataArray, cost: xr.DataArray, wrong: xr.DataArray, bound: float, currency: str
) -> list[str]:
    """The worst industries, and what to do."""
    apart = abs(sales - cost)
    order = np.argsort(-apart.where(wrong, -1.0).to_numpy(), axis=None)[: int(wrong.sum())]
    share = apart / _larger(sales, cost)
    problems = []
    for at in order[:_SHOWN]:
        mask = np.arange(apart.size).reshape(apart.shape) == at
        problems.append(
            f"imbalance: {cell(apart, mask)} sells {amount_of(float(sales.to_numpy()[mask][0]))} "
            f"and costs {amount_of(float(cost.to_numpy()[mask][0]))} million {currency}, "
            f"{percent_of(float(share.to_numpy()[mask][0]))} % apart"
        )
    if order.size > _SHOWN:
        problems.append(f"imbalance: {order.size - _SHOWN:,} more industries are apart")
    worst = np.ceil(100 * float(share.where(wrong, 0.0).max())) / 100
    take = f"imbalance={worst:g}" if worst < 1 else f"imbalance={OFF}"
    problems.append(
        f"imbalance: beyond {percent_of(bound)} % the tables are not whole, or not in one unit; "
        f"if they are, '--clean {take}' leaves it to the step 'discrepancy'"
    )
    return problems


def _larger(sales: xr.DataArray, cost: xr.DataArray) -> xr.DataArray:
    """Size of an industry by the larger of its sales and its cost, million of the currency."""
    larger: xr.DataArray = xr.where(abs(sales) > abs(cost), abs(sales), abs(cost))
    return larger


def _share(choice: str) -> float:
    try:
        bound = float(choice)
    except ValueError:
        bound = np.nan
    if not 0 <= bound < 1:
        raise InputError(f"imbalance: '{choice}' is neither '{OFF}' nor a share from 0 to 1")
    return bound


IMBALANCE = Step(
    "imbalance", "industries whose cost is not their sales",
    "More than a statistical discrepancy lies between what an industry sells and what it pays.",
    {
        f"{BOUND:g}": f"refuse industries further apart than {percent_of(BOUND)} % of the larger, "
        f"unless it is less than {100 * NEGLIGIBLE:g} % of the economy's output",
        OFF: "take any difference",
    },
    f"{BOUND:g}", _holding,
    {"SHARE": "refuse those further apart than this share"},
)  # fmt: skip
