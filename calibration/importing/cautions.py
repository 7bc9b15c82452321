"""Cautions of an import: value added such as no economy has, or that the table does not state."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.cleaning.costs import EARNED
from calibration.cleaning.step import amount_of, percent_of
from calibration.readers.table import sold

USUAL = (0.24, 0.73)
"""Lowest and highest share of value added in sales, by economy, in `oecd-icio-2022`."""
ODD = (0.2, 0.8)
"""Shares of value added in sales below and above which an import says so."""
_SHOWN = 5


def cautions(cleaned: xr.Dataset, stated: bool) -> Iterator[str]:
    """Sentences on value added, with its numbers.

    Parameters
    ----------
    cleaned : xarray.Dataset
        As from `calibration.cleaning.clean`.
    stated : bool
        Whether the table has rows of primary inputs.
    """
    earned = cleaned["primary"].sel(primary_input=list(EARNED)).sum(("primary_input", "activity"))
    sales = sold(cleaned).sum("sector").rename(origin="region")
    if not stated:
        share = percent_of(float(earned.sum() / sales.sum()))
        yield (
            "the table has no rows of primary inputs: value added of "
            f"{amount_of(float(earned.sum()))} million USD, {share} % of sales, is what purchases "
            "leave of them, and nothing tells whether purchases or sales are missing"
        )
    part = (earned / sales.where(sales > 0)).sel(region=cleaned["origin"].to_numpy())
    usual = f"by economy it is {percent_of(USUAL[0])} to {percent_of(USUAL[1])} % in oecd-icio-2022"
    for odd, why in (
        (part > ODD[1], "are purchases missing, or in another unit?"),
        (part < ODD[0], "are purchases counted twice, or in another unit?"),
    ):
        if bool(odd.any()):
            yield f"value added is {_named(part, odd.to_numpy())} of sales; {usual}; {why}"


def _named(part: xr.DataArray, odd: np.ndarray) -> str:
    """Shares of the economies that are odd: ``96 % in NORTH, 93 % in SOUTH``."""
    found = part[odd]
    said = [
        f"{percent_of(float(share))} % in {region}"
        for region, share in zip(found["region"].to_numpy(), found.to_numpy(), strict=True)
    ]
    more = f" and in {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return ", ".join(said[:_SHOWN]) + more
