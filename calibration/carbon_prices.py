"""Carbon prices in force: what activities and households pay per tonne in the year of a benchmark.

A list names instruments by region and activity. A benchmark that is given it has `carbon_price`,
`free_allocation` and `carbon_price_household`. What is paid is part of the taxes that the tables
have anyway, `output_tax` and the households' `final_tax`, so no account moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.files.table import Row, Table, few, origin_faults, read_table
from calibration.groups import Groups
from calibration.naming import NamedGroups, meaning
from calibration.variables import OPTIONAL

PRICE, FREE, HOUSEHOLDS = "carbon_price", "free_allocation", "carbon_price_household"
COLUMNS = (
    *("region", "instrument", "activities", "price", "coverage", "free_allocation", "households"),
    *("source", "found", "note"),
)
FOUND = ("read", "recalled", "assumed")
ALL, OTHERS = "all", "others"
"""Every activity; every one that no row of the same economy names."""
NONE = "none"
LIST = "carbon_prices"
"""Attribute of a dataset: the list of carbon prices that it was given."""

Array = np.ndarray


@dataclass(frozen=True)
class _Instrument:
    """One row: who pays, how much, and for which part of the emissions."""

    regions: Sequence[str]
    activities: tuple[str, ...]
    price: float
    coverage: float
    free: float
    households: float


@explained
def with_carbon_prices(dataset: xr.Dataset, path: str | Path, groups: Groups) -> xr.Dataset:
    """The same benchmark with the carbon prices of a list.

    The price of an activity is the sum over instruments of price times coverage, the part of its
    emissions that they cover, so it is an average over all its tonnes. Its free allocation is the
    part of that sum that is not paid.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark at the finest level, so that each economy has its own instruments.
    path : str or Path
        CSV with the columns `region` (a label or a group), `instrument`, `activities` (labels and
        groups parted by spaces, ``all``, or ``others``: those that no row of the economy names),
        `price` (USD per t CO2), `coverage`, `free_allocation` (%, of emissions and of what is
        covered), `households` (%, of their emissions), `source`, `found`, `note`.
    groups : Groups
        What names of groups stand for.

    Returns
    -------
    xarray.Dataset
        With `carbon_price`, `free_allocation` (activity, region) and `carbon_price_household`
        (region); the attribute `carbon_prices` names the list.

    Raises
    ------
    InputError
        Listing every faulty row.
    """
    table = read_table(path, COLUMNS)
    named = _Names(dataset, groups)
    faults = [(row.line, problem) for row in table.rows for problem in _faults(row, named)]
    table.refuse(few(faults))
    price, free, households = _prices([_instrument(row, named) for row in table.rows], named)
    values = {PRICE: price, FREE: free, HOUSEHOLDS: households}
    made = {
        name: (OPTIONAL[name].dims, array, OPTIONAL[name].attrs) for name, array in values.items()
    }
    return dataset.assign(made).assign_attrs({LIST: Path(path).stem})


def without_carbon_prices(dataset: xr.Dataset) -> xr.Dataset:
    """The same benchmark as if nobody paid for carbon; what is paid stays in other taxes."""
    left = dataset.drop_vars([PRICE, FREE, HOUSEHOLDS], errors="ignore")
    return left.assign_attrs({LIST: NONE}) if PRICE in dataset else left


def carbon_payments(dataset: xr.Dataset) -> xr.DataArray:
    """What activities pay for carbon (activity, region), million USD; free allowances are not paid.

    Nothing where the data have no carbon prices.
    """
    # Stored data have single precision, payments are subtracted from taxes in double.
    price, free = (
        dataset[name].astype(float) if name in dataset else 0.0 for name in (PRICE, FREE)
    )
    return dataset["co2"].astype(float) * price * (1 - free)


def carbon_weights(dataset: xr.Dataset) -> dict[str, Array]:
    """Weights of the averages over labels that are joined, so that payments are sums."""
    co2 = dataset["co2"].transpose("activity", "region").to_numpy()
    weights = {PRICE: co2, FREE: co2 * dataset[PRICE].to_numpy()}
    if HOUSEHOLDS in dataset:
        weights[HOUSEHOLDS] = dataset["co2_household"].sum("sector").to_numpy()
    return weights


class _Names:
    """Labels of the dataset, and what a word of the list stands for."""

    def __init__(self, dataset: xr.Dataset, groups: Groups) -> None:
        self.groups = NamedGroups(groups, dataset)
        self.labels = {
            dim: [str(label) for label in dataset[dim].to_numpy()] for dim in ("region", "sector")
        }

    def stands_for(self, dimension: str, word: str) -> Sequence[str]:
        """Labels that a word means; none where it is unknown."""
        return self._meaning(dimension, word)[0]

    def problem(self, dimension: str, word: str) -> str | None:
        """What is said of a word that stands for nothing."""
        found, problem = self._meaning(dimension, word)
        return problem or (None if found else f"group '{word}' has no {dimension} in these data")

    def _meaning(self, dimension: str, word: str) -> tuple[Sequence[str], str | None]:
        return meaning(word, dimension, self.labels[dimension], self.groups)


def _faults(row: Row, named: _Names) -> Iterator[str]:
    yield from _unknown(row, named)
    if not 0 <= Table.number(row, "price") < inf:
        yield f"price '{row['price']}' is not a number of USD from 0 on"
    for column in ("coverage", "free_allocation", "households"):
        if not 0 <= Table.number(row, column) <= 100:
            yield f"{column} '{row[column]}' is not a percentage from 0 to 100"
    if not Table.number(row, "coverage") and not Table.number(row, "households"):
        yield "covers no emissions: coverage and households are 0"
    yield from origin_faults(row, FOUND)


def _unknown(row: Row, named: _Names) -> Iterator[str]:
    """Words of a row that stand for nothing."""
    words = row["activities"].split()
    labels = [("sector", word) for word in words if word not in (ALL, OTHERS)]
    for dimension, word in (("region", row["region"]), *labels):
        problem = named.problem(dimension, word)
        if problem:
            yield problem
    if not words:
        yield f"names no activities; write labels, groups, '{ALL}' or '{OTHERS}'"


def _instrument(row: Row, named: _Names) -> _Instrument:
    words = row["activities"].split()
    spelled = [w for w in words if w in (ALL, OTHERS)]
    labels = [label for w in words for label in named.stands_for("sector", w)]
    share = {c: Table.number(row, c) / 100 for c in ("coverage", "free_allocation", "households")}
    return _Instrument(
        named.stands_for("region", row["region"]),
        (*spelled, *dict.fromkeys(labels)),
        Table.number(row, "price"),
        share["coverage"],
        share["free_allocation"],
        share["households"],
    )


def _prices(instruments: list[_Instrument], named: _Names) -> tuple[Array, Array, Array]:
    """Price and free allocation (activity, region), price of households (region)."""
    regions, sectors = named.labels["region"], named.labels["sector"]
    full, unpaid = (np.zeros([len(sectors), len(regions)]) for _ in range(2))
    households = np.zeros(len(regions))
    for column, region in enumerate(regions):
        here = [each for each in instruments if region in each.regions]
        told = {label for each in here for label in each.activities}
        for each in here:
            at = [row for row, label in enumerate(sectors) if _pays(each, label, told)]
            full[at, column] += each.price * each.coverage
            unpaid[at, column] += each.price * each.coverage * each.free
            households[column] += each.price * each.households
    return full, np.divide(unpaid, full, out=np.zeros_like(full), where=full > 0), households


def _pays(each: _Instrument, label: str, told: set[str]) -> bool:
    if label in each.activities or ALL in each.activities:
        return True
    return OTHERS in each.activities and label not in told
