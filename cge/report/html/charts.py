"""Figures of the page as plain values with words and units, which its script draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.experiments.contributions import WHOLE
from cge.report.figures.content.asked import Asked, scale
from cge.report.figures.content.world import places_on_map, world_map
from cge.report.html.words import names_of, shortened
from cge.report.tables.columns import ROUNDING
from cge.report.tables.content import REGION, columns
from cge.results.result import Result

DIGITS = 6
"""Significant digits of a number in the page; tables of results have them in full."""
_EV = "equivalent_variation"
_STACKED = "Rises stand to the right and falls to the left; the diamond marks their sum."
_SHORT, _LONG = 14, 120  # letters of a label, and of its long name


@dataclass(frozen=True)
class Axis:
    """What runs along one side of a figure.

    Attributes
    ----------
    title
        What its labels are.
    labels, names
        Short and long names.
    """

    title: str
    labels: tuple[str, ...]
    names: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "title": self.title,
            "labels": [shortened(label, _SHORT) for label in self.labels],
            "names": [shortened(name, _LONG) for name in self.names],
        }


@dataclass(frozen=True)
class Measure:
    """One number that a figure can show: its name, unit, decimals, and values.

    The values run along experiments, rows, and columns where there are any. Colours of an
    experiment end at its limit, by the rule of figures on paper.
    """

    title: str
    unit: str
    decimals: int
    values: np.ndarray

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "title": self.title,
            "unit": self.unit,
            "decimals": self.decimals,
            "values": rounded(self.values),
            "limits": [scale(values) for values in self.values],
        }


@dataclass(frozen=True)
class Chart:
    """One figure.

    Attributes
    ----------
    key, title, about
        Its name in the page, its heading, and how to read it.
    kind
        ``bars`` by row, ``stack`` of the columns by row, ``tiles`` of rows and columns, ``map`` of
        the rows.
    rows, columns
        What runs down and across; a figure by one dimension has no columns.
    measures
        What it can show; the first one is shown first.
    places
        Column and row of a map's squares, with the number of the row of values that each shows.
    """

    key: str
    title: str
    about: str
    kind: str
    rows: Axis
    columns: Axis | None
    measures: tuple[Measure, ...]
    places: tuple[tuple[str, int, int, int], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "key": self.key,
            "title": self.title,
            "kind": self.kind,
            "rows": self.rows.plain(),
            "columns": None if self.columns is None else self.columns.plain(),
            "measures": [measure.plain() for measure in self.measures],
            "places": [list(place) for place in self.places],
        }


def charts(result: Result) -> list[Chart]:
    """Every figure that a result has content for."""
    regions = _by_region(result)
    return [
        regions,
        *_effects(result),
        *_contributions(result),
        *_map(result, regions),
        *_trade(result),
        *_sectors(result),
    ]


def rounded(values: np.ndarray) -> Any:
    """Nested lists of numbers with `DIGITS` significant digits; None for what is no number, and
    zero for what is the rounding of the solver.
    """
    if values.ndim > 1:
        return [rounded(part) for part in values]
    values = np.where(np.abs(values) < ROUNDING, 0.0, values)
    return [float(f"{v:.{DIGITS}g}") if np.isfinite(v) else None for v in values.tolist()]


def _axis(result: Result, dimension: str, title: str) -> Axis:
    labels = [str(label) for label in result.data[dimension].to_numpy()]
    names = names_of(result.data.attrs, dimension, labels)
    return Axis(title, tuple(labels), tuple(names.values()))


def _by_region(result: Result) -> Chart:
    """Every column of the summary, one at a time."""
    summary = result.summary()
    measures = [
        Measure(
            column.title,
            column.unit,
            column.decimals,
            summary[column.key].transpose(EXPERIMENT, REGION).to_numpy(),
        )
        for column in _percent_first(columns(summary))
    ]
    regions = _axis(result, REGION, "Region")
    about = "Changes from the benchmark. Bars to the right are rises, bars to the left falls."
    return Chart("regions", "Regions", about, "bars", regions, None, tuple(measures))


def _map(result: Result, regions: Chart) -> Iterator[Chart]:
    """The same columns on squares of economies, where any of them has its place in the world."""
    tiles = world_map(Asked(result)).tiles
    known = places_on_map()
    if not any(tile.economy in known for tile in tiles):
        return
    at = {label: k for k, label in enumerate(regions.rows.labels)}
    places = tuple((tile.economy, tile.row, tile.column, at[tile.region]) for tile in tiles)
    about = "A square is an economy near its neighbours; its size says nothing."
    yield replace(regions, key="map", title="Map", about=about, kind="map", places=places)


def _percent_first(shown: Sequence[Any]) -> list[Any]:
    """Welfare in % of income stands first: regions of every size can be compared."""
    return sorted(shown, key=lambda column: not column.unit.startswith("% of benchmark income"))


def _effects(result: Result) -> Iterator[Chart]:
    """What welfare effects are made of, where the scenario was decomposed."""
    if result.decomposition is None:
        return
    found = result.decomposition.table("group").sel({EXPERIMENT: result.experiments})
    whole = found[_EV]
    parts = found.drop_vars(_EV)
    income = result.data["income"].sel({EXPERIMENT: BENCHMARK}, drop=True)
    in_usd = _beside_each_other(parts)
    in_percent = _beside_each_other(100 * parts / income)
    measures = (
        Measure(str(whole.attrs["long_name"]), "million USD", 0, in_usd),
        Measure(str(whole.attrs["long_name"]), "% of benchmark income", 3, in_percent),
    )
    titles = tuple(str(array.attrs["long_name"]) for array in parts.data_vars.values())
    columns = Axis("Effect", tuple(map(str, parts.data_vars)), titles)
    about = f"{_STACKED} They add up to the equivalent variation."
    regions = _axis(result, REGION, "Region")
    yield Chart("effects", "What welfare is made of", about, "stack", regions, columns, measures)


def _contributions(result: Result) -> Iterator[Chart]:
    """What each package brings, where contributions were asked for."""
    found = result.contributions
    if found is None:
        return
    parts = list(dict.fromkeys(_package(k) for k in map(str, found[EXPERIMENT].to_numpy())))
    parts = [part for part in parts if part != WHOLE]
    measures = [
        Measure(c.title, c.unit, c.decimals, _by_package(result, found[c.key], parts))
        for c in _percent_first(columns(found))
    ]
    packages = Axis("Package", tuple(parts), tuple(parts))
    about = f"{_STACKED} They add up to the change that all packages bring."
    regions = _axis(result, REGION, "Region")
    yield Chart(
        *("contributions", "Contributions of packages", about, "stack"),
        *(regions, packages, tuple(measures)),
    )


def _package(label: str) -> str:
    """The package of a label of contributions, ``<experiment>: <package>``."""
    return label.partition(": ")[2]


def _by_package(result: Result, found: xr.DataArray, parts: Sequence[str]) -> np.ndarray:
    """Contributions (experiment, region, package); no number for an experiment without them."""
    wanted = [[f"{experiment}: {part}" for part in parts] for experiment in result.experiments]
    rows = found.reindex({EXPERIMENT: [label for labels in wanted for label in labels]})
    shape = (len(wanted), len(parts), found.sizes[REGION])
    array = rows.transpose(EXPERIMENT, REGION).to_numpy().reshape(shape)
    return array.transpose(0, 2, 1)


def _beside_each_other(found: xr.Dataset) -> np.ndarray:
    """Variables by experiment and region as one array (experiment, region, variable)."""
    arrays = [array.transpose(EXPERIMENT, REGION).to_numpy() for array in found.data_vars.values()]
    return np.stack(arrays, axis=-1)


def _trade(result: Result) -> Iterator[Chart]:
    """Exports of each region to each other."""
    regions = _axis(result, REGION, "Exporter")
    if len(regions.labels) < 2:
        return
    found = result.stats.exports(by=("region", "partner"))
    both = [_measure(found, name, ("region", "partner")) for name in ("change", "percent")]
    partners = Axis("Importer", regions.labels, regions.names)
    about = "Change of exports from the benchmark, exporters down, importers across."
    yield Chart("trade", "Trade flows", about, "tiles", regions, partners, tuple(both))


_OF_SECTORS: Mapping[str, str] = {
    "output_quantity": "percent",
    "exports": "percent",
    "producer_price": "percent",
    "employment": "percent",
    "emissions": "percent",
}


def _sectors(result: Result) -> Iterator[Chart]:
    """Statistics by sector and region that the result has."""
    measures = []
    for name, column in _OF_SECTORS.items():
        try:
            found = getattr(result.stats, name)(by=("sector", "region"))
        except InputError:  # the model has no such statistic
            continue
        if np.isfinite(found[column].to_numpy()).any():
            measures.append(_measure(found, column, ("sector", "region")))
    sectors, regions = _axis(result, "sector", "Sector"), _axis(result, REGION, "Region")
    about = "Change from the benchmark, sectors down, regions across."
    yield Chart("sectors", "Sectors", about, "tiles", sectors, regions, tuple(measures))


def _measure(found: xr.Dataset, column: str, dims: tuple[str, str]) -> Measure:
    array = found[column].transpose(EXPERIMENT, *dims)
    title, unit = str(array.attrs["long_name"]), str(array.attrs["units"])
    return Measure(title, unit, 2 if column == "percent" else 0, array.to_numpy())
