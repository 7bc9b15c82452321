"""Abatement curves as benchmark data, and the carbon prices for which they are defined."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.fuels import BY_FUEL
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.settings.abatements import REFERENCE_PRICE

ABATEMENT = "abatement_elasticity"
REFERENCE = "abatement_reference"


def with_abatement(
    benchmark: xr.Dataset, elasticity: float | xr.DataArray, reference: float = REFERENCE_PRICE
) -> xr.Dataset:
    """A benchmark whose activities can abate; it brings the feature ``abatement``.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    elasticity
        Elasticity of the abatement curve: a number from 0, or an array over activity, region or
        both. 0 keeps emissions per unit of output fixed.
    reference
        Price that scales the curve, USD per t CO2.

    Raises
    ------
    InputError
        For an elasticity that is negative or not finite, a reference that is not positive, and for
        data whose emissions follow fuels.
    """
    if BY_FUEL in benchmark:
        raise InputError(
            "abatement: a curve stands for what fuels do, so the two exclude each other, "
            f"and these data have {BY_FUEL}; leave the curve out, or let emissions follow output "
            "(emissions='output', --emissions output)"
        )
    shape = benchmark["co2"]
    eta = xr.zeros_like(shape, dtype=float) + elasticity
    problems = []
    if not bool((np.isfinite(eta) & (eta >= 0)).all()):
        problems.append(f"{ABATEMENT}: must be finite numbers from 0")
    if not (np.isfinite(reference) and reference > 0):
        problems.append(f"{REFERENCE}: {reference} is not a positive price")
    if problems:
        raise InputError(problems)
    added = {ABATEMENT: eta, REFERENCE: xr.full_like(eta, reference)}
    return benchmark.assign(
        {
            name: array.transpose(*OPTIONAL[name].dims).assign_attrs(OPTIONAL[name].attrs)
            for name, array in added.items()
        }
    ).assign_attrs(abatement=_said(eta, reference))


def _said(eta: xr.DataArray, reference: float) -> str:
    """The curve in words, for what is said with results."""
    least, most = float(eta.min()), float(eta.max())
    elasticity = f"{least:g}" if least == most else f"{least:g} to {most:g}"
    return f"elasticity {elasticity}, reference {reference:g} USD per t CO2"


def price_problems(parameters: xr.Dataset, arrays: dict[str, np.ndarray]) -> list[str]:
    """Carbon prices for which an abatement curve has no emissions: a subsidy of the reference.

    Parameters
    ----------
    parameters
        Exogenous parameters of one experiment.
    arrays
        Benchmark values of all parameters, shares included.
    """
    if REFERENCE not in arrays:
        return []
    total = (parameters["carbon_price"] + parameters["carbon_price_economy"]).transpose(
        "activity", "region"
    )
    off = np.argwhere(total.to_numpy() <= -arrays[REFERENCE])
    if not len(off):
        return []
    j, r = off[0]
    activity, region = (total[d].to_numpy()[k] for d, k in zip(total.dims, (j, r), strict=True))
    lowest = -float(arrays[REFERENCE][j, r])
    return [
        f"carbon price of {activity}, {region} is {float(total[j, r]):g} USD per t CO2, and the "
        f"abatement curve is defined above {lowest:g}, minus its reference price, only; "
        "pay a smaller subsidy, or set a higher reference price"
    ]


def abatement(b: Benchmark) -> dict[str, Array]:
    """The curve: its reference price, where it starts; and the intensity that allots allowances."""
    stored = b.dataset["abatement_reference"].transpose("activity", "region")
    reference = stored.to_numpy().astype(float)
    return {
        "abatement_reference": reference,
        "abatement_start": 1 + b.carbon_price / reference,
        "allocation_benchmark": ratio(b.co2, b.output),
    }
