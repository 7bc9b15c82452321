"""Indicators of economies: values, with year, source and whether they are imputed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.indicators.catalogue import Catalogue, read_catalogue

COLUMNS = ("economy", "indicator", "value", "year", "unit", "source", "imputed", "method")
FLAGS = ("no", "yes")


@dataclass(frozen=True, eq=False)
class Indicators:
    """A complete table of indicators.

    Attributes
    ----------
    catalogue
        What the indicators are.
    data
        Dims (economy, indicator): ``value`` in the unit of the indicator, ``year``, ``imputed``
        (bool) and ``method``; and ``weight`` (economy), by which economies are averaged.
    folder
        Where they were read.
    """

    catalogue: Catalogue
    data: xr.Dataset
    folder: Path

    @property
    def economies(self) -> list[str]:
        """Codes of the economies, in order."""
        return [str(code) for code in self.data["economy"].to_numpy()]


def read_indicators(folder: str | Path) -> Indicators:
    """Read ``catalogue.yaml`` and ``values.csv`` of a folder.

    Parameters
    ----------
    folder : str or Path
        ``values.csv`` has the columns ``economy, indicator, value, year, unit, source, imputed,
        method`` and a row for each economy and indicator of the catalogue, its weight included.

    Raises
    ------
    InputError
        Listing every faulty row and every missing cell.
    """
    folder = Path(folder)
    catalogue = read_catalogue(folder / "catalogue.yaml")
    path = folder / "values.csv"
    given = read_table(path, COLUMNS)
    table = pd.DataFrame([{**row.cells, "line": row.line} for row in given.rows])
    given.refuse([])
    if not len(table):
        raise InputError(f"{path}: has no rows")
    known = {**catalogue.indicators, catalogue.weight.name: catalogue.weight}
    table["number"] = pd.to_numeric(table["value"], errors="coerce")
    table["period"] = pd.to_numeric(table["year"], errors="coerce")
    problems = _faulty(table, list(known), catalogue)
    if not problems:
        problems = _missing(table, list(known)) + _weightless(table, catalogue.weight.name)
    if problems:
        raise InputError([f"{path}{problem}" for problem in problems])
    return Indicators(catalogue, _dataset(table, catalogue), folder)


def _faulty(table: pd.DataFrame, known: list[str], catalogue: Catalogue) -> list[str]:
    found = []
    twice = table.duplicated(["economy", "indicator"])
    for n, row in table.iterrows():
        at = f":{row['line']}: {row['economy']}, {row['indicator']}: "
        if row["indicator"] not in known:
            found.append(f"{at}unknown indicator{nearest(row['indicator'], known)}")
            continue
        logged = row["indicator"] == catalogue.weight.name or (
            catalogue.indicators[row["indicator"]].transform == "log"
        )
        if not np.isfinite(row["number"]) or (logged and row["number"] < 0):
            rule = "a number from 0" if logged else "a number"
            found.append(f"{at}value '{row['value']}' is not {rule}")
        if not (np.isfinite(row["period"]) and row["period"] % 1 == 0):
            found.append(f"{at}year '{row['year']}' is not a year")
        if row["imputed"] not in FLAGS:
            found.append(f"{at}imputed '{row['imputed']}' must be yes or no")
        if twice[n]:
            found.append(f"{at}given twice")
    return found


def _missing(table: pd.DataFrame, known: list[str]) -> list[str]:
    given = set(zip(table["economy"], table["indicator"], strict=True))
    return [
        f": no row for economy '{economy}', indicator '{name}'"
        for economy in dict.fromkeys(table["economy"])
        for name in known
        if (economy, name) not in given
    ]


def _weightless(table: pd.DataFrame, name: str) -> list[str]:
    """Weights of economies that no mean can be taken with."""
    with np.errstate(over="ignore"):
        total = float(table["number"][table["indicator"] == name].sum())
    if 0 < total < np.inf:
        return []
    return [f": '{name}', by which economies are weighted, sums to {total:g}"]


def _dataset(table: pd.DataFrame, catalogue: Catalogue) -> xr.Dataset:
    economies = list(dict.fromkeys(table["economy"]))
    names = list(catalogue.indicators)
    wide = table.set_index(["economy", "indicator"])
    order = pd.MultiIndex.from_product([economies, names])

    def cells(column: str) -> np.ndarray:
        found: np.ndarray = wide[column].loc[order].to_numpy().reshape(len(economies), -1)
        return found

    dims = ("economy", "indicator")
    weight = wide["number"].xs(catalogue.weight.name, level="indicator")[economies]
    return xr.Dataset(
        {
            "value": (dims, cells("number").astype(float)),
            "year": (dims, cells("period").astype(int)),
            "imputed": (dims, cells("imputed") == "yes"),
            "method": (dims, cells("method")),
            "weight": (
                "economy",
                weight.to_numpy(float),
                {"units": catalogue.weight.unit, "long_name": catalogue.weight.title},
            ),
        },
        coords={"economy": economies, "indicator": names},
    )
