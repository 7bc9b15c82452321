"""A number by region on a map of squares, one for each economy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.membership import members
from cge.analysis.stats.registry import STATISTICS
from cge.inputs.find import data_directory
from cge.report.figures.content.asked import (
    Asked,
    as_text,
    fewest_decimals,
    relative_change,
    said_of_scale,
    scale,
)
from cge.report.figures.pictures import Tile, TileMap
from cge.report.figures.picturing import heading, welfare_of
from cge.report.tables.content import EXPERIMENT, REGION, keys

Array = np.ndarray
Place = tuple[int, int]
_ACROSS = 12  # squares in a row of economies that have no place on the map


def world_map(asked: Asked) -> TileMap:
    """A column of the summary, or the change of a statistic, by region.

    A region covers the squares of its members. Economies that have no place on the map stand in
    rows below it.

    Raises
    ------
    InputError
        There is no such statistic by region.
    """
    values, what, unit = _numbers(asked)
    regions = np.array(asked.labels(REGION))
    order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
    values, regions = values[order], regions[order]
    names = asked.names(REGION, regions.tolist())
    limit = scale(values)
    title, warning, note, what = asked.words(f"{what}, {asked.one_experiment}")
    said = said_of_scale(values, limit, unit)
    about = "Squares are economies near their neighbours; their size says nothing."
    return TileMap(
        title,
        warning,
        " ".join([note, about, *([f"{said}."] if said else [])]),
        what,
        tuple(regions.tolist()),
        tuple(names[label] for label in regions.tolist()),
        values,
        as_text(values, fewest_decimals(unit)),
        limit,
        tuple(_tiles(_members(asked))),
    )


def _numbers(asked: Asked) -> tuple[Array, str, str]:
    """Numbers by region, what they are with their unit, and the unit."""
    summary = asked.result.summary().sel({EXPERIMENT: asked.one_experiment})
    name = asked.statistic or welfare_of(summary)
    if name in summary:
        array = summary[name]
        return array.to_numpy(), heading(array), str(array.attrs["units"])
    if name in STATISTICS and REGION in STATISTICS[name].dims:
        row = STATISTICS[name]
        found = getattr(asked.result.stats, name)(by=REGION)
        key, unit = relative_change(row)
        array = found[key].sel({EXPERIMENT: asked.one_experiment})
        return array.to_numpy(), f"{row.title}, change, {unit}", unit
    known = [*keys(asked.result.summary()), *(n for n, r in STATISTICS.items() if REGION in r.dims)]
    raise InputError(f"statistic: no '{name}' by region{nearest(name, known)}")


def _members(asked: Asked) -> dict[str, tuple[str, ...]]:
    """Economies of each region; a result without its benchmark has the labels alone."""
    if asked.result.benchmark is None:
        return {label: (label,) for label in asked.labels(REGION)}
    return members(asked.result.benchmark, REGION)


def _tiles(inside: Mapping[str, tuple[str, ...]]) -> Iterator[Tile]:
    """Squares of all economies; those without a place follow below the others, row by row."""
    places = places_on_map()
    mapped = any(economy in places for economies in inside.values() for economy in economies)
    below = 2 + max(row for row, _ in places.values()) if mapped else 0
    count = 0
    for region, economies in inside.items():
        for economy in economies:
            place = places.get(economy)
            if place is None:
                place = below + count // _ACROSS, count % _ACROSS
                count += 1
            yield Tile(economy, region, *place)


@cache
def places_on_map() -> dict[str, Place]:
    """Row and column of each economy, of ``data/tiles.csv``."""
    rows = read_table(data_directory() / "tiles.csv", ("economy", "row", "column")).rows
    return {row["economy"]: (int(row["row"]), int(row["column"])) for row in rows}
