"""The index by activity: how far each dimension reaches an activity, by technology intensity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.indicators.catalogue import EVERYWHERE, Catalogue
from calibration.indicators.composite import Composite
from calibration.indicators.regions import listing, of_regions
from calibration.membership import members, parts_of_sectors

FILE = "technology-intensity.csv"
COLUMNS = (
    "industry",
    "name",
    "digital",
    "research",
    "value_added",
    "digital_note",
    "research_note",
)


@dataclass(frozen=True)
class Industry:
    """Classes of one industry by classification, and its weight in aggregates."""

    classes: dict[str, str]
    weight: float


def activity_index(found: Composite, dataset: xr.Dataset) -> xr.DataArray:
    """The index by activity and region, 0 to 1.

    nqp[j,r] = sum over dimensions of weight times score[r] times exposure[j]: a dimension counts
    for an activity as far as it reaches it. An activity that all dimensions reach in full has the
    index of its region, every other one less.

    Parameters
    ----------
    found : Composite
    dataset : xarray.Dataset
        A benchmark at any level of aggregation.

    Returns
    -------
    xarray.DataArray
        Dims (activity, region).

    Raises
    ------
    InputError
        Naming every economy and industry of the dataset that is not known.
    """
    exposure = activity_exposure(found, dataset)
    scores = of_regions(found.contributions, found.indicators, dataset)
    index = (exposure * scores).sum("dimension").transpose("activity", "region")
    return index.assign_attrs(
        units="index 0 to 1", long_name="Index of new quality productive forces"
    )


def with_index(dataset: xr.Dataset, found: Composite) -> xr.Dataset:
    """A benchmark with the index as its variable ``nqp``, which a technology then keeps.

    The given dataset is not changed; see `activity_index` for what is raised.
    """
    index = activity_index(found, dataset)
    source = f"indicators of {found.indicators.folder.name}, {found.method} weights"
    return dataset.assign(nqp=index.assign_attrs(source=source))


def activity_exposure(found: Composite, dataset: xr.Dataset) -> xr.DataArray:
    """How far each dimension of an index reaches each activity (dimension, activity), 0 to 1.

    The mean over the industries of an activity, weighted by their world value added.
    """
    catalogue = found.indicators.catalogue
    industries = read_industries(found.indicators.folder / FILE, catalogue)
    industries |= industries_of_parts(industries, dataset)
    listed = members(dataset, "sector")
    absent = [one for inside in listed.values() for one in inside if one not in industries]
    if absent:
        name = dataset.attrs.get("name", "the data")
        raise InputError(
            f"index: {name} has industries without technology class: {listing(absent)}"
            f"{nearest(absent[0], industries)}"
        )
    named = [str(name) for name in found.dimension_weights["dimension"].to_numpy()]

    def reached(dimension: str, inside: tuple[str, ...]) -> float:
        exposure = catalogue.dimensions[dimension].exposure
        if exposure == EVERYWHERE:
            return 1.0
        numbers = catalogue.exposures[exposure].classes
        here = [industries[one] for one in inside]
        total = sum(one.weight for one in here)
        return sum(one.weight * numbers[one.classes[exposure]] for one in here) / total

    cells = [[reached(name, inside) for inside in listed.values()] for name in named]
    coords = {"dimension": named, "activity": list(listed)}
    return xr.DataArray(cells, coords, ("dimension", "activity"))


def industries_of_parts(
    industries: Mapping[str, Industry], dataset: xr.Dataset
) -> dict[str, Industry]:
    """What holds of parts of split sectors: as of the sector, its value added in equal shares."""
    return {
        part: replace(industries[sector], weight=industries[sector].weight / len(inside))
        for sector, inside in parts_of_sectors(dataset).items()
        if sector in industries
        for part in inside
    }


def read_industries(path: str | Path, catalogue: Catalogue) -> dict[str, Industry]:
    """Read the technology classes of industries.

    Parameters
    ----------
    path : str or Path
        CSV with the columns of `COLUMNS`: an industry's code and name, its class in each
        classification, its value added, and a note on each class.
    catalogue : Catalogue
        Which classes there are.

    Raises
    ------
    InputError
        Listing every class that is not known and every weight that is not positive.
    """
    table = read_table(path, COLUMNS)
    faults, found = [], {}
    for row in table.rows:
        at = row["industry"]
        for name, exposure in catalogue.exposures.items():
            if row[name] not in exposure.classes:
                near = nearest(row[name], exposure.classes)
                faults.append((row.line, f"{at}: unknown class '{row[name]}' of {name}{near}"))
        weight = table.number(row, "value_added")
        if not 0 < weight < inf:
            faults.append((row.line, f"{at}: value_added '{row['value_added']}' is not positive"))
        if row["industry"] in found:
            faults.append((row.line, f"{at}: appears twice"))
        classes = {name: row[name] for name in catalogue.exposures}
        found[row["industry"]] = Industry(classes, weight)
    table.refuse(faults)
    return found
