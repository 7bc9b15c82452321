"""How far an index depends on its method and on single indicators."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from calibration.indicators.composite import Composite, composite
from calibration.indicators.table import Indicators

Array = np.ndarray


def ranks(values: xr.DataArray) -> xr.DataArray:
    """Rank of each label, 1 for the largest value; equal values share their mean rank."""
    return values.copy(data=len(values) + 1 - _ranked(values.to_numpy()))


def spearman(first: Array, second: Array) -> float:
    """Spearman's rank correlation: the correlation of ranks, ties at their mean rank."""
    return float(np.corrcoef(_ranked(first), _ranked(second))[0, 1])


def kendall(first: Array, second: Array) -> float:
    """Kendall's tau-b: concordant less discordant pairs, over pairs that are not tied."""
    upper = np.triu_indices(len(first), 1)
    signs = [np.sign(x[:, None] - x[None, :])[upper] for x in map(np.asarray, (first, second))]
    agreement = (signs[0] * signs[1]).sum()
    return float(agreement / np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum()))


def rank_correlations(indices: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """Rank correlations between indices of the same labels.

    Parameters
    ----------
    indices : mapping of str to xarray.DataArray
        Names to indices of one dimension.

    Returns
    -------
    xarray.Dataset
        ``spearman`` and ``kendall`` (first, second).
    """
    arrays = [array.to_numpy() for array in indices.values()]
    coords = {"first": list(indices), "second": list(indices)}
    return xr.Dataset(
        {
            name: (("first", "second"), [[of(a, b) for b in arrays] for a in arrays])
            for name, of in (("spearman", spearman), ("kendall", kendall))
        },
        coords,
    )


def leave_one_out(indicators: Indicators, found: Composite) -> xr.Dataset:
    """How ranks of economies change when one indicator is left out and weights found anew.

    Returns
    -------
    xarray.Dataset
        By indicator of `found`: ``spearman`` with the full index, ``mean_shift`` and
        ``largest_shift`` in places, and ``economy`` that moves furthest.
    """
    names = [str(name) for name in found.scores["indicator"].to_numpy()]
    absent = [name for name in indicators.catalogue.indicators if name not in names]
    full = ranks(found.index)
    rows = []
    for name in names:
        other = composite(indicators, found.method, [*absent, name]).index
        moved = abs(ranks(other) - full)
        furthest = indicators.economies[int(np.argmax(moved.to_numpy()))]
        correlation = spearman(other.to_numpy(), found.index.to_numpy())
        rows.append((correlation, float(moved.mean()), float(moved.max()), furthest))
    columns = ("spearman", "mean_shift", "largest_shift", "economy_moved")
    data = {
        column: ("indicator", list(cells))
        for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
    }
    return xr.Dataset(data, {"indicator": names})


def _ranked(values: Array) -> Array:
    """Ranks from 1 for the smallest, ties at their mean rank."""
    values = np.asarray(values)
    below = (values[None, :] < values[:, None]).sum(axis=1)
    equal = (values[None, :] == values[:, None]).sum(axis=1)
    found: Array = below + (equal + 1) / 2
    return found
