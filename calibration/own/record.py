"""What is kept of values of a user's own: file, digest, number of cells, sources."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.paths import as_path

RECORD = "own_values"
"""Attribute of a variable: the files whose values it has, in the order of their application."""
_KEYS = {"file": str, "sha256": str, "cells": int, "sources": dict}
MOST_SOURCES = 50  # that are named; an attribute of a file has 64 kB


def with_record(
    attrs: Mapping[Any, Any], path: str | Path, cells: int, sources: Mapping[str, int]
) -> dict[Any, Any]:
    """Attributes of a variable with one more file among the records.

    Parameters
    ----------
    attrs : mapping
        Those that it has.
    path : str or Path
        The file.
    cells : int
        How many cells it replaced.
    sources : mapping of str to int
        Where the numbers are from -> how many rows.
    """
    known = Counter(sources).most_common()
    named = dict(known[:MOST_SOURCES])
    if others := known[MOST_SOURCES:]:
        named[f"{len(others)} more"] = sum(count for _, count in others)
    one = {
        "file": Path(path).name,
        "sha256": hashlib.sha256(as_path(path).read_bytes()).hexdigest(),
        "cells": int(cells),
        "sources": named,
    }
    return {**attrs, RECORD: json.dumps([*records(attrs), one], ensure_ascii=False)}


def records(attrs: Mapping[Any, Any], place: str = "") -> list[dict[str, Any]]:
    """The records among the attributes of a variable; empty where there are none.

    Raises
    ------
    InputError
        When the attribute holds anything else.
    """
    try:
        found = json.loads(attrs.get(RECORD, "[]"))
        if all(isinstance(one[k], kind) for one in found for k, kind in _KEYS.items()):
            return list(found)
    except (TypeError, ValueError, KeyError):
        pass
    raise InputError(f"attribute {place}{RECORD} must be a list of records, as JSON")


@explained
def own_values(dataset: xr.Dataset) -> pd.DataFrame:
    """What a benchmark has from files of a user's own.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark, at any level of aggregation.

    Returns
    -------
    pandas.DataFrame
        One row per variable and file, in the order of application: `variable`, `file`, `sha256`
        (of the file's contents), `cells` (values replaced, before any aggregation), `sources`.

    Raises
    ------
    InputError
        When a record cannot be read.
    """
    return pd.DataFrame(_rows(dataset), columns=["variable", *_KEYS])


def _rows(dataset: xr.Dataset) -> Iterator[dict[str, Any]]:
    for name, array in dataset.data_vars.items():
        for one in records(array.attrs, f"{name}: "):
            yield {"variable": str(name), **one, "sources": "; ".join(one["sources"])}


def described(dataset: xr.Dataset) -> str:
    """What a benchmark has from files of a user's own, on one line; empty where it has nothing."""
    return "; ".join(
        f"{one['variable']}: {one['cells']} cells of {one['file']}, sha256 {one['sha256']}"
        for one in _rows(dataset)
    )
