"""Which finest-level members the labels of a dataset stand for, and their long names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from calibration.arguments import explained
from calibration.errors import InputError, nearest

if TYPE_CHECKING:  # `cge list` uses this module, and needs no array library
    import xarray as xr

# Attributes in which aggregation records what labels stand for.
RECORDS = ("members_of_region", "members_of_sector")
# Attributes in which it records their long names.
NAMES = ("names_of_region", "names_of_sector")
# The attribute in which a split records the parts of sectors.
PARTS = "parts_of_sector"
# The attribute of an elasticity that records its sources, which aggregation joins.
SOURCES = "source_by_label"


@explained
def members(dataset: xr.Dataset, dimension: str) -> dict[str, tuple[str, ...]]:
    """Members at the finest level of each label of `region` or `sector`.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark. Aggregation records membership in the attributes `members_of_region` and
        `members_of_sector`; a dataset without them stands for itself.
    dimension : {"region", "sector"}

    Raises
    ------
    InputError
        For another dimension.

    Returns
    -------
    dict of str to tuple of str
        In the order of the dataset's labels.
    """
    if dimension not in (known := [d for d in ("region", "sector") if d in dataset.dims]):
        raise InputError(f"dimension: no '{dimension}'{nearest(dimension, known)}")
    labels = [str(label) for label in dataset[dimension].to_numpy()]
    recorded = lists_by_label(dataset.attrs, f"members_of_{dimension}")
    return {label: tuple(recorded.get(label, (label,))) for label in labels}


def parts_of_sectors(dataset: xr.Dataset) -> dict[str, list[str]]:
    """Parts into which sectors of a dataset were split, by sector; empty where none was."""
    return lists_by_label(dataset.attrs, PARTS)


def parents(dataset: xr.Dataset) -> dict[str, str]:
    """Sector of which each part in a dataset is one."""
    known = parts_of_sectors(dataset)
    return {part: sector for sector, inside in known.items() for part in inside}


def lists_by_label(attrs: Mapping[Any, Any], name: str, place: str = "") -> dict[str, list[str]]:
    """An attribute that records a list of texts for each label, as JSON; empty where absent.

    Parameters
    ----------
    attrs : mapping
        Attributes of a dataset or of a variable.
    name : str
        Which of them.
    place : str, optional
        What a message says before the name, such as ``sigma_top: ``.

    Raises
    ------
    InputError
        When it records anything else.
    """
    return _by_label(attrs.get(name, "{}"), _is_list_of_text, f"{place}{name}", "lists of text")


def _by_label(text: Any, is_one: Callable[[Any], bool], name: str, meant: str) -> dict[str, Any]:
    """A record by label, read from JSON; refused where it is none, or has anything else in it."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        found = None
    if isinstance(found, dict) and all(map(is_one, found.values())):
        return found
    raise InputError(f"attribute {name} must be a mapping of labels to {meant}, as JSON")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def long_names(attrs: Mapping[Any, Any], dimension: str) -> dict[str, str]:
    """Long names of labels of `region` or `sector`, where an aggregation describes them.

    Parameters
    ----------
    attrs : mapping
        Attributes of a benchmark or of a result; `names_of_region` and `names_of_sector` hold the
        descriptions of an aggregation.
    dimension : {"region", "sector"}

    Raises
    ------
    InputError
        When the attribute holds anything else.
    """
    name = f"names_of_{dimension}"
    return _by_label(attrs.get(name) or "{}", _is_text, name, "texts")
