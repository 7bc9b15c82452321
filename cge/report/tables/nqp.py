"""Tables of the NQP index: regions, activities, weights and methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from calibration.indicators import (
    Composite,
    activity_index,
    leave_one_out,
    of_regions,
    rank_correlations,
    regional_index,
)
from calibration.indicators.comparison import ranks
from cge.report.tables.columns import PLACE
from cge.report.tables.content import EXPERIMENT, REGION

TITLE = "Index of new quality productive forces"


def region_table(
    found: Composite, others: Mapping[str, Composite], benchmark: xr.Dataset
) -> xr.Dataset:
    """The index by region, with ranks, scores of its dimensions and the share that is imputed.

    Parameters
    ----------
    found : Composite
        The index.
    others : mapping of str to Composite
        Names to indices by other methods, whose ranks stand beside.
    benchmark : xarray.Dataset
        Whose regions they are.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region), highest index first, as `cge.report.table` prints it.
    """
    index = regional_index(found, benchmark)
    columns = {"rank": (ranks(index), "Rank", PLACE), "index": (index, "Index", "0 to 1")}
    for name, other in others.items():
        columns[f"rank_{name}"] = (ranks(regional_index(other, benchmark)), f"Rank, {name}", PLACE)
    scores = of_regions(found.dimension_scores, found.indicators, benchmark)
    for dimension in scores["dimension"].to_numpy():
        title = found.indicators.catalogue.dimensions[str(dimension)].title
        columns[str(dimension)] = (scores.sel(dimension=dimension, drop=True), title, "0 to 1")
    imputed = 100 * of_regions(found.imputed_share, found.indicators, benchmark)
    columns["imputed_share"] = (imputed, "Imputed", "% of weight")
    table = xr.Dataset(
        {
            name: of.assign_attrs(long_name=said, units=unit)
            for name, (of, said, unit) in columns.items()
        }
    )
    order = np.argsort(-index.to_numpy(), kind="stable")
    return _panel(table.isel(region=order), found)


def activity_table(
    found: Composite, benchmark: xr.Dataset, exposure: xr.DataArray | None = None
) -> xr.Dataset:
    """The index by activity (rows) and region (columns), as `cge.report.table` prints it.

    ``exposure`` (activity), where it is given, multiplies it.
    """
    index = activity_index(found, benchmark)
    if exposure is not None:
        index = index * exposure
    table = xr.Dataset(
        {
            str(label): index.sel(region=label, drop=True)
            .rename(activity=REGION)
            .assign_attrs(long_name=str(label), units="")
            for label in index["region"].to_numpy()
        }
    )
    shown = _panel(table, found).assign_attrs(rows="activity", title=f"{TITLE}, by activity")
    if exposure is None:
        return shown
    said = f"{shown.attrs['statement']}; times the exposure of industries"
    return shown.assign_attrs(statement=said)


def weight_table(found: Composite) -> pd.DataFrame:
    """Weights of indicators, and what leaving each out does to the ranks of economies."""
    catalogue = found.indicators.catalogue
    left = leave_one_out(found.indicators, found)
    imputed = found.indicators.data["imputed"].mean("economy")
    names = [str(name) for name in found.weights["indicator"].to_numpy()]
    return pd.DataFrame(
        {
            "dimension": [catalogue.indicators[name].dimension for name in names],
            "indicator": names,
            "weight": [f"{float(found.weights.sel(indicator=n)):.3f}" for n in names],
            "imputed": [f"{float(imputed.sel(indicator=n)):.0%}" for n in names],
            "correlation without": [f"{float(v):.3f}" for v in left["spearman"]],
            "largest shift": [
                f"{float(moved):.0f} places, {who}"
                for moved, who in zip(
                    left["largest_shift"].to_numpy(), left["economy_moved"].to_numpy(), strict=True
                )
            ],
        }
    )


def moves_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `calibration.indicators.sensitivity`, as they are printed."""
    return pd.DataFrame(
        {
            "change": rows["change"],
            "of": rows["part"],
            "Spearman": [f"{value:.3f}" for value in rows["spearman"]],
            "mean shift": [f"{value:.1f}" for value in rows["mean_shift"]],
            "largest shift": [
                f"{moved:.0f} places, {who}"
                for moved, who in zip(rows["largest_shift"], rows["economy_moved"], strict=True)
            ],
        }
    )


def dimension_table(composites: Mapping[str, Composite]) -> pd.DataFrame:
    """Weights of dimensions by method."""
    first = next(iter(composites.values()))
    catalogue = first.indicators.catalogue
    names = [str(name) for name in first.dimension_weights["dimension"].to_numpy()]
    rows = {"dimension": [catalogue.dimensions[name].title for name in names]}
    for method, found in composites.items():
        rows[method] = [f"{float(found.dimension_weights.sel(dimension=n)):.3f}" for n in names]
    return pd.DataFrame(rows)


def correlation_table(composites: Mapping[str, Composite]) -> pd.DataFrame:
    """Rank correlations between methods over economies: Spearman, Kendall in brackets."""
    found = rank_correlations({name: one.index for name, one in composites.items()})
    cells = [
        [f"{a:.3f} ({b:.3f})" for a, b in zip(*rows, strict=True)]
        for rows in zip(found["spearman"].to_numpy(), found["kendall"].to_numpy(), strict=True)
    ]
    names: Sequence[str] = list(composites)
    table = pd.DataFrame(cells, columns=names)
    table.insert(0, "method", names)
    return table


def _panel(table: xr.Dataset, found: Composite) -> xr.Dataset:
    flags = found.indicators.data["imputed"].sel(indicator=found.scores["indicator"])
    absent = [
        name for name in found.indicators.catalogue.indicators if name not in flags["indicator"]
    ]
    said = [f"Weights: {found.method}"]
    said += [f"left out: {', '.join(absent)}"] if absent else []
    said += [f"{float(flags.mean()):.0%} of the figures are imputed"]
    return table.expand_dims({EXPERIMENT: [found.method]}).assign_attrs(
        title=TITLE,
        statement="; ".join(said),
        verified=1,
        checked="Figures, years and sources: data/indicators/values.csv",
    )
