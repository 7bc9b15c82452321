"""What the readable model has, and all that an economy or an experiment asks of it in vain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.files.printable import printable
from cge.economy.economy import Economy
from cge.settings.closures import FIXED, Closure
from cge.settings.numeraires import WORLD_FACTORS

# Parameters of the model that an experiment may change.
SHOCKED = (
    "output_tax_power",
    "intermediate_tax_power",
    "final_tax_power",
    "factor_tax_power",
    "export_power",
    "tariff_power",
    "iceberg",
    "productivity",
    "factor_productivity",
    "margin_rate",
    "transport_rate",
    "endowment",
    "foreign_saving",
)
MONEY = ("endowment", "foreign_saving")
"""Those that are million USD."""

# What the model leaves out, at the level where it does nothing.
ABSENT = {
    "barrier_power": 1.0,
    "consumption_tax_power": 1.0,
    "income_tax_power": 1.0,
    "income_surtax_power": 1.0,
    "transfer": 0.0,
    "foreign_saving_share": 0.0,
    "numeraire_level": 1.0,
    "carbon_price": 0.0,
    "carbon_price_economy": 0.0,
    "carbon_price_household": 0.0,
    "border_carbon_price": 0.0,
}
# Without what is absent, these move emissions at most, which the model does not count.
IDLE = (
    "barrier_importer_share",
    "barrier_waste",
    "free_allocation",
    "border_carbon_intensity",
    "emission_factor",
    "process_intensity",
    "allowance_rate",
    "emission_intensity",
)
# Parts of the model that are written, or count emissions alone where carbon has no price.
PARTS = frozenset(
    ["sourcing_by_destination", "margins", "fuels", "gases", "household_emissions"],
)
_IN_DATA = "the choice 'none' of carbon prices leaves those of the data out"
_HELP = {"carbon_price": _IN_DATA, "carbon_price_household": _IN_DATA}


def refusals(economy: Economy, shocks: xr.Dataset | None) -> list[str]:
    """Everything that keeps an economy and an experiment from being written, in words.

    Parameters
    ----------
    economy
        A calibrated economy.
    shocks
        Parameters of the experiment; None for the benchmark.
    """
    rules, benchmark = economy.rules, economy.parameters
    values = benchmark if shocks is None else shocks
    of_parameters = _of_parameters(values.drop_vars(_explained(rules)), benchmark)
    return [*_of_parts(economy), *_of_closure(rules), *of_parameters]


def changed(values: xr.DataArray, benchmark: xr.DataArray) -> np.ndarray:
    """Where a parameter is not at its benchmark."""
    return np.asarray(values.transpose(*benchmark.dims).to_numpy() != benchmark.to_numpy())


def _of_parts(economy: Economy) -> Iterator[str]:
    for part in sorted(economy.arrays.features - PARTS):
        yield f"part of the model: {part.replace('_', ' ')} is not in this form"


def _explained(rules: Closure) -> list[str]:
    """Parameters that are not absent because of what is said of the closure."""
    transfer = ["transfer"] if rules.own_budget else []
    return transfer + (["foreign_saving_share"] if rules.external != FIXED else [])


def _of_closure(rules: Closure) -> Iterator[str]:
    where = f"closure '{printable(rules.name)}'"
    if rules.own_budget:
        yield f"{where}: a government with a budget of its own is not in this form"
    if rules.external != FIXED:
        yield f"{where}: foreign saving '{rules.external}' is not in this form, only '{FIXED}'"
    if rules.moves:
        yield f"{where}: factors that are not mobile between activities are not in this form"
    for swap in rules.swaps:
        yield f"{where}: swap {printable(str(swap))} is not in this form"
    if rules.numeraire != WORLD_FACTORS:
        named = printable(rules.numeraire)
        yield f"{where}: numeraire '{named}' is not in this form, only '{WORLD_FACTORS}'"


def _of_parameters(values: xr.Dataset, benchmark: xr.Dataset) -> Iterator[str]:
    for name in map(str, values.data_vars):
        if name in SHOCKED or name in IDLE:
            continue
        array = values[name].transpose(*benchmark[name].dims)
        calm = ABSENT.get(name, benchmark[name].to_numpy())
        moved = array.to_numpy() != calm
        if moved.any():
            yield _moved(name, array, tuple(np.argwhere(moved)[0]), int(moved.sum()))


def _moved(name: str, array: xr.DataArray, place: tuple[int, ...], count: int) -> str:
    labels = [str(array[dim].to_numpy()[k]) for dim, k in zip(array.dims, place, strict=True)]
    level = f", which must be {ABSENT[name]:g}" if name in ABSENT else ", which may not be changed"
    others = f" and {count - 1} more" if count > 1 else ""
    hint = f"; {_HELP[name]}" if name in _HELP else ""
    at = printable(" ".join(labels))
    return f"{name}: {array.to_numpy()[place]:g} at {at}{others}{level} in this form{hint}"
