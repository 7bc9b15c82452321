"""Technologies of generation as benchmark data: which goods they are, and how they substitute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.margins import output_of
from calibration.variables import OPTIONAL
from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.benchmark.production import nested_values

GOOD, SIGMA, VOLUME = "generation_good", "sigma_generation", "generation_volume"
ELECTRICITY = "electricity"
# Of what is bought of a technology, the part from abroad that counts as rounding.
ABROAD = 1e-6
_NESTS = ("energy_good", "non_electric_good", "non_coal_good")


def with_generation(
    benchmark: xr.Dataset,
    technologies: Sequence[str],
    sigma: float | xr.DataArray,
    additive: bool = False,
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
    additive
        Whether their electricity adds up, rather than their value in a nest of constant elasticity.
        The data then tell what each generates (`electricity`, TWh), and none crosses a border.

    Raises
    ------
    InputError
        For labels that the data do not have, none at all, elasticities that are not numbers
        from 0, or technologies whose electricity does not add up, listing all of them.
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
    if additive:
        problems += _not_additive(benchmark, [k for k in technologies if k in known])
    if problems:
        raise InputError(problems)
    marks = np.isin(known, technologies).astype(float)
    added = {GOOD: xr.DataArray(marks, {"sector": benchmark["sector"]}), SIGMA: array}
    if additive:
        generated = _as_goods(benchmark[ELECTRICITY])
        made = output_of(benchmark)
        added[VOLUME] = added[GOOD] * generated.copy(data=ratio(generated.to_numpy(), made))
    others = {name: benchmark[name] * (1 - added[GOOD]) for name in _NESTS if name in benchmark}
    return benchmark.assign(
        {name: array.assign_attrs(OPTIONAL[name].attrs) for name, array in (added | others).items()}
    )


def _as_goods(array: xr.DataArray) -> xr.DataArray:
    return array.rename(activity="sector").transpose("sector", "region")


def _not_additive(benchmark: xr.Dataset, technologies: Sequence[str]) -> Iterator[str]:
    """Technologies whose electricity the data do not tell, or that cross a border."""
    if ELECTRICITY not in benchmark:
        yield (
            f"additive: the data do not tell what technologies generate ('{ELECTRICITY}', TWh); "
            "the table of parts 'electricity' does"
        )
        return
    made = xr.zeros_like(benchmark["co2"]).copy(data=output_of(benchmark))
    made, generated = _as_goods(made), _as_goods(benchmark[ELECTRICITY])
    sales = benchmark["sales"]
    regions = [str(r) for r in benchmark["region"].to_numpy()]
    for label in technologies:
        wrong = ((made > 0) != (generated > 0)).sel(sector=label).to_numpy()
        if wrong.any():
            where = ", ".join(np.array(regions)[wrong])
            yield f"additive: '{label}' has output without electricity, or the reverse, in {where}"
        flows = sales.sel(sector=label).transpose("origin", "destination").to_numpy()
        if flows.sum() - np.trace(flows) > ABROAD * flows.sum():
            yield f"additive: '{label}' is sold abroad, where its MWh are not told from others"


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


def additive_generation(b: Benchmark) -> dict[str, Array]:
    """Shares of technologies in electricity, in MWh."""
    volume = b.dataset[VOLUME].transpose("sector", "region").to_numpy()[:, None, :]
    used = volume * b.intermediate_use.transpose(0, 2, 1)
    # An activity that combines none has equal shares, so that its MWh, which no one asks for, are
    # not divided by nothing.
    none = 1 / len(volume)
    return {"generation_volume_share": ratio(used, used.sum(axis=0, keepdims=True), none)}


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
