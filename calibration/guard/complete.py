"""The guard as a whole: a dataset as it is given becomes a benchmark, or every problem is named."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, InputWarning
from calibration.guard.attributes import broken_records, with_plain_attributes
from calibration.guard.form import (
    given_twice,
    incomplete,
    missing_names,
    not_numbers,
    unknown_names,
    wrong_dims,
)
from calibration.guard.labels import alike_labels, with_plain_labels, wrong_labels
from calibration.guard.sense import extreme_intensities, senseless
from calibration.guard.units import Conversion, in_own_units, mixed_money
from calibration.guard.values import without_rounding, wrong_values
from calibration.guard.whole import broken_identities, closed, contradictions
from calibration.identities import TOLERANCE


@explained
def complete_benchmark(dataset: xr.Dataset, usd_per_unit: float | None = None) -> xr.Dataset:
    """Make a benchmark of a dataset: check it, convert its units and close its accounts.

    A file and a dataset in memory go through this alike. What is a benchmark already, with
    accounts that hold to `calibration.identities.TOLERANCE`, comes back with the same numbers.

    Parameters
    ----------
    dataset : xarray.Dataset
        At least the variables of `calibration.guard.form.STORED`, or `sales_by_user` in place of
        `calibration.guard.form.SUMS`, and elasticities. Money, emissions and rates may be in
        other units than million USD, Mt CO2 and fractions; their attribute `units` says so. Taxes
        may be given in full or as rates (see `calibration.closing.close_accounts`). What is absent
        of taxes and `co2` is zero; an absent `distance` is unknown.
    usd_per_unit : float, optional
        USD per unit of the currency of the data, where that is another; the attribute of this name
        when omitted.

    Returns
    -------
    xarray.Dataset
        A benchmark, float64, see `calibration.variables.VARIABLES`.

    Raises
    ------
    InputError
        Listing every variable that is unknown, missing, without its dimensions or not in numbers,
        every bad label, unit and value; then every account that is further from closing than
        `calibration.closing.CLOSING_BOUND`, and what no model can be calibrated to: regions that
        produce and spend nothing, industries that emit and produce nothing, taxes on nothing.

    Warns
    -----
    InputWarning
        Of negative numbers that are rounded zeros, of labels that differ in capitals only, and of
        industries whose emissions per output are beyond measure.
    """
    try:
        return completed(dataset, usd_per_unit)
    except InputError as error:
        raise _named(dataset, error.problems) from error


def completed(dataset: xr.Dataset, usd_per_unit: float | None = None) -> xr.Dataset:
    """`complete_benchmark`, with problems that do not name the dataset."""
    dataset = with_plain_attributes(with_plain_labels(dataset))
    units = in_own_units(dataset, usd_per_unit)
    form = [*unknown_names(dataset), *missing_names(dataset), *given_twice(dataset)]
    form += [*broken_records(dataset)]
    form += [*wrong_dims(dataset, any_order=True), *not_numbers(dataset), *wrong_labels(dataset)]
    form += units.problems
    sound = [name for name, array in units.dataset.items() if array.dtype.kind in "iuf"]
    _refuse([*form, *wrong_values(units.dataset[sound])])
    plain, cautions = without_rounding(units.dataset)
    made = _closed(plain, units)
    _refuse(senseless(made))
    for caution in (*cautions, *alike_labels(made), *extreme_intensities(made)):
        warnings.warn(f"{_name(dataset)}: {caution}", InputWarning, stacklevel=3)
    return made


@explained
def check_benchmark(dataset: xr.Dataset, tolerance: float = TOLERANCE) -> None:
    """Refuse a dataset that is not a benchmark whose accounts hold.

    Parameters
    ----------
    dataset : xarray.Dataset
        Candidate benchmark.
    tolerance : float
        Largest relative error of an identity.

    Raises
    ------
    InputError
        Listing every violation: unknown or missing variables, dimensions, labels, values that are
        not finite, negative values, identities that do not hold; and what no model can be
        calibrated to.
    """
    problems = [
        *incomplete(dataset),
        *unknown_names(dataset),
        *not_numbers(dataset),
    ]
    if not problems:
        problems = [*wrong_labels(dataset), *wrong_values(dataset, rounding=0.0)]
    if not problems:
        problems = [*broken_identities(dataset, tolerance), *senseless(dataset)]
    if problems:
        raise _named(dataset, problems)


def _closed(dataset: xr.Dataset, units: Conversion) -> xr.Dataset:
    try:
        made = closed(dataset)
    except InputError as error:
        raise InputError([*error.problems, *mixed_money(units)]) from error
    found = [*contradictions(dataset, made)]
    _refuse([*found, *mixed_money(units)] if found else [])
    return made


def _refuse(problems: Iterable[str]) -> None:
    found = [*problems]
    if found:
        raise InputError(found)


def _name(dataset: xr.Dataset) -> str:
    return str(dataset.attrs.get("name", "benchmark"))


def _named(dataset: xr.Dataset, problems: Iterable[str]) -> InputError:
    return InputError([f"{_name(dataset)}: {problem}" for problem in problems])
