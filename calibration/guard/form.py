"""Form: are the variables known and complete, with the dimensions and the numbers they need?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.errors import nearest
from calibration.sourcing import SALES
from calibration.variables import KNOWN, RATES, allowed_dims, own_dims, present

STORED = ("sales", "tariff_rate", "intermediate_use", "final_use", "value_added", "output_tax")
"""Flows that no other variable tells."""
SUMS = ("sales", "intermediate_use", "final_use")
"""Sums of the sales by user, where a dataset has these."""
FOLLOWS = (
    *("export_tax", "tariff_revenue", "intermediate_tax", "final_tax", "foreign_saving"),
    *("co2", *SUMS),
)
"""Variables that a stored dataset may lack: no tax, no emissions, or what follows from the rest."""

_HELD = {"M": "dates", "m": "times", "c": "complex numbers", "b": "truth values"}


def unknown_names(dataset: xr.Dataset) -> Iterator[str]:
    """Variables that mean nothing, which are often misspelt ones."""
    for name in map(str, dataset.data_vars):
        if name not in KNOWN:
            near = nearest(name, [known for known in KNOWN if known not in dataset])
            yield f"variable '{name}' is not one of a benchmark{near}"


def missing_names(dataset: xr.Dataset) -> Iterator[str]:
    """Variables that a stored dataset needs and does not have."""
    derived = set(FOLLOWS) if SALES in dataset else set(FOLLOWS) - set(SUMS)
    for name in present(dataset):
        if name not in dataset and name not in derived:
            yield f"variable {name} is missing"


def incomplete(dataset: xr.Dataset) -> Iterator[str]:
    """What keeps a dataset from being a benchmark in all its variables and dimensions."""
    yield from wrong_dims(dataset, any_order=False)
    yield from (f"variable {n} is missing" for n in present(dataset) if n not in dataset)


def given_twice(dataset: xr.Dataset) -> Iterator[str]:
    """Taxes that stand there in full and as rates."""
    for rate in RATES:
        full = rate.removesuffix("_rate")
        if rate in dataset and full in dataset:
            yield f"variables {full} and {rate} are there; give the tax in full or as a rate"


def wrong_dims(dataset: xr.Dataset, any_order: bool) -> Iterator[str]:
    """Variables with other dimensions than their own, and dimensions without labels."""
    used: dict[str, None] = {}
    for name, array in _known(dataset):
        if _fits(name, array, any_order):
            used |= dict.fromkeys(map(str, array.dims))
        else:
            found, wanted = ", ".join(map(str, array.dims)), ", ".join(KNOWN[name].dims)
            yield f"variable {name} has dimensions ({found}), must be ({wanted})"
    for dim in used:
        if dim not in dataset.coords:
            yield f"dimension {dim} has no labels"


def not_numbers(dataset: xr.Dataset) -> Iterator[str]:
    """Variables that hold text, dates or complex numbers."""
    for name, array in _known(dataset):
        if array.dtype.kind not in "iuf":
            held = _HELD.get(array.dtype.kind, "text")
            yield f"variable {name} holds {held}, must hold real numbers"


def in_order(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with every variable in float64 and in the order of its own dimensions."""
    return dataset.assign({name: _in_order(name, array) for name, array in _known(dataset)})


def _in_order(name: str, array: xr.DataArray) -> xr.DataArray:
    return array.transpose(*own_dims(name, array)).astype(np.float64)


def _fits(name: str, array: xr.DataArray, any_order: bool) -> bool:
    if any_order:
        return any(set(array.dims) == set(own) for own in allowed_dims(name))
    return array.dims in allowed_dims(name)


def _known(dataset: xr.Dataset) -> list[tuple[str, xr.DataArray]]:
    return [(str(name), array) for name, array in dataset.items() if name in KNOWN]
