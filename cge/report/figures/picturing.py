"""From a summary to what a figure of it shows."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.report import notes
from cge.report.figures.content.asked import as_text
from cge.report.figures.picture import Picture, without_rounding
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import EXPERIMENT, REGION, ends_of, keys, left_out

WELFARE, NET = "equivalent_variation_percent", "equivalent_variation_net_percent"


def picture_of(summary: xr.Dataset, variable: str | None = None) -> Picture:
    """A variable by region, in the order of the last experiment.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables with dims (experiment, region).
    variable : str, optional
        Name of the variable; welfare in % of income, net where the summary has it net.

    Raises
    ------
    calibration.errors.InputError
        The summary has no such variable, or no number of it.
    """
    if variable is None:
        variable = welfare_of(summary)
    if variable in left_out(summary):
        raise InputError(f"figure: '{variable}' has no number in these data")
    if variable not in keys(summary):
        near = nearest(variable, keys(summary))
        raise InputError(f"figure: '{variable}' is not a variable of the summary{near}")
    array = summary[variable].transpose(EXPERIMENT, REGION)
    array = array.isel({REGION: array[REGION].values != TOTAL})
    array = array.isel({REGION: np.argsort(array.values[-1], kind="stable")})
    ends = [
        summary[end].sel({REGION: array[REGION]}).transpose(EXPERIMENT, REGION).values
        for end in ends_of(array)
    ]
    picture = Picture(
        notes.title(summary),
        notes.warning(summary),
        notes.note(summary),
        heading(array),
        tuple(map(str, array[EXPERIMENT].values)),
        tuple(map(str, array[REGION].values)),
        array.values,
        tuple(map(as_text, array.values)),
        np.stack(ends) if ends else None,
    )
    return without_rounding(picture)


def welfare_of(summary: xr.Dataset) -> str:
    """The column with welfare in % of income, net where the closure adds capital."""
    return NET if NET in summary else WELFARE


def heading(array: xr.DataArray) -> str:
    """Name and unit of a variable, as words above a figure."""
    name, unit = array.attrs.get("long_name") or array.name, array.attrs.get("units")
    return f"{str(name)[:1].upper()}{str(name)[1:]}" + (f", {unit}" if unit else "")
