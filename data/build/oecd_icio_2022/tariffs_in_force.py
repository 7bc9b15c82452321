"""Tariffs in force in 2022, and schedules of other dates, from the tables of `data/tariffs/`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.tariffs import DATE, NONE, SCHEDULE
from calibration.variables import OPTIONAL
from data.build.ledger import Ledger
from data.build.oecd_icio_2022.metadata import VARIABLE_NOTES
from data.build.oecd_icio_2022.tariffs import CORRECTIONS, importers

Array = np.ndarray

IN_FORCE = CORRECTIONS.with_name("in-force-2022.csv")
ADDED = CORRECTIONS.with_name("added-since-2022.csv")
OWN = "2022"


@dataclass(frozen=True)
class InForce:
    """Rates of 2022, and what other dates add to them.

    Attributes
    ----------
    rate : numpy.ndarray
        Fraction (sector, origin, destination).
    added : dict of str to numpy.ndarray
        Rates of a date less those of 2022.
    """

    rate: Array
    added: dict[str, Array]


def tariffs_in_force(
    base: Array, regions: list[str], sectors: list[str], sales: Array, ledger: Ledger,
    in_force: Path = IN_FORCE, later: Path = ADDED,
) -> InForce:  # fmt: skip
    """Rates of 2022 and of other dates.

    Parameters
    ----------
    base : numpy.ndarray
        Most-favoured-nation and preferential rates, fraction (sector, origin, destination).
    regions, sectors : list of str
        Labels of these.
    sales : numpy.ndarray
        Million USD, for the ledger.
    ledger : Ledger
        Gets a line for the base and one for special duties.
    in_force, later : Path
        The tables.
    """
    general, rate = base.copy(), base.copy()
    for line, at in _cells(in_force, regions, sectors):
        if line["general_percent"]:
            general[at] = float(line["general_percent"]) / 100
        rate[at] = general[at] + float(line["special_points"]) / 100
    _record(ledger, "general tariffs of the United States", "as collected", general - base, sales)
    _record(ledger, "special duties in force in 2022", "added to tariffs", rate - general, sales)
    added = {NONE: general - rate, OWN: np.zeros_like(rate)}
    for line, at in _cells(later, regions, sectors):
        points = added.setdefault(line["date"], np.zeros_like(rate))
        points[at] += float(line["added_points"]) / 100
    return InForce(rate, added)


def _cells(
    path: Path, regions: list[str], sectors: list[str]
) -> Iterator[tuple[dict[str, str], tuple[int, list[int], list[int]]]]:
    """Lines of a table, each with the positions it means; none means a flow of its own economy."""
    with path.open(newline="") as stream:
        for line in csv.DictReader(stream):
            origins, destinations = (
                [regions.index(region) for region in importers(line[key])]
                for key in ("exporter", "importer")
            )
            pairs = [(o, d) for o in origins for d in destinations if o != d]
            yield line, (
                sectors.index(line["sector"]), [o for o, _ in pairs], [d for _, d in pairs]
            )  # fmt: skip


def _record(ledger: Ledger, item: str, rule: str, moved: Array, sales: Array) -> None:
    net = float((moved * sales).sum())
    ledger.add(
        item, rule, (moved != 0).sum(), np.abs(moved * sales).sum(), f"net {net:,.0f} of revenue"
    )


def with_schedules(dataset: xr.Dataset, tariffs: InForce) -> xr.Dataset:
    """The dataset with its tariff schedules by date."""
    spec = OPTIONAL[SCHEDULE]
    values = np.stack([*tariffs.added.values()]).astype(np.float32)
    about = spec.attrs | VARIABLE_NOTES[SCHEDULE]
    made = dataset.assign_coords({DATE: list(tariffs.added)})
    return made.assign({SCHEDULE: (spec.dims, values, about)})
