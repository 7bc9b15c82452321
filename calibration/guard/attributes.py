"""Attributes: text and numbers that a file can hold, and records that can be read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.membership import RECORDS, SOURCES, lists_by_label
from calibration.own.record import records

_LARGEST = 2**63 - 1  # that a file can hold as a whole number


def with_plain_attributes(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with attributes that NetCDF can hold; anything else becomes text.

    Raises
    ------
    InputError
        Naming attributes of bytes that are not UTF-8.
    """
    problems: list[str] = []
    plain = dataset.drop_attrs(deep=False).assign_attrs(_plain(dataset.attrs, "", problems))
    for name, array in plain.variables.items():
        array.attrs = _plain(array.attrs, f"{name}: ", problems)
    if problems:
        raise InputError(problems)
    return plain


def broken_records(dataset: xr.Dataset) -> Iterator[str]:
    """Attributes that record lists by label or files of values, and cannot be read as such."""
    for name in RECORDS:
        yield from _broken(lists_by_label, dataset.attrs, name)
    for variable, array in dataset.data_vars.items():
        yield from _broken(lists_by_label, array.attrs, SOURCES, f"{variable}: ")
        yield from _broken(records, array.attrs, f"{variable}: ")


def _broken(read: Callable[..., object], *given: object) -> Iterator[str]:
    try:
        read(*given)
    except InputError as error:
        yield from error.problems


def _plain(attrs: dict[Any, Any], place: str, problems: list[str]) -> dict[str, Any]:
    found = {}
    for name, value in attrs.items():
        try:
            found[str(name)] = _value(value)
        except UnicodeDecodeError:
            problems.append(f"{place}attribute {name} is not UTF-8 text; decode it first")
    return found


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, np.ndarray | list | tuple):
        whole = np.asarray(value)
        return value if whole.dtype.kind in "biufU" else json.dumps([str(v) for v in value])
    if isinstance(value, str | bool | np.bool_):
        return value
    if isinstance(value, float | np.floating | np.integer):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    return str(value)
