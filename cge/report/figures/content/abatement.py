"""What a region abates at rising carbon prices."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.experiments.marginal_abatement import PRICE
from cge.report import notes
from cge.report.figures.pictures import Curve
from cge.report.figures.picturing import heading


def abatement(found: xr.Dataset) -> Curve:
    """The marginal abatement curve, from no price on.

    Parameters
    ----------
    found : xarray.Dataset
        What :func:`cge.mac` gives.

    Raises
    ------
    InputError
        It is something else.
    """
    if PRICE not in found.dims or "abated" not in found:
        raise InputError("abatement: this is not what cge.mac gives")
    x = np.concatenate([[0.0], found["abated"].to_numpy()])
    y = np.concatenate([[0.0], found[PRICE].to_numpy()])
    return Curve(
        notes.title(found),
        notes.warning(found),
        notes.note(found),
        "Marginal abatement curve",
        heading(found["abated"]),
        heading(found[PRICE]),
        x,
        y,
    )
