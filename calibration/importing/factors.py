"""Undivided value added between labour and capital."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError

Array = np.ndarray


def labour_share_of(
    share: xr.DataArray | None, activity: xr.DataArray, region: xr.DataArray
) -> Array:
    """Labour's part of undivided value added (activity, region), in the order of labels.

    Parameters
    ----------
    share : xarray.DataArray or None
        Fraction (activity, region); None is 1 everywhere: all of it is labour's.
    activity, region : xarray.DataArray
        Labels.

    Raises
    ------
    InputError
        Labels without a share, and shares outside 0 to 1.
    """
    if share is None:
        return np.ones((activity.size, region.size))
    labels = {"activity": activity.to_numpy(), "region": region.to_numpy()}
    problems = [
        f"labour share: none for {dim} '{label}'"
        for dim, wanted in labels.items()
        for label in map(str, wanted)
        if label not in {str(k) for k in share[dim].to_numpy()}
    ]
    if problems:
        raise InputError(problems)
    values: Array = share.sel(labels).transpose("activity", "region").to_numpy().astype(float)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        a, r = np.argwhere(wrong)[0]
        raise InputError(
            f"labour share: {values[a, r]:g} of {labels['region'][r]} {labels['activity'][a]} is "
            "not between 0 and 1"
        )
    return values


def split_value_added(undivided: Array, share: Array) -> tuple[Array, Array]:
    """Labour's and capital's parts of undivided value added, million USD."""
    labour = undivided * share
    return labour, undivided - labour
