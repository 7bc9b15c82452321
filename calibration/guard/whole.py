"""The whole: accounts that hold, or are closed, and do not contradict what a dataset also gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.closing import close_accounts
from calibration.guard.form import in_order
from calibration.guard.values import place
from calibration.identities import TOLERANCE, accounts
from calibration.margins import dutiable
from calibration.variables import allowed_dims, present

FOLLOWING_BOUND = 1e-4
"""Of the taxed value and of spending: how far tariff revenue and foreign saving that a dataset
gives may be from what the rest of it says. Rounding and closing explain a tenth of it."""


def closed(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset as it is if its accounts hold; otherwise with its accounts closed.

    Raises
    ------
    InputError
        When the accounts are further from closing than `calibration.closing.CLOSING_BOUND`.
    """
    return dataset if _is_benchmark(dataset) else close_accounts(in_order(dataset))[0]


def _is_benchmark(dataset: xr.Dataset) -> bool:
    """Whether nothing is left to do: complete, in order, and with accounts that hold."""
    in_full = all(
        name in dataset
        and dataset[name].dtype == np.float64
        and dataset[name].dims in allowed_dims(name)
        for name in present(dataset)
    )
    return in_full and bool((accounts(dataset)["relative"] <= TOLERANCE).all())


def contradictions(given: xr.Dataset, made: xr.Dataset) -> Iterator[str]:
    """Tariff revenue and foreign saving that the rest of a dataset denies.

    Parameters
    ----------
    given, made : xarray.Dataset
        The dataset before and after its accounts were closed.
    """
    taxed = dutiable(made)
    spending = (made["final_use"] + made["final_tax"]).sum(("sector", "agent"))
    for name, size, said in (
        ("tariff_revenue", taxed, "its rate times sales and export tax is"),
        ("foreign_saving", spending.rename(destination="region"), "spending less income is"),
    ):
        if name in given:
            found, follows = (data[name].transpose(*size.dims).to_numpy() for data in (given, made))
            beyond = np.abs(found - follows) > FOLLOWING_BOUND * size.to_numpy()
            if beyond.any():
                yield (
                    f"{name} is {found[beyond][0]:.6g} million USD at {place(made[name], beyond)}, "
                    f"but {said} {follows[beyond][0]:.6g}"
                )


def broken_identities(dataset: xr.Dataset, tolerance: float) -> Iterator[str]:
    """Identities of a complete benchmark that do not hold."""
    table = accounts(dataset)
    # Not "greater than": an error that is not a number must fail as well.
    for name, row in table[~(table["relative"] <= tolerance)].iterrows():
        yield (
            f"identity {name} ({row['statement']}) is off by {row['relative']:.1e} of {row['of']} "
            f"({row['absolute']:.3g} million USD at most), worst at {row['label']}"
        )
