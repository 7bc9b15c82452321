"""Catch-up: closing a share of the distance to a frontier of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from cge.inputs.selector import Groups, Selector, no_groups, read_selector, resolve

REGION = "region"


@dataclass(frozen=True)
class Percentile:
    """A frontier that is a percentile over regions, each region counted once.

    Attributes
    ----------
    rank : float
        From 0, the lowest region, to 100, the highest; linear in between.
    """

    rank: float

    def to_plain(self) -> dict[str, float]:
        """The frontier as it is written in a scenario file."""
        return {"percentile": self.rank}


Frontier = Selector | Percentile


def read_frontier(value: Any) -> Frontier:
    """Read a frontier from the value of a YAML key.

    Raises
    ------
    ValueError
        The value is neither a selection of regions nor ``{percentile: ...}``; the text says why.
    """
    if isinstance(value, Percentile):
        return value
    if not isinstance(value, dict) or "percentile" not in value:
        return read_selector(value)
    rank = value["percentile"]
    number = isinstance(rank, int | float) and not isinstance(rank, bool)
    if list(value) != ["percentile"] or not number or not 0 <= rank <= 100:
        raise ValueError(f"{value!r} is not a frontier; write {{percentile: a number up to 100}}")
    return Percentile(float(rank))


def caught_up(
    array: xr.DataArray, share: float, frontier: Frontier | None, groups: Groups = no_groups
) -> tuple[xr.DataArray, list[str]]:
    """A level after every region has closed a share of its distance to the frontier.

    The frontier is, for every other label of the array (every activity, say), the highest level of
    the regions named, of all regions where none is, or a percentile over all regions. Who is
    there already, or beyond, stays.

    Parameters
    ----------
    array : xarray.DataArray
        A level with the dim ``region``, as it stands before.
    share : float
        Part of the distance that is closed, from 0 to 1.
    frontier : Selector or Percentile, optional
        Whose level it is.
    groups : callable
        ``groups(dim, name)`` gives the labels of a group.

    Returns
    -------
    array : xarray.DataArray
        New levels, in the order of the given dims.
    problems : list of str
        What is wrong; the array is then the one given.
    """
    if REGION not in array.dims:
        return array, ["catch_up: needs a parameter by region"]
    if not 0 <= share <= 1:
        return array, [f"catch_up: {share:g} is not a share of the distance, from 0 to 1"]
    if isinstance(frontier, Percentile):
        level = array.quantile(frontier.rank / 100, REGION).drop_vars("quantile")
    else:
        labels = [str(label) for label in array[REGION].values]
        if frontier is not None:
            labels, problems = resolve(frontier, REGION, labels, groups)
            if problems:
                return array, [f"frontier: {problem}" for problem in problems]
        level = array.sel({REGION: labels}).max(REGION)
    closed = array + share * np.maximum(level - array, 0.0)
    return closed.transpose(*array.dims), []
