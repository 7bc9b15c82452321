"""Costs of industries by role: what a table's primary inputs are, and what is left for value added.

Every step after the first has a table in which output is the sum of the row and cost is output, so
a step that moves a sale says who earns less or more for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import xarray as xr

from calibration.errors import InputError, alike, nearest
from calibration.readers.parts import ROLES
from calibration.readers.table import DIMS, sold
from calibration.variables import MILLION_USD

Role = Literal[
    "labour", "capital", "value_added", "output_tax", "product_tax", "margin", "none"
]  # fmt: skip
KEPT = ("labour", "capital", "value_added", "output_tax", "product_tax")
"""Roles that a table has once its primary inputs are joined by role, in this order."""
EARNED = ("labour", "capital", "value_added")
"""Those that factors earn."""
_SHOWN = 8


def role_problems(table: xr.Dataset, inputs: Mapping[str, str]) -> list[str]:
    """Primary inputs without a role, and roles that are none."""
    if "primary" not in table:
        return []
    labels = [str(label) for label in table["primary_input"].to_numpy()]
    absent = [label for label in labels if label not in inputs]
    named = ", ".join(absent[:_SHOWN]) + (", ..." if len(absent) > _SHOWN else "")
    problems = [f"primary inputs without a role: {named}; roles are {', '.join(ROLES)}"]
    likely = {label: alike(label, inputs) for label in absent[:_SHOWN]}
    problems += [f"primary input '{label}' has no role{k}" for label, k in likely.items() if k]
    return (problems if absent else []) + [
        f"primary input '{label}': unknown role '{role}'{nearest(role, ROLES)}"
        for label, role in inputs.items()
        if role not in ROLES
    ]


def by_role(table: xr.Dataset, inputs: Mapping[str, str]) -> xr.Dataset:
    """The table with its primary inputs joined to `KEPT`.

    Margins are paid by the buyer of goods beside their price and go into product tax. Without rows
    of primary inputs, value added is output less purchases.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.
    inputs : mapping of str to str
        Role of each primary input.

    Raises
    ------
    InputError
        Primary inputs without a role, and unknown roles.
    """
    problems = role_problems(table, inputs)
    if problems:
        raise InputError(problems)
    return table.drop_dims("primary_input", errors="ignore").assign(
        {name: _joined(table, name, inputs) for name in ("primary", "primary_final")}
    )


def _joined(table: xr.Dataset, name: str, inputs: Mapping[str, str]) -> xr.DataArray:
    dims = DIMS[name]
    coords = {"primary_input": list(KEPT)} | {dim: _labels(table, dim) for dim in dims[1:]}
    joined = xr.DataArray(np.zeros([len(coords[dim]) for dim in dims]), coords, dims)
    if name in table:
        rows = table[name].transpose(*dims)
        for label in rows["primary_input"].to_numpy():
            role = "product_tax" if inputs[str(label)] == "margin" else inputs[str(label)]
            if role in KEPT and (name == "primary" or role == "product_tax"):
                joined.loc[{"primary_input": role}] += rows.sel(primary_input=label)
    elif name == "primary":
        residual = _residual(table.assign(output=sold(table)))
        joined.loc[{"primary_input": "value_added"}] = residual.transpose(*dims[1:])
    return joined.assign_attrs(units=MILLION_USD)


def _labels(table: xr.Dataset, dim: str) -> list[str]:
    known = {"region": "origin"}.get(dim, dim)
    return [str(label) for label in table[known].to_numpy()]


def output_by_activity(output: xr.DataArray) -> xr.DataArray:
    """Output with the names of the dimensions of a producer (activity, region)."""
    return output.rename(sector="activity", origin="region").transpose("activity", "region")


def purchases(table: xr.Dataset) -> xr.DataArray:
    """Purchases of goods (activity, region) at basic prices, million USD."""
    used = table["intermediate"].sum(("sector", "origin")).rename(destination="region")
    return used.transpose("activity", "region")


def _residual(table: xr.Dataset) -> xr.DataArray:
    return output_by_activity(table["output"]) - purchases(table)


def gap(table: xr.Dataset) -> xr.DataArray:
    """Output less cost (activity, region) of a table by role, million USD."""
    return _residual(table) - table["primary"].sum("primary_input")


def with_value_added(table: xr.Dataset, added: xr.DataArray) -> xr.Dataset:
    """The table with another amount earned in each industry (activity, region).

    Labour, capital and undivided value added share it in proportion; where none of them earns, or
    all would be lost, it is capital's where the table has factors, else undivided.
    """
    primary = table["primary"].transpose(*DIMS["primary"]).copy()
    earned = primary.sel(primary_input=list(EARNED)).to_numpy()
    positive = np.maximum(earned, 0.0)
    whole, more = positive.sum(axis=0), added.transpose("activity", "region").to_numpy()
    shared = (whole > 0) & (whole + more > 0)
    part = np.divide(positive, whole, out=np.zeros_like(positive), where=shared[None])
    has_factors = bool(np.any(earned[:2]))
    part[EARNED.index("capital" if has_factors else "value_added")] += ~shared
    primary.loc[{"primary_input": list(EARNED)}] = earned + part * more[None]
    return table.assign(primary=primary)


def settled(table: xr.Dataset) -> xr.Dataset:
    """Output as the sum of the row, and value added as what cost leaves of it."""
    made = table.assign(output=sold(table).transpose(*table["output"].dims))
    return with_value_added(made, gap(made))
