"""Tariffs by date: which schedules a benchmark knows, and the same benchmark under another one.

A benchmark may hold `tariff_schedule`: for each date, what its rates would be less those it has.
Most cells are zero, so a file of them is small, and an average of differences is the difference of
averages, so they are aggregated as the rates are.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.closing import foreign_saving
from calibration.errors import InputError, nearest
from calibration.margins import dutiable
from calibration.sourcing import SALES, bought_by_user

Array = np.ndarray

SCHEDULE, DATE = "tariff_schedule", "date"
NONE = "none"
"""Label of the rates without any special duty: most-favoured-nation and preferential."""
IN_FORCE = "tariffs"
"""Attribute of a dataset: the date whose tariffs it was given in place of its own."""
_FORM = re.compile(rf"{NONE}|[0-9]{{4}}(-[0-9]{{2}}-[0-9]{{2}})?")
_FLOW = ("sector", "origin", "destination")


def date_label(value: Any) -> str:
    """A date as a schedule is labelled: ``2025-11-01``, a year, or ``none``.

    Parameters
    ----------
    value : str, int or datetime.date
        A date as it is written, as a number (a year), or as YAML and Python have it.

    Raises
    ------
    InputError
        For anything else.
    """
    if isinstance(value, datetime.datetime):
        value = value.date()
    whole = isinstance(value, int) and not isinstance(value, bool)
    label = str(value) if whole or isinstance(value, str | datetime.date) else ""
    if not _is_date(label):
        raise InputError(f"{value!r} is no date as 2025-11-01, no year and not '{NONE}'")
    return label


def _asked(date: Any) -> str:
    """The label of the date that a caller asks for."""
    try:
        return date_label(date)
    except InputError as error:
        raise InputError([f"tariffs: {problem}" for problem in error.problems]) from None


def _is_date(label: str) -> bool:
    if not _FORM.fullmatch(label):
        return False
    try:
        return len(label) == len(NONE) or bool(datetime.date.fromisoformat(label))
    except ValueError:
        return False


def schedule_dates(dataset: xr.Dataset) -> list[str]:
    """Labels of the tariff schedules that a benchmark knows; empty where it knows none."""
    return [str(label) for label in dataset[DATE].to_numpy()] if SCHEDULE in dataset else []


@explained
def rates_on(dataset: xr.Dataset, date: str | int | datetime.date) -> xr.DataArray:
    """Tariff rates of the schedule in force on a date.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark with `tariff_schedule`.
    date : str, int or datetime.date
        Label of a schedule; see `schedule_dates`.

    Returns
    -------
    xarray.DataArray
        Fraction (sector, origin, destination).

    Raises
    ------
    InputError
        When the benchmark has no schedule of this date; the nearest is named.
    """
    label = _asked(date)
    known = schedule_dates(dataset)
    if not known:
        name = dataset.attrs.get("name", "the data")
        raise InputError(f"tariffs: {name} has no tariffs by date, so none of '{label}'")
    if label not in known:
        raise InputError(f"tariffs: no schedule of '{label}'{_nearest_dates(label, known)}")
    added = dataset[SCHEDULE].sel({DATE: label}, drop=True)
    return (dataset["tariff_rate"] + added).transpose(*_FLOW)


def _nearest_dates(label: str, known: list[str]) -> str:
    """The schedules before and after a date, and all there are."""
    if label == NONE:
        return nearest(label, known)
    dated = sorted(k for k in known if k != NONE)
    before = [k for k in dated if k < label][-1:]
    after = [k for k in dated if k > label][:1]
    return f"; nearest {' and '.join(before + after)}; there are {', '.join(known)}"


@explained
def with_tariffs(dataset: xr.Dataset, date: str | int | datetime.date) -> xr.Dataset:
    """The same benchmark under the tariffs of another date.

    Sales, export taxes and value added stay what they are, and so does what each user pays in
    all: the tariff content of its purchases is replaced, and one rate of product tax, added on all
    that it buys, makes up for the difference. (Tables give a user's taxes as one sum, of which
    tariffs are a part.) Every identity holds as before, and foreign saving does not change.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark with `tariff_schedule`.
    date : str, int or datetime.date
        Label of a schedule: a date not after the year of the data, or ``none``.

    Returns
    -------
    xarray.Dataset
        The attribute `tariffs` says the date; other schedules can still be reached from it.

    Raises
    ------
    InputError
        When there is no such schedule, or it came into force after the year of the data: nobody
        traded under it, so it belongs into a scenario.
    """
    label = _asked(date)
    rate = rates_on(dataset, label)
    _refuse_later(dataset, label)
    changed = under_rates(dataset, rate.to_numpy())
    moved = changed["tariff_rate"] - dataset["tariff_rate"]
    left = (dataset[SCHEDULE] - moved).transpose(*dataset[SCHEDULE].dims)
    changed[SCHEDULE] = left.assign_attrs(dataset[SCHEDULE].attrs)
    return dataset.assign(changed).assign_attrs({IN_FORCE: label})


def _refuse_later(dataset: xr.Dataset, label: str) -> None:
    year = str(dataset.attrs.get("year", ""))[:4]
    if label != NONE and year.isdigit() and int(label[:4]) > int(year):
        raise InputError(
            f"tariffs: the flows are those of {year}, so nobody traded under tariffs of "
            f"{label}; write 'tariffs: {label}' in a package of a scenario, which asks what they do"
        )


def under_rates(dataset: xr.Dataset, rate: Array) -> dict[str, xr.DataArray]:
    """What changes in a benchmark under other tariff rates.

    The accounts are kept by the rule that `with_tariffs` tells.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark; it is left as it is.
    rate : numpy.ndarray
        Fraction (sector, origin, destination).

    Returns
    -------
    dict of str to xarray.DataArray
        Tariff rates and revenue, purchases, product taxes and foreign saving.
    """
    given = {str(name): array.to_numpy() for name, array in dataset.items()}
    made = _under(given, rate)
    return {name: dataset[name].copy(data=values) for name, values in made.items()}


def _under(given: dict[str, Array], rate: Array) -> dict[str, Array]:
    """What changes in the accounts under other tariff rates."""
    taxed = dutiable(given)
    values = given | {"tariff_rate": rate, "tariff_revenue": rate * taxed}
    activities = given["intermediate_use"].shape[2]
    use = np.concatenate([given["intermediate_use"], given["final_use"]], axis=2)
    tax = np.concatenate([given["intermediate_tax"], given["final_tax"]], axis=2)
    if SALES in given:
        bought = bought_by_user(values)
    else:
        supply, before = ((taxed + v["tariff_revenue"]).sum(axis=1) for v in (values, given))
        factor = np.divide(supply, before, out=np.ones_like(supply), where=before > 0)
        bought = use * factor[:, :, None]
    paid = _product_tax(use, tax, bought)
    changed = {"tariff_rate": rate, "tariff_revenue": values["tariff_revenue"]}
    for kind, part in (("intermediate", slice(activities)), ("final", slice(activities, None))):
        changed |= {f"{kind}_use": bought[:, :, part], f"{kind}_tax": paid[:, :, part]}
    if "committed_use" in given:
        share = np.divide(bought, use, out=np.ones_like(use), where=use > 0)[:, :, activities:]
        changed["committed_use"] = given["committed_use"] * share
    changed["foreign_saving"] = foreign_saving(given | changed)
    return changed


def _product_tax(use: Array, tax: Array, bought: Array) -> Array:
    """Product taxes with which each user pays in all what it paid (sector, destination, user)."""
    rate = np.divide(tax, use, out=np.zeros_like(tax), where=use > 0)
    kept = rate * bought
    total = bought.sum(axis=0)
    owed = (use + tax).sum(axis=0) - (bought + kept).sum(axis=0)
    added = np.divide(owed, total, out=np.zeros_like(owed), where=total > 0)
    paid: Array = kept + added * bought
    return paid
