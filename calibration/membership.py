"""Which finest-level members the labels of a dataset stand for, and their long names."""

import json
from collections.abc import Mapping
from typing import Any

import xarray as xr

Members = dict[str, tuple[str, ...]]


def members(dataset: xr.Dataset, dimension: str) -> Members:
    """Members at the finest level of each label of `region` or `sector`.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark. Aggregation records membership in the attributes `members_of_region` and
        `members_of_sector`; a dataset without them stands for itself.
    dimension : {"region", "sector"}

    Returns
    -------
    dict of str to tuple of str
        In the order of the dataset's labels.
    """
    labels = [str(label) for label in dataset[dimension].to_numpy()]
    recorded = json.loads(dataset.attrs.get(f"members_of_{dimension}", "{}"))
    return {label: tuple(recorded.get(label, (label,))) for label in labels}


def long_names(attrs: Mapping[Any, Any], dimension: str) -> dict[str, str]:
    """Long names of labels of `region` or `sector`, where an aggregation describes them.

    Parameters
    ----------
    attrs : mapping
        Attributes of a benchmark or of a result; `names_of_region` and `names_of_sector` hold the
        descriptions of an aggregation.
    dimension : {"region", "sector"}
    """
    recorded = json.loads(str(attrs.get(f"names_of_{dimension}") or "{}"))
    return {str(label): str(name) for label, name in recorded.items()}
