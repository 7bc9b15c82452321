"""Other greenhouse gases: beside CO2 in the data, and counted with it where a user asks for it.

Data hold them beside `co2`, which is CO2 alone: `other_gases` and `other_gases_household`. Counted,
they are part of `co2`, `co2_process` and `co2_household`, whose units are then CO2 equivalents, and
their names are `gases_in_co2` and `gases_in_co2_household`.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.carbon_prices import HOUSEHOLDS, PRICE
from calibration.errors import InputError
from calibration.fuels import BY_FUEL, HOUSEHOLD_GASES
from calibration.margins import output_of
from calibration.variables import COMPUTED, OPTIONAL, VARIABLES

GAS = "gas"
GASES = ("CH4", "N2O", "F-gases")
"""Those of the shipped data; a table of parts may tell of them."""
OTHER, OTHER_HOUSEHOLD = "other_gases", "other_gases_household"
COUNTED, COUNTED_HOUSEHOLD = "gases_in_co2", HOUSEHOLD_GASES
SOURCE, BUNKERS = "other_gases_source", "other_gases_bunkers"
OF_SALES, DIRTIEST = "other_gases_of_sales", "co2e_of_dirtiest_tenth"
USERS = (OTHER, COUNTED, OTHER_HOUSEHOLD, COUNTED_HOUSEHOLD, BUNKERS)
"""What users emit of other gases, counted or not, and the part of it that is abroad."""
# Beside CO2 and counted with it -> the totals that they are part of.
_TOTALS = {OTHER: ("co2", "co2_process"), OTHER_HOUSEHOLD: ("co2_household",)}
_NAMES = {OTHER: COUNTED, OTHER_HOUSEHOLD: COUNTED_HOUSEHOLD}
_KNOWN = VARIABLES | OPTIONAL | COMPUTED
_PLAIN = re.compile(r"CO2(?!e)")
_EQUIVALENT = "CO2e"
# Attributes that name an array or say what a table holds.
_WORDS = ("units", "unit", "long_name", "description", "statement")

Array = np.ndarray
Data = TypeVar("Data", xr.Dataset, xr.DataArray, xr.Variable)


@explained
def with_gases(dataset: xr.Dataset) -> xr.Dataset:
    """The same benchmark with other gases counted as CO2, in CO2 equivalents.

    They join the emissions that follow output: `co2` and `co2_process`; those of households join
    `co2_household`. What is paid for carbon stays what it is: a price in force becomes the mean
    over all emissions, of which those of other gases pay nothing.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark with `other_gases`, at any level of aggregation.

    Returns
    -------
    xarray.Dataset
        With `gases_in_co2` (gas, activity, region) and `gases_in_co2_household` (gas, sector,
        region), Mt CO2e, in place of `other_gases` and `other_gases_household`.

    Raises
    ------
    InputError
        For data without other gases, and where they are counted already.
    """
    _refuse(dataset)
    made = dataset.rename({old: new for old, new in _NAMES.items() if old in dataset})
    changed: dict[str, xr.DataArray] = {}
    for old, totals in _TOTALS.items():
        if old in dataset:
            added = dataset[old].sum(GAS)
            changed |= {n: _added(dataset, n, added) for n in totals if _is_total(dataset, n)}
    changed |= _diluted(dataset, changed)
    if "co2_of_sales" in dataset:
        changed["co2_of_sales"] = dataset["co2_of_sales"] + gases_of_sales(dataset)
    if DIRTIEST in dataset:
        changed["co2_of_dirtiest_tenth"] = dataset[DIRTIEST]
    made = made.drop_vars([OF_SALES, DIRTIEST], errors="ignore")
    return made.assign(
        {
            name: in_equivalents(array.drop_attrs().assign_attrs(_attrs(dataset, name)))
            for name, array in changed.items()
        }
    )


def without_gases(dataset: xr.Dataset) -> xr.Dataset:
    """The same benchmark with CO2 alone in its totals of emissions; prices are as they are."""
    changed: dict[str, xr.DataArray] = {}
    for old, totals in _TOTALS.items():
        if _NAMES[old] in dataset:
            counted = dataset[_NAMES[old]].sum(GAS)
            changed |= {n: (dataset[n] - counted).clip(0.0) for n in totals if n in dataset}
    return dataset.assign(
        {n: a.drop_attrs().assign_attrs(_KNOWN[n].attrs) for n, a in changed.items()}
    )


def gases_of_sales(dataset: xr.Dataset) -> Array:
    """Other gases emitted in making what an origin sells, Mt CO2e (sector, origin, destination).

    As `calibration.aggregation.co2_of_sales` has it of CO2.
    """
    if OF_SALES in dataset:
        return dataset[OF_SALES].to_numpy()
    output = output_of(dataset)
    emitted = dataset[OTHER].sum(GAS).to_numpy()
    intensity = np.divide(emitted, output, out=np.zeros_like(output), where=output > 0)
    return intensity[:, :, None] * dataset["sales"].to_numpy()


def closed_source(values: dict[str, Array]) -> dict[str, Array]:
    """Totals of other gases in the territory from what all users emit, where data have them.

    Parameters
    ----------
    values
        Arrays of the benchmark in the order of `calibration.variables.KNOWN`.
    """
    emitted = [values[name].sum(axis=1) for name in USERS if name in values and name != BUNKERS]
    if not emitted:
        return {}
    return {SOURCE: np.sum(emitted, axis=0) - values.get(BUNKERS, 0.0)}


def in_equivalents(data: Data) -> Data:
    """The same data, whose units and names say CO2e where they said CO2."""
    found = data.copy(deep=False)
    if isinstance(found, xr.Dataset):
        for array in found.variables.values():
            array.attrs = said_of(array.attrs)
    found.attrs = said_of(found.attrs)
    return found


def said_of(attrs: dict[Any, Any]) -> dict[Any, Any]:
    """Attributes of a table or an array, whose units and names say CO2e where they said CO2."""
    return {k: equivalent(v) if k in _WORDS and isinstance(v, str) else v for k, v in attrs.items()}


def equivalent(text: str) -> str:
    """Text with CO2e for CO2."""
    return _PLAIN.sub(_EQUIVALENT, text)


def counts_equivalents(data: xr.Dataset) -> bool:
    """Whether emissions of a benchmark or of a solution are in CO2 equivalents."""
    units = [data[n].attrs.get("units", "") for n in ("co2", "emissions") if n in data]
    return any(_EQUIVALENT in str(unit) for unit in units)


def counted_gases(dataset: xr.Dataset) -> list[str]:
    """Labels of the other gases that emissions of a benchmark count; none where CO2 is alone."""
    return [str(label) for label in dataset[GAS].to_numpy()] if COUNTED in dataset else []


def as_counted(table: Data, data: xr.Dataset) -> Data:
    """A table in the words of the data that it is of: CO2, or CO2e."""
    return in_equivalents(table) if counts_equivalents(data) else table


def _refuse(dataset: xr.Dataset) -> None:
    name = dataset.attrs.get("name", "these data")
    if COUNTED in dataset or counts_equivalents(dataset):
        raise InputError(f"gases: emissions of {name} are in CO2 equivalents already")
    if OTHER not in dataset:
        raise InputError(f"gases: needs {OTHER}, which {name} do not have")


def _is_total(dataset: xr.Dataset, name: str) -> bool:
    """Whether other gases join a total; emissions of processes are apart only beside fuels."""
    return name != "co2_process" or name in dataset or BY_FUEL in dataset


def _added(dataset: xr.Dataset, name: str, gases: xr.DataArray) -> xr.DataArray:
    return dataset[name] + gases if name in dataset else gases


def _diluted(dataset: xr.Dataset, totals: dict[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Prices in force as means over all emissions, with the payments that there are."""
    found = {}
    if PRICE in dataset:
        paid = dataset[PRICE] * dataset["co2"]
        found[PRICE] = (paid / totals["co2"].where(totals["co2"] > 0, 1.0)).transpose(
            *dataset[PRICE].dims
        )
    if HOUSEHOLDS in dataset and "co2_household" in dataset and "co2_household" in totals:
        whole = totals["co2_household"].sum("sector")
        paid = dataset[HOUSEHOLDS] * dataset["co2_household"].sum("sector")
        found[HOUSEHOLDS] = paid / whole.where(whole > 0, 1.0)
    return found


def _attrs(dataset: xr.Dataset, name: str) -> dict[str, Any]:
    """What is said of a variable whose numbers now count other gases."""
    given = _KNOWN[name].attrs | (dataset[name].attrs if name in dataset else {})
    if not any(name in totals for totals in _TOTALS.values()):
        return given
    return given | {"counted": ", ".join(map(str, dataset[GAS].to_numpy()))}
