"""Sense: do the numbers of a benchmark describe an economy that a model can have?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.fuels import BY_FUEL, HOUSEHOLD_FUEL
from calibration.gases import COUNTED, COUNTED_HOUSEHOLD, GAS, OTHER, OTHER_HOUSEHOLD
from calibration.guard.values import place
from calibration.margins import groundless_margins, output_of

Array = np.ndarray

ROUNDING = 1e-9
"""Of the sum of a row: a difference less than this is none."""
EXTREME_INTENSITY = 10_000.0
"""Emissions per output beyond this multiple of the same industry's elsewhere call for a caution."""

# Variable -> the one it is a part of.
_PARTS = {"co2_process": "co2", "committed_use": "final_use"}
MIXED, LABOUR = "mixed_income", "labour"


def senseless(dataset: xr.Dataset) -> Iterator[str]:
    """What no model can be calibrated to, in a complete benchmark."""
    yield from _producers_that_spend_nothing(dataset)
    yield from _emissions_without_output(dataset)
    yield from _taxes(dataset)
    yield from _parts(dataset)
    yield from _fuels_not_bought(dataset)
    yield from _other_gases(dataset)
    yield from groundless_margins(dataset)


def extreme_intensities(dataset: xr.Dataset) -> Iterator[str]:
    """Industries that emit beyond measure per unit of output, which a carbon price would end."""
    output, co2 = output_of(dataset), dataset["co2"].to_numpy()
    intensity = _over(co2, output)
    elsewhere = _over(
        co2.sum(axis=1, keepdims=True) - co2, output.sum(axis=1, keepdims=True) - output
    )
    beyond = (intensity > EXTREME_INTENSITY * elsewhere) & (elsewhere > 0)
    for activity, region in np.argwhere(beyond):
        yield (
            f"{_industry(dataset, activity, region)} emits {intensity[activity, region]:.3g} t CO2 "
            f"per USD of output, {_times(intensity, elsewhere, activity, region)} times as much as "
            "the same industry elsewhere; a carbon price there changes prices beyond measure"
        )


def _producers_that_spend_nothing(dataset: xr.Dataset) -> Iterator[str]:
    made = output_of(dataset).sum(axis=0)
    spent = (dataset["final_use"] + dataset["final_tax"]).sum(("sector", "agent")).to_numpy()
    for position, region in enumerate(dataset["region"].to_numpy()):
        if spent[position] > ROUNDING * made[position]:
            continue
        if made[position] > 0:
            yield (
                f"region '{region}' produces {made[position]:.4g} million USD and buys nothing for "
                "final use, so nobody spends its income; give it final_use, or join it to another"
            )
        elif spent[position] <= 0:
            yield f"region '{region}' neither produces nor spends; leave it out"


def _emissions_without_output(dataset: xr.Dataset) -> Iterator[str]:
    output, co2 = output_of(dataset), dataset["co2"].to_numpy()
    for activity, region in np.argwhere((output <= 0) & (co2 > 0)):
        yield (
            f"{_industry(dataset, activity, region)} emits {co2[activity, region]:.4g} Mt CO2 and "
            "has no output; give it output, or book its emissions where they arise"
        )


def _fuels_not_bought(dataset: xr.Dataset) -> Iterator[str]:
    """Emissions by fuel of goods that the user does not buy."""
    household = dataset["final_use"].sel(agent="household", drop=True)
    for name, bought in ((BY_FUEL, dataset["intermediate_use"]), (HOUSEHOLD_FUEL, household)):
        if name in dataset:
            emitted = dataset[name]
            used = bought.rename(destination="region").transpose(*emitted.dims[1:])
            astray = (emitted.to_numpy() > 0) & (used.to_numpy() <= 0)
            if astray.any():
                yield (
                    f"{name} is {emitted.to_numpy()[astray][0]:.4g} Mt CO2 at "
                    f"{place(emitted, astray)}, where nothing is bought"
                )


def _other_gases(dataset: xr.Dataset) -> Iterator[str]:
    """Other gases of industries without output, of goods not bought, and more of them than all."""
    bought = dataset["final_use"].sel(agent="household", drop=True).rename(destination="region")
    made = xr.DataArray(output_of(dataset), dims=("activity", "region"))
    for name, base, of in (
        (OTHER, made, "nothing is made"),
        (OTHER_HOUSEHOLD, bought, "nothing is bought"),
    ):
        if name in dataset:
            emitted = dataset[name]
            astray = ((emitted > 0) & (base <= 0)).transpose(*emitted.dims).to_numpy()
            if astray.any():
                value = emitted.to_numpy()[astray][0]
                yield f"{name} is {value:.4g} Mt CO2e at {place(emitted, astray)}, where {of}"
    for name, whole in ((COUNTED, "co2"), (COUNTED_HOUSEHOLD, "co2_household")):
        if name in dataset and whole in dataset:
            part = dataset[name].sum(GAS).rename(name).transpose(*dataset[whole].dims)
            yield from _part(part, dataset[whole], whole)


def _taxes(dataset: xr.Dataset) -> Iterator[str]:
    """Taxes on nothing, and taxes or subsidies that leave nothing to pay."""
    output = xr.DataArray(output_of(dataset), dims=("activity", "region"))
    for name, base, of, sign in (
        ("export_tax", dataset["sales"], "sales", 1),
        ("intermediate_tax", dataset["intermediate_use"], "purchases", 1),
        ("final_tax", dataset["final_use"], "purchases", 1),
        ("factor_tax", dataset["value_added"], "payments to factors", 1),
        ("output_tax", output, "output", -1),
    ):
        if name in dataset:
            yield from _tax(dataset[name], base.to_numpy(), of, sign)
    rate = dataset["tariff_rate"]
    if bool((rate <= -1).any()):
        yield f"tariff_rate is -1 or less at {place(rate, rate.to_numpy() <= -1)}"


def _tax(array: xr.DataArray, base: Array, of: str, sign: int) -> Iterator[str]:
    """A tax is paid on top of its base, or out of it where the sign is -1."""
    tax = array.to_numpy()
    axis = array.dims.index("factor") if "factor" in array.dims else base.ndim - 1
    groundless = (base == 0) & (np.abs(tax) > ROUNDING * base.sum(axis=axis, keepdims=True))
    if groundless.any():
        at = place(array, groundless)
        yield f"{array.name} is {tax[groundless][0]:.4g} million USD at {at}, where {of} are 0"
    nothing = (base > 0) & (base + sign * tax <= 0)
    if nothing.any():
        yield f"{array.name} leaves nothing of {of} at {place(array, nothing)}"


def _parts(dataset: xr.Dataset) -> Iterator[str]:
    for part, whole in _PARTS.items():
        if part in dataset:
            yield from _part(dataset[part], dataset[whole], whole)
    if MIXED in dataset:
        factors = [str(factor) for factor in dataset["factor"].to_numpy()]
        if LABOUR not in factors:
            yield f"{MIXED} is a part of the factor '{LABOUR}', which the data lack"
        else:
            yield from _part(dataset[MIXED], dataset["value_added"].sel(factor=LABOUR), LABOUR)


def _part(part: xr.DataArray, whole: xr.DataArray, named: str) -> Iterator[str]:
    given, limit = part.to_numpy(), whole.to_numpy()
    beyond = given > limit * (1 + ROUNDING) + ROUNDING * limit.max()
    if beyond.any():
        yield f"{part.name} is more than {named} at {place(part, beyond)}"


def _over(numerator: Array, denominator: Array) -> Array:
    none = np.zeros(np.broadcast(numerator, denominator).shape)
    return np.divide(numerator, denominator, out=none, where=denominator > 0)


def _times(intensity: Array, elsewhere: Array, activity: int, region: int) -> str:
    return f"{intensity[activity, region] / elsewhere[activity, region]:,.0f}"


def _industry(dataset: xr.Dataset, activity: int, region: int) -> str:
    where = _label(dataset, "region", region)
    return f"industry '{_label(dataset, 'activity', activity)}' of {where}"


def _label(dataset: xr.Dataset, dim: str, position: int) -> str:
    return str(dataset[dim].to_numpy()[position])
