"""How far an index depends on its method and on single indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from calibration.indicators.composite import METHODS, Composite, composite
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
    others = {name: composite(indicators, found.method, [*absent, name]).index for name in names}
    return moves(found.index, others).rename(other="indicator")


def moves(index: xr.DataArray, others: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """How far ranks of economies by other indices are from those by one.

    Parameters
    ----------
    index : xarray.DataArray
        By economy.
    others : mapping of str to xarray.DataArray
        Names to indices of the same economies.

    Returns
    -------
    xarray.Dataset
        By ``other``: ``spearman`` with the index, ``mean_shift`` and ``largest_shift`` in places,
        and ``economy_moved``, which moves furthest (the first where several do).
    """
    economies, rows = index["economy"].to_numpy(), []
    for other in others.values():
        moved = abs(ranks(other) - ranks(index)).to_numpy()
        furthest = str(economies[int(np.argmax(moved))])
        correlation = spearman(other.to_numpy(), index.to_numpy())
        rows.append((correlation, float(moved.mean()), float(moved.max()), furthest))
    columns = ("spearman", "mean_shift", "largest_shift", "economy_moved")
    data = {
        column: ("other", list(cells))
        for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
    }
    return xr.Dataset(data, {"other": list(others)})


def sensitivity(indicators: Indicators, without: Sequence[str] = ()) -> pd.DataFrame:
    """How ranks of economies depend on the method and on every dimension and indicator.

    Parameters
    ----------
    indicators : Indicators
    without : sequence of str
        Dimensions or indicators that are left out throughout.

    Returns
    -------
    pandas.DataFrame
        A row for each method of weights and change: another method, or a dimension or an indicator
        left out and weights found anew. Columns ``method``, ``change``, ``part``, and those of
        `moves`. An indicator that is all of its dimension is in one row, as its dimension.

    Raises
    ------
    InputError
        For an unknown dimension or indicator.
    """
    found = {method: composite(indicators, method, without) for method in METHODS}
    frames = []
    for method, one in found.items():
        changes = {"method": {name: f.index for name, f in found.items() if name != method}}
        for kind, names in _parts(one).items():
            changes[f"without {kind}"] = {
                name: composite(indicators, method, [*without, name]).index for name in names
            }
        for change, others in changes.items():
            if others:
                frame = moves(one.index, others).to_dataframe().reset_index(names="part")
                frames.append(frame.assign(method=method, change=change))
    columns = ["method", "change", "part", "spearman", "mean_shift", "largest_shift"]
    return pd.concat(frames, ignore_index=True)[[*columns, "economy_moved"]]


def _parts(found: Composite) -> dict[str, list[str]]:
    """Dimensions, and indicators that share theirs with others; nothing that is all there is."""
    inside = found.membership.sum("indicator").to_series()
    sizes = {str(name): int(count) for name, count in inside.items()}
    catalogue = found.indicators.catalogue.indicators
    names = [str(name) for name in found.scores["indicator"].to_numpy()]
    return {
        "dimension": [name for name in sizes if len(sizes) > 1],
        "indicator": [name for name in names if sizes[catalogue[name].dimension] > 1],
    }


def _ranked(values: Array) -> Array:
    """Ranks from 1 for the smallest, ties at their mean rank."""
    values = np.asarray(values)
    below = (values[None, :] < values[:, None]).sum(axis=1)
    equal = (values[None, :] == values[:, None]).sum(axis=1)
    found: Array = below + (equal + 1) / 2
    return found
