"""Solutions that pages show, each solved once."""

from __future__ import annotations

from functools import cache

import xarray as xr

import calibration
import cge
from cge.inputs import find as locations


@cache
def economy(**given: str) -> cge.Economy:
    """The default economy, or another."""
    return cge.load(**given)


@cache
def full() -> xr.Dataset:
    """The default data, all economies and industries."""
    return calibration.open_benchmark(locations.find("benchmarks", "oecd-icio-2022"))


@cache
def solved(scenario: str, **given: str) -> cge.Result:
    """A shipped scenario on the default economy, or on another; verified."""
    result = cge.solve(economy(**given), scenario, contributions=False)
    assert result.verified, result.verdict
    return result
