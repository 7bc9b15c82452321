"""Emissions charged per unit of a flow, by the basis that a border adjustment takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.aggregation import co2_of_sales, dirtiest_tenth
from calibration.inter_industry import electricity_intensity, embodied_intensity, inter_industry
from calibration.inter_industry.table import ratio
from calibration.margins import output_of
from cge.economy.benchmark.generation import GOOD, emissions_passed_on, grid_reference
from cge.inputs.selector import Groups, read_selector, resolve
from cge.policy.schema import DEFAULT, WORST_DECILE, Cbam

Array = np.ndarray
PER_MILLION = 1e-6
DIRECT, EMBODIED = "direct", "embodied"


def direct(benchmark: xr.Dataset) -> Array:
    """Direct emissions of what an origin sells to a destination, t per USD."""
    return ratio(co2_of_sales(benchmark), benchmark["sales"].to_numpy())


@dataclass(frozen=True)
class Charged:
    """What a border adjustment charges per unit of each flow (sector, origin, destination).

    Attributes
    ----------
    tonnes
        t CO2 per USD; not a number where there is none.
    scope
        Emissions charged that fall with abatement, per unit of abatement at the origin.
    electricity
        Electricity of the origin whose generation is charged, per unit; 0 where no technologies of
        generation are apart.
    """

    tonnes: Array
    scope: Array
    electricity: Array


def intensities(
    cbam: Cbam, benchmark: xr.Dataset, ends: list[str], groups: Groups
) -> tuple[Charged, list[str]]:
    """What a border adjustment charges per unit of each flow.

    Parameters
    ----------
    cbam
        The adjustment.
    benchmark
        At any level of aggregation.
    ends
        Labels of the destination.
    groups
        Named groups of labels.

    Returns
    -------
    charged : Charged
    problems : list of str
        What is wrong with the basis.
    """
    own = direct(benchmark)
    nothing = np.zeros_like(own)
    if cbam.intensity == DEFAULT:
        values, problems = _defaults(cbam, benchmark, ends, groups)
        tonnes = np.broadcast_to(values[:, None, None], own.shape)
        return Charged(tonnes, nothing, nothing), problems
    average = _by_origin(benchmark, "co2")
    further, problems = _BEYOND[cbam.intensity](cbam, benchmark, groups)
    generated = _generated(cbam, benchmark, groups) if not problems else np.zeros_like(average)
    tonnes = own + further[:, :, None]
    if cbam.intensity != EMBODIED:  # which has generation, in its further emissions
        tonnes = tonnes + emissions_passed_on(benchmark)[:, :, None]
    electricity = np.broadcast_to(generated[:, :, None], own.shape)
    return Charged(tonnes, ratio(own, average[:, :, None]), electricity), problems


def _generated(cbam: Cbam, benchmark: xr.Dataset, groups: Groups) -> Array:
    """Units of the origin's electricity whose generation is charged, per unit (sector, region)."""
    if GOOD not in benchmark or cbam.intensity == EMBODIED:
        return np.zeros((benchmark.sizes["sector"], benchmark.sizes["region"]))
    passed_on = emissions_passed_on(benchmark)
    charged = passed_on
    if cbam.intensity != DIRECT:
        sectors = [str(s) for s in benchmark["sector"].to_numpy()]
        chosen, _ = resolve(cbam.electricity, "sector", sectors, groups)
        charged = charged + electricity_intensity(benchmark, chosen, passed_on, True).to_numpy()
    return np.asarray(ratio(charged, grid_reference(benchmark)[None, :]))


def _by_origin(benchmark: xr.Dataset, name: str) -> Array:
    output = output_of(benchmark)
    return ratio(benchmark[name].transpose("activity", "region").to_numpy(), output)


Beyond = Callable[[Cbam, xr.Dataset, Groups], tuple[Array, list[str]]]


def _nothing(_cbam: Cbam, benchmark: xr.Dataset, _groups: Groups) -> tuple[Array, list[str]]:
    return np.zeros((benchmark.sizes["sector"], benchmark.sizes["region"])), []


def _electricity(cbam: Cbam, benchmark: xr.Dataset, groups: Groups) -> tuple[Array, list[str]]:
    """Of generating the electricity bought (sector, region)."""
    sectors = [str(s) for s in benchmark["sector"].to_numpy()]
    chosen, problems = resolve(cbam.electricity, "sector", sectors, groups)
    if problems:
        return _nothing(cbam, benchmark, groups)[0], [f"electricity: {p}" for p in problems]
    emits = _by_origin(benchmark, "co2") + emissions_passed_on(benchmark)
    return electricity_intensity(benchmark, chosen, emits).to_numpy(), []


def _upstream(_cbam: Cbam, benchmark: xr.Dataset, _groups: Groups) -> tuple[Array, list[str]]:
    """Of everything made for the good, in all rounds, beyond the direct ones (sector, region)."""
    table = inter_industry(benchmark)
    return embodied_intensity(table).to_numpy() - _by_origin(benchmark, "co2"), []


_BEYOND: dict[str, Beyond] = {
    DIRECT: _nothing,
    "direct+electricity": _electricity,
    EMBODIED: _upstream,
}


def _defaults(
    cbam: Cbam, benchmark: xr.Dataset, ends: list[str], groups: Groups
) -> tuple[Array, list[str]]:
    """Default values (sector); not a number where none is given or nothing is produced."""
    if isinstance(cbam.defaults, dict):
        values, problems = _given(cbam.defaults, benchmark, groups)
    else:
        here = benchmark["region"].isin(ends).to_numpy()
        output = output_of(benchmark)[:, here]
        emitted = benchmark["co2"].transpose("activity", "region").to_numpy()[:, here]
        emitted = emitted + emissions_passed_on(benchmark)[:, here] * output
        if cbam.defaults == WORST_DECILE:
            values = _worst(benchmark, output, emitted, here)
        else:
            made = output.sum(axis=1)
            values = np.where(made > 0, ratio(emitted.sum(axis=1), made), np.nan)
        problems = []
    return values * (1 + cbam.markup / 100), problems


def _worst(benchmark: xr.Dataset, output: Array, emitted: Array, here: Array) -> Array:
    """Mean of the dirtiest tenth of output: of the labels, or of the members of a single one."""
    if output.shape[1] == 1 and "co2_of_dirtiest_tenth" in benchmark:
        return benchmark["co2_of_dirtiest_tenth"].to_numpy()[:, here][:, 0]
    return np.array([dirtiest_tenth(*row) for row in zip(emitted, output, strict=True)])


def _given(
    given: dict[str, float], benchmark: xr.Dataset, groups: Groups
) -> tuple[Array, list[str]]:
    sectors = [str(s) for s in benchmark["sector"].to_numpy()]
    values, problems = np.full(len(sectors), np.nan), []
    for name, tonnes in given.items():
        chosen, found = resolve(read_selector(name), "sector", sectors, groups)
        problems += [f"defaults: {problem}" for problem in found]
        values[np.isin(sectors, chosen)] = tonnes * PER_MILLION
    return values, problems
