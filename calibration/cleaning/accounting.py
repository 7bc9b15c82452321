"""Steps on what a table says of itself: its currency, its primary inputs, its totals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from calibration.cleaning.costs import by_role, gap, output_by_activity, settled, with_value_added
from calibration.cleaning.step import Found, Step, Task, beyond_rounding, refuse
from calibration.closing import CLOSING_BOUND
from calibration.errors import InputError
from calibration.guard.money import Amount, read_money
from calibration.readers.table import sold

CURRENCY = "currency"
"""Attribute of a table: the currency of its money; USD where it has none."""
USD = "USD"
DEAREST = 60.0
"""USD for one unit that no currency is worth: a dinar of Kuwait is worth about 3.3, a Chilean unit
of account (CLF) up to 50. Recalled, not looked up."""
_MILLION = 1e6


def _in_usd(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    amount = _amount(table, task.unit)
    millions, rate = amount.scale / _MILLION, _rate(amount.currency, task.usd_per_unit)
    if millions * rate == 1.0:
        return table, Found()
    said = task.unit or f"million {amount.currency}"
    made = table.map(lambda array: (array * (millions * rate)).assign_attrs(array.attrs))
    amounts = {"sales": made["intermediate"], "final demand": made["final"]}
    at = f"{said} at {rate:g} USD" if amount.currency != USD else said
    kept = {key: value for key, value in table.attrs.items() if key != CURRENCY}
    about = kept | {"converted_from": at}
    return made.drop_attrs(deep=False).assign_attrs(about), Found(f"converted from {at}", amounts)


def _amount(table: xr.Dataset, unit: str | None) -> Amount:
    """The unit of the money of a table: as given, else millions of its own currency.

    Raises
    ------
    InputError
        A unit that is not money, or of another currency than the table says.
    """
    own = table.attrs.get(CURRENCY)
    if unit is None:
        return Amount(_MILLION, str(own or USD))
    amount = read_money(unit)
    if amount is None:
        raise InputError(f"unit: '{unit}' is not money; write such as 'thousand USD'")
    if own not in (None, amount.currency):
        raise InputError(f"unit: '{unit}' is given, and the table is in {own}")
    return amount


def _rate(currency: str, rate: float | None) -> float:
    """USD per unit of a currency.

    Raises
    ------
    InputError
        None for another currency, one for USD, or one that is not positive.
    """
    if currency == USD:
        if rate is not None:
            raise InputError(
                f"currency: the table is in USD, so there is nothing to convert at {rate}"
            )
        return 1.0
    if rate is None:
        raise InputError(
            f"currency: the table is in {currency}; give USD per {currency} of its year, as in "
            "'--currency 1.08'"
        )
    if not (np.isfinite(rate) and rate > 0):
        raise InputError(f"currency: {rate} USD per {currency} is not positive")
    if rate > DEAREST:
        raise InputError(
            f"currency: {rate:g} USD for one {currency} is more than any currency is worth; is it "
            f"{currency} for a number of USD?"
        )
    return rate


CURRENCIES = Step(
    "currency", "unit and currency",
    "Money in another unit or currency is converted at one rate.",
    {"convert": "make it million USD, by --unit and the rate of --currency"}, "convert", _in_usd,
)  # fmt: skip


def primary_step(inputs: Mapping[str, str]) -> Step:
    """The step that joins primary inputs by role."""

    def treat(table: xr.Dataset, _: Task) -> tuple[xr.Dataset, Found]:
        made = by_role(table, inputs)
        if "primary" not in table:
            earned = made["primary"].sel(primary_input="value_added", drop=True)
            return made, Found(
                "the table has no rows of primary inputs: value added is output less purchases",
                {"value added": earned},
            )
        roles: dict[str, list[str]] = {}
        for label in map(str, table["primary_input"].to_numpy()):
            roles.setdefault(inputs[label], []).append(label)
        did = "; ".join(f"{role}: {', '.join(labels)}" for role, labels in roles.items())
        return made, Found(did, _displaced(table, inputs), _NOTES.get(_moved_roles(roles), ""))

    return Step(
        "inputs", "primary inputs", "Rows of primary inputs are joined by their roles.",
        {"roles": "join them; margins paid by buyers count as product tax"}, "roles", treat,
    )  # fmt: skip


_NOTES = {
    "margin": "margins are product tax",
    "none": "rows without a role are left out",
    "margin and none": "margins are product tax, rows without a role are left out",
}


def _moved_roles(roles: Mapping[str, list[str]]) -> str:
    return " and ".join(role for role in ("margin", "none") if role in roles)


def _displaced(table: xr.Dataset, inputs: Mapping[str, str]) -> dict[str, xr.DataArray]:
    """Cells that do not stay what they were: margins, rows left out, factors of final demand."""
    labels = [str(label) for label in table["primary_input"].to_numpy()]
    found = {}
    for name, kept in (
        ("primary", ("labour", "capital", "value_added", "output_tax", "product_tax")),
        ("primary_final", ("product_tax",)),
    ):
        rows = [label for label in labels if inputs[label] not in kept]
        if name in table and rows:
            found["primary inputs" if name == "primary" else "primary inputs in final demand"] = (
                table[name].sel(primary_input=rows)
            )
    return found


# --- totals ---------------------------------------------------------------------------------------


def _discrepancies(table: xr.Dataset) -> dict[str, xr.DataArray]:
    """What published output is above the sum of the row, and above cost."""
    sums = sold(table).transpose("sector", "origin")
    output = table["output"].transpose("sector", "origin")
    rows = table.assign(output=sums)
    made = output_by_activity(sums)
    return {
        "output": beyond_rounding(output - sums, abs(output) + abs(sums)),
        "cost": beyond_rounding(gap(rows), made + abs(rows["primary"]).sum("primary_input")),
    }


def _consistent(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    amounts = _discrepancies(table)
    if task.choice == "published":
        moved = any(bool((amount != 0).any()) for amount in amounts.values())
        did = "output stays as published, until a later step computes it anew"
        return with_value_added(table, gap(table)), Found(*((did, amounts) if moved else ()))
    sums = sold(table).transpose("sector", "origin")
    if task.choice == "refuse":
        bounds = {"output": sums, "cost": output_by_activity(sums)}
        beyond = {
            k: a.where(np.abs(a) > CLOSING_BOUND * bounds[k], 0.0) for k, a in amounts.items()
        }
        refuse("discrepancy", beyond, "is off", "write --clean discrepancy=value-added to take it")
    moved = any(bool((amount != 0).any()) for amount in amounts.values())
    if task.choice == "output-tax":
        made = table.assign(output=sums.transpose(*table["output"].dims))
        primary = made["primary"].copy()
        where = {"primary_input": "output_tax"}
        primary.loc[where] = primary.sel(where) + gap(made)
        made = made.assign(primary=primary)
    else:
        made = settled(table)
    said = "output is the sum of its row, and {} takes what cost and output differ by"
    name = "output tax" if task.choice == "output-tax" else "value added"
    return made, Found(said.format(name) if moved else "", amounts if moved else {})


DISCREPANCY = Step(
    "discrepancy", "statistical discrepancy",
    "Published output differs from the sum of its row, or from cost.",
    {
        "value-added": "output is the sum of its row; value added takes the difference to cost",
        "output-tax": "output is the sum of its row; the production tax takes it",
        "published": "output stays as published until a later step computes it anew",
        "refuse": f"refuse differences above {CLOSING_BOUND:g} of output",
    },
    "value-added", _consistent,
)  # fmt: skip
