"""A benchmark that nobody changes: what is solved is what is written with the results."""

from __future__ import annotations

import numpy as np
import xarray as xr


def read_only(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with arrays of its own that refuse to be written to.

    An array that is so already is shared, so that economies derived from one another cost no
    further memory.

    Parameters
    ----------
    dataset
        Left as it is.
    """
    mine = {
        name: variable.copy(deep=False, data=owned(variable.to_numpy()))
        for name, variable in dataset.variables.items()
        if name in dataset.data_vars and not _refuses(variable.to_numpy())
    }
    return dataset.assign(mine) if mine else dataset.copy()


def owned(array: np.ndarray) -> np.ndarray:
    """A copy that refuses to be written to."""
    array = array.copy()
    array.flags.writeable = False
    return array


def _refuses(array: np.ndarray) -> bool:
    # A view that refuses could still be changed through the array it looks at.
    return array.flags.owndata and not array.flags.writeable
