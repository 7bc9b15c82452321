"""Technologies of generation as benchmark data: which goods they are, and how they substitute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.margins import output_of
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.production import nested_values

GOOD, SIGMA = "generation_good", "sigma_generation"
_NESTS = ("energy_good", "non_electric_good", "non_coal_good")


def with_generation(
    benchmark: xr.Dataset, technologies: Sequence[str], sigma: float | xr.DataArray
) -> xr.Dataset:
    """A benchmark whose activities combine technologies of generation in a nest of their own.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated; it is left as it is.
    technologies
        Labels of the goods that are generation. They leave the nests of energy.
    sigma
        Elasticity among them: a number from 0, or an array over activity, region or both.

    Raises
    ------
    InputError
        For labels that the data do not have, none at all, or elasticities that are not numbers
        from 0, listing all of them.
    """
    known = [str(k) for k in benchmark["sector"].to_numpy()]
    problems = [
        f"generation: no sector '{k}'{nearest(k, known)}" for k in technologies if k not in known
    ]
    if not technologies:
        problems.append("generation: needs at least one sector")
    array = (xr.zeros_like(benchmark["output_tax"]) + sigma).transpose("activity", "region")
    if not bool((np.isfinite(array) & (array >= 0)).all()):
        problems.append(f"{SIGMA}: must be finite numbers from 0")
    if problems:
        raise InputError(problems)
    marks = np.isin(known, technologies).astype(float)
    added = {GOOD: xr.DataArray(marks, {"sector": benchmark["sector"]}), SIGMA: array}
    others = {name: benchmark[name] * (1 - added[GOOD]) for name in _NESTS if name in benchmark}
    return benchmark.assign(
        {name: array.assign_attrs(OPTIONAL[name].attrs) for name, array in (added | others).items()}
    )


def generation(b: Benchmark) -> dict[str, Array]:
    """Shares and coefficients of the nest of generation."""
    nests = nested_values(b)
    marks = nests.is_generation[:, None, None]
    whole = nests.generation
    return {
        "generation_share": ratio(whole, nests.bundle),
        "generation_good_share": ratio(marks * nests.goods, whole),
        "generation_coefficient": ratio(marks * b.intermediate_use, whole.T),
    }


def emissions_passed_on(benchmark: xr.Dataset) -> Array:
    """Emissions of the generation that an activity buys at home, t per USD of its output.

    Over (activity, region); nothing where technologies are not apart.
    """
    output = output_of(benchmark)
    if GOOD not in benchmark:
        return np.zeros_like(output)
    emitted = ratio(benchmark["co2"].transpose("activity", "region").to_numpy(), output)
    used = benchmark["intermediate_use"].transpose("sector", "destination", "activity").to_numpy()
    marks = benchmark[GOOD].to_numpy()
    return ratio(np.einsum("i,irj,ir->jr", marks, used, emitted), output)


def supply_weights(benchmark: xr.Dataset) -> Array:
    """Share of an activity in the output of all that combine technologies (activity, region)."""
    used = benchmark["intermediate_use"].transpose("sector", "destination", "activity").to_numpy()
    supplies = np.einsum("i,irj->jr", benchmark[GOOD].to_numpy(), used) > 0
    supplied = output_of(benchmark) * supplies
    return ratio(supplied, supplied.sum(axis=0, keepdims=True))


def grid(b: Benchmark) -> dict[str, Array]:
    """Emissions of electricity as in the data; no border charges them yet."""
    return {
        "supply_weight": supply_weights(b.dataset),
        "grid_reference": b.dataset["grid_reference"].to_numpy().astype(float),
        "electricity_charged": np.zeros_like(b.sales),
    }


def grid_reference(benchmark: xr.Dataset) -> Array:
    """Emissions of generation per unit of electricity supplied (region)."""
    return np.asarray((supply_weights(benchmark) * emissions_passed_on(benchmark)).sum(axis=0))
