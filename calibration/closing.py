"""Close the accounts of a stored benchmark: recompute what follows from the rest, exactly.

A shipped file holds single-precision numbers, so its accounts close to about 1e-7 only. Closing
moves three things, in this order, until every identity holds to double precision:

1. purchases of each good in each destination are scaled to its supply;
2. factor incomes are scaled to what is left of output after purchases and taxes;
3. foreign saving is spending less income.

Emissions that are given by fuel make up their totals, and other gases of users those of the source.

The first two are adjustments of data. They are measured, and refused above a stated bound. Where
the file has sales by user, sales and purchases are sums of them and need not be stored; where they
are, they may differ from those sums within the bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.fuels import EMISSIONS, closed_emissions
from calibration.gases import SOURCE, USERS, closed_source
from calibration.guard.form import STORED, SUMS
from calibration.margins import NAMES, SUPPLY, TRANSPORT, dutiable, margins_supplied
from calibration.sourcing import SALES, bought_by_user, label_problems, use_by_user
from calibration.variables import COMPUTED, OPTIONAL, TECHNOLOGY, VARIABLES, own_dims

ROUNDING = 1e-14  # of output; less than this is not a tax
CLOSING_BOUND = 1e-5
"""Largest closing adjustment allowed, over the supply of the good or output of the activity."""


@dataclass(frozen=True)
class Adjustment:
    """Largest relative adjustment made by closing, and where.

    Attributes
    ----------
    use, value_added : float
        Change of purchases over supply, and of factor incomes over output.
    use_at, value_added_at : tuple of str
        (sector, destination) and (activity, region) of the largest changes.
    """

    use: float
    use_at: tuple[str, str]
    value_added: float
    value_added_at: tuple[str, str]


@explained
def close_accounts(
    stored: xr.Dataset, bound: float = CLOSING_BOUND
) -> tuple[xr.Dataset, Adjustment]:
    """Complete a stored benchmark and make its accounts hold exactly.

    Parameters
    ----------
    stored : xarray.Dataset
        At least `sales`, `tariff_rate`, `intermediate_use`, `final_use`, `value_added` and
        `output_tax`; with `sales_by_user`, neither sales nor purchases are needed. Taxes may be
        given in full or as rates uniform over products: `export_tax_rate` (sector, origin),
        `intermediate_tax_rate` (destination, activity), `final_tax_rate` (destination, agent).
    bound : float
        Largest relative adjustment allowed.

    Returns
    -------
    dataset : xarray.Dataset
        All monetary variables in float64, million USD, other variables as stored; `co2` that is
        absent is zero.
    adjustment : Adjustment
        How large the closing was.

    Raises
    ------
    InputError
        For a variable that is missing, when an adjustment exceeds the bound, or labels of users are
        not those of activities and agents.
    """
    needed = [name for name in STORED if name not in SUMS or SALES not in stored]
    problems = [f"variable {name} is missing" for name in needed if name not in stored]
    problems += [*label_problems(stored)] if SALES in stored and not problems else []
    if problems:
        raise InputError(problems)
    values = _in_full(stored)
    moved_transport = _scale_transport(values, stored) if TRANSPORT in values else []
    moved_use = _sum_use(values, stored) if SALES in values else _scale_use(values)
    moved_income = _scale_value_added(values, stored)
    adjustment = Adjustment(
        *_largest(moved_use, stored["sector"], stored["destination"]),
        *_largest(moved_income, stored["activity"], stored["region"]),
    )
    _refuse(adjustment, bound, moved_transport)
    values["foreign_saving"] = foreign_saving(values)
    values |= _emissions(stored, bound)
    return _assemble(stored, values), adjustment


def foreign_saving(values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Spending less income by region, million USD, from arrays in the order of `VARIABLES`."""
    income = (
        (values["value_added"] + values.get("factor_tax", 0.0)).sum(axis=(0, 1))
        + values["output_tax"].sum(axis=0)
        + values["intermediate_tax"].sum(axis=(0, 2))
        + values["final_tax"].sum(axis=(0, 2))
        + values["tariff_revenue"].sum(axis=(0, 1))
        + values["export_tax"].sum(axis=(0, 2))
    )
    return (values["final_use"] + values["final_tax"]).sum(axis=(0, 2)) - income


def _array(stored: xr.Dataset, name: str, dims: tuple[str, ...] | None = None) -> np.ndarray:
    array = stored[name]
    order = dims or own_dims(name, array)
    return array.transpose(*order).to_numpy().astype(np.float64)


def _in_full(stored: xr.Dataset) -> dict[str, np.ndarray]:
    """All flows as float64 arrays in the order of `VARIABLES`; `final_use` before taxes."""
    names = ["sales", "tariff_rate", "intermediate_use", "final_use", "value_added", "output_tax"]
    if SALES in stored:
        names = [SALES, *(name for name in names if name in stored)]
    names += [name for name in ("factor_tax", *NAMES) if name in stored]
    values = {name: _array(stored, name) for name in names}
    if SALES in stored:
        values["sales"] = values[SALES].sum(axis=3)
    values["export_tax"] = _export_tax(stored, values["sales"])
    base = dutiable(values)
    values["tariff_revenue"] = values["tariff_rate"] * base
    return values


def _export_tax(stored: xr.Dataset, sales: np.ndarray) -> np.ndarray:
    if "export_tax" in stored:
        return _array(stored, "export_tax")
    tax = np.zeros_like(sales)
    if "export_tax_rate" in stored:
        # One rate per good and seller, on foreign sales only.
        rate = _array(stored, "export_tax_rate", ("sector", "origin"))
        tax = sales * rate[:, :, None]
        home = np.arange(sales.shape[1])
        tax[:, home, home] = 0.0
    return tax


def _scale_use(values: dict[str, np.ndarray]) -> np.ndarray:
    """Scale purchases to supply, good by good; return the relative change (sector, destination)."""
    base = dutiable(values)
    supply = (base + values["tariff_revenue"]).sum(axis=1)
    used = values["intermediate_use"].sum(axis=2) + values["final_use"].sum(axis=2)
    factor = np.divide(supply, used, out=np.ones_like(supply), where=used > 0)
    values["intermediate_use"] *= factor[:, :, None]
    values["final_use"] *= factor[:, :, None]
    # Where nobody buys what is supplied there is nothing to scale: the gap is the whole supply.
    return np.where(used > 0, factor - 1.0, np.where(supply > 0, -1.0, 0.0))


def _scale_transport(values: dict[str, np.ndarray], stored: xr.Dataset) -> list[tuple[str, float]]:
    """Scale what regions sell to world transport to what flows need; return changes by mode."""
    needed, sold = values[TRANSPORT].sum(axis=(1, 2, 3)), values[SUPPLY].sum(axis=1)
    factor = np.divide(needed, sold, out=np.ones_like(sold), where=sold > 0)
    values[SUPPLY] = values[SUPPLY] * factor[:, None]
    moved = np.where(sold > 0, abs(factor - 1.0), np.where(needed > 0, np.inf, 0.0))
    modes = [str(label) for label in stored["margin_sector"].to_numpy()]
    return list(zip(modes, moved.tolist(), strict=True))


def _sum_use(values: dict[str, np.ndarray], stored: xr.Dataset) -> np.ndarray:
    """Sum purchases of each user over origins; return what stored sums differ by, over supply."""
    bought = bought_by_user(values)
    supply = bought.sum(axis=2)
    gap = np.zeros_like(supply)
    if "sales" in stored:
        gap += np.abs(values["sales"] - _array(stored, "sales")).sum(axis=1)
    if "intermediate_use" in values and "final_use" in values:
        gap += np.abs(bought - use_by_user(values)).sum(axis=2)
    activities = stored.sizes["activity"]
    values["intermediate_use"] = bought[:, :, :activities]
    values["final_use"] = bought[:, :, activities:]
    beyond = np.where(gap > 0, np.inf, 0.0)
    return np.divide(gap, supply, out=beyond, where=supply > 0)


def _scale_value_added(values: dict[str, np.ndarray], stored: xr.Dataset) -> np.ndarray:
    """Scale factor incomes to the residual of cost; return the change relative to output."""
    values["intermediate_tax"] = _product_tax(
        stored, "intermediate_tax", "activity", values["intermediate_use"]
    )
    values["final_tax"] = _product_tax(stored, "final_tax", "agent", values["final_use"])
    output = values["sales"].sum(axis=2) + margins_supplied(stored, values)
    cost = (values["intermediate_use"] + values["intermediate_tax"]).sum(axis=0).T
    if "factor_tax" in values:
        cost = cost + values["factor_tax"].sum(axis=0)
    earned = values["value_added"].sum(axis=0)
    gap = output - cost - values["output_tax"] - earned
    # Scaling keeps a factor that earns nothing at nothing, where a residual could turn negative.
    factor = np.divide(earned + gap, earned, out=np.ones_like(gap), where=earned > 0)
    values["value_added"] *= np.maximum(factor, 0.0)
    if "mixed_income" in stored:
        # A part of labour moves with it.
        values["mixed_income"] = _array(stored, "mixed_income") * np.maximum(factor, 0.0)
    # The last digits, and activities that employ no factor, close on the production tax.
    left = output - cost - values["value_added"].sum(axis=0)
    rounding = np.abs(left - values["output_tax"]) <= ROUNDING * output
    values["output_tax"] = np.where(rounding, values["output_tax"], left)
    beyond = np.where(gap != 0, np.inf, 0.0)
    return np.divide(gap, output, out=beyond, where=output > 0)


def _product_tax(stored: xr.Dataset, name: str, user: str, use: np.ndarray) -> np.ndarray:
    if name in stored:
        return _array(stored, name)
    if f"{name}_rate" not in stored:
        return np.zeros_like(use)
    return use * _array(stored, f"{name}_rate", ("destination", user))[None]


def _largest(
    moved: np.ndarray, first: xr.DataArray, second: xr.DataArray
) -> tuple[float, tuple[str, str]]:
    at = np.unravel_index(np.abs(moved).argmax(), moved.shape)
    return float(abs(moved[at])), (str(first.to_numpy()[at[0]]), str(second.to_numpy()[at[1]]))


def _refuse(adjustment: Adjustment, bound: float, transport: list[tuple[str, float]]) -> None:
    problems = [
        f"sales of {mode} to world transport differ from purchases by {moved:.1e} of them, "
        f"more than the closing bound {bound:.0e}"
        for mode, moved in transport
        if not moved <= bound
    ]
    if not adjustment.use <= bound:
        good, place = adjustment.use_at
        problems.append(
            f"purchases of {good} in {place} differ from supply by {adjustment.use:.1e} of it, "
            f"more than the closing bound {bound:.0e}"
        )
    if not adjustment.value_added <= bound:
        activity, place = adjustment.value_added_at
        problems.append(
            f"cost of activity {activity} in {place} differs from output by "
            f"{adjustment.value_added:.1e} of it, more than the closing bound {bound:.0e}"
        )
    if problems:
        raise InputError(problems)


def _emissions(stored: xr.Dataset, bound: float) -> dict[str, np.ndarray]:
    """Totals of emissions given by their parts; refused where the data's totals say otherwise."""
    parts = {n: _array(stored, n) for n in dict.fromkeys((*EMISSIONS, *USERS)) if n in stored}
    found = closed_emissions(parts) | (closed_source(parts) if SOURCE in stored else {})
    problems = []
    for name, total in found.items():
        named = ", ".join(n for n in (USERS if name == SOURCE else EMISSIONS) if n in stored)
        given = _array(stored, name) if name in stored else total
        gap = np.abs(given - total)
        beyond = gap > bound * np.maximum(given, total) + ROUNDING * total.sum()
        if beyond.any():
            row, column = np.unravel_index(int(np.argmax(np.where(beyond, gap, 0.0))), gap.shape)
            spec = (VARIABLES | OPTIONAL)[name]
            first, second = (stored[dim].to_numpy() for dim in spec.dims)
            value = f"{given[row, column]:.6g} {spec.units}"
            problems.append(
                f"{name} of {first[row]} in {second[column]} is {value}, and its parts ({named}) "
                f"make {total[row, column]:.6g}; give all parts, or leave the total out"
            )
    if problems:
        raise InputError(problems)
    return found


def _assemble(stored: xr.Dataset, values: dict[str, np.ndarray]) -> xr.Dataset:
    data = {}
    for name, spec in (VARIABLES | OPTIONAL | COMPUTED | TECHNOLOGY).items():
        attrs = spec.attrs
        if name in stored:
            attrs |= stored[name].attrs
        if name in values:
            data[name] = (spec.dims, values[name], attrs)
        elif name in stored:
            array = stored[name]
            order = own_dims(name, array)
            data[name] = (order, _array(stored, name, order), attrs)
        elif name == "co2":
            none = np.zeros([stored.sizes[dim] for dim in spec.dims])
            data[name] = (spec.dims, none, attrs | {"note": "not in the data: no emissions"})
    return xr.Dataset(data, coords=stored.coords, attrs=stored.attrs)
