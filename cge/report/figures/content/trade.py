"""Trade between regions, and production of sectors: matrices of what changed."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.stats.evaluate import statistic_of
from cge.analysis.stats.registry import STATISTICS, Statistic
from cge.report.figures.content.asked import Asked, relative_change, said_of_scale, scale
from cge.report.figures.pictures import Cells, Chord, Matrix
from cge.report.tables.content import EXPERIMENT, REGION

Array = np.ndarray
PARTNER, SECTOR = "partner", "sector"
EXPORTS, OUTPUT = "exports", "output_quantity"
MOST_ARCS = 16
"""Regions of a circle; the smallest of more are drawn as one."""


def trade_flows(asked: Asked) -> Matrix:
    """The change of what each region sells to each other, in its unit and in %.

    Raises
    ------
    InputError
        The statistic is not by region and partner.
    """
    row, found = _by_flow(asked)
    regions = asked.labels(REGION)
    names = asked.names(REGION, regions)
    bare = {label: label for label in regions}  # at the columns
    unit = str(found["change"].attrs["units"])
    panels = [_cells("Change", unit, _without_diagonal(found["change"]))]
    if row.unit != "%":
        panels.append(_cells("Change", "%", _without_diagonal(found["percent"])))
    what = f"{_title(row, asked)}: {asked.one_experiment}"
    return Matrix(
        *_words(asked, what, panels, bare),
        tuple(names[label] for label in regions),
        tuple(regions),
        *_sides(row)[0],
        tuple(panel for panel, _ in panels),
    )


def trade_chord(asked: Asked) -> Chord:
    """The same changes in their unit as bands between regions; small regions are drawn as one.

    Raises
    ------
    InputError
        The statistic is not by region and partner.
    """
    row, found = _by_flow(asked)
    changes = np.nan_to_num(_without_diagonal(found["change"]))
    labels = asked.labels(REGION)
    kept, changes, joined = _fewer(labels, changes)
    names = asked.names(REGION, kept)
    shown = [names[label] for label in kept]
    statement = "Changes from the benchmark"
    if joined:
        shown.append(f"{joined} others")
        statement += (
            f"; the {joined} regions whose trade changes least are drawn as one, without the trade "
            "between them"
        )
    unit = str(found["change"].attrs["units"])
    what = f"{_title(row, asked)}, {unit}: {asked.one_experiment}"
    words = asked.words(what, statement, names)
    return Chord(*words, tuple(shown), changes, unit, *_sides(row)[1])


def sectors(asked: Asked) -> Matrix:
    """Change of output, or of another statistic, by sector and region, in %.

    Raises
    ------
    InputError
        The statistic is not by sector and region.
    """
    row = statistic_of(asked.statistic or OUTPUT)
    _must_be_by(row, (SECTOR, REGION), "sectors")
    found = getattr(asked.result.stats, row.name)(by=[SECTOR, REGION])
    key, unit = relative_change(row)
    labels = {dim: asked.labels(dim) for dim in (SECTOR, REGION)}
    values = found[key].sel({EXPERIMENT: asked.one_experiment}).transpose(SECTOR, REGION)
    panels = [_cells(asked.one_experiment, unit, values.to_numpy())]
    rows = asked.names(SECTOR, labels[SECTOR])
    names = {**rows, **{label: label for label in labels[REGION]}}
    return Matrix(
        *_words(asked, f"{row.title}, change, {unit}", panels, names),
        tuple(rows[label] for label in labels[SECTOR]),
        tuple(labels[REGION]),
        "Sector",
        "Region",
        tuple(panel for panel, _ in panels),
    )


def _by_flow(asked: Asked) -> tuple[Statistic, xr.Dataset]:
    row = statistic_of(asked.statistic or EXPORTS)
    _must_be_by(row, (REGION, PARTNER), "trade")
    where = {} if asked.sector is None else {SECTOR: asked.sector}
    found: xr.Dataset = getattr(asked.result.stats, row.name)(by=[REGION, PARTNER], where=where)
    return row, found.sel({EXPERIMENT: asked.one_experiment})


def _must_be_by(row: Statistic, dims: tuple[str, ...], figure: str) -> None:
    """Refuse a statistic without these dims."""
    if set(dims) <= set(row.dims):
        return
    fits = ", ".join(name for name, each in STATISTICS.items() if set(dims) <= set(each.dims))
    raise InputError(
        f"{figure}: statistic: '{row.name}' is not by {' and '.join(dims)}; choose from {fits}"
    )


def _title(row: Statistic, asked: Asked) -> str:
    of = "" if asked.sector is None else f" of {asked.sector}"
    (rows, columns), _ = _sides(row)
    return f"{row.title}{of} by {rows.lower()} and {columns.lower()}, change"


def _sides(row: Statistic) -> tuple[tuple[str, str], tuple[str, str]]:
    """What rows and columns are called, and what each does."""
    if row.name.startswith("export"):
        return ("Exporter", "Importer"), ("sells", "buys")
    if row.name.startswith("import"):
        return ("Importer", "Exporter"), ("buys", "sells")
    return ("Region", "Partner"), ("is in the row", "is its partner")


def _without_diagonal(array: xr.DataArray) -> Array:
    """Flows (region, partner) between different regions alone."""
    values = array.transpose(REGION, PARTNER).to_numpy().copy()
    np.fill_diagonal(values, np.nan)
    return values


def _cells(label: str, unit: str, values: Array) -> tuple[Cells, str]:
    """A panel, and what the note must say of its scale."""
    limit = scale(values)
    end = f"{label}, {unit}"
    said = said_of_scale(values, limit, unit)
    return Cells(end, values, limit), said


def _words(
    asked: Asked, what: str, panels: list[tuple[Cells, str]], names: dict[str, str]
) -> tuple[str, str, str, str]:
    said = [text for _, text in panels if text]
    title, warning, note, what = asked.words(what, shown=names)
    return title, warning, " ".join([note, *(f"{text}." for text in said)]), what


def _fewer(labels: list[str], changes: Array) -> tuple[list[str], Array, int]:
    """Regions whose trade changes most, in their order, and the others in a last one."""
    if len(labels) <= MOST_ARCS:
        return labels, changes, 0
    size = np.abs(changes).sum(axis=0) + np.abs(changes).sum(axis=1)
    kept = np.sort(np.argsort(-size, kind="stable")[: MOST_ARCS - 1])
    joins = np.zeros((len(kept) + 1, len(labels)))
    joins[np.arange(len(kept)), kept] = 1.0
    joins[-1, np.setdiff1d(np.arange(len(labels)), kept)] = 1.0
    fewer = joins @ changes @ joins.T
    fewer[-1, -1] = 0.0  # a band from an arc to itself says nothing of trade with others
    return [labels[k] for k in kept], fewer, len(labels) - len(kept)
