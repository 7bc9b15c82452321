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
    return dataset.assign(
        {
            name: array.copy(data=_own(array.to_numpy()))
            for name, array in dataset.items()
            if not _refuses(array.to_numpy())
        }
    )


def _refuses(array: np.ndarray) -> bool:
    # A view that refuses could still be changed through the array it looks at.
    return array.flags.owndata and not array.flags.writeable


def _own(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.flags.writeable = False
    return array
