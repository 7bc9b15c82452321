"""A map of squares, one for each economy, in the colours of the numbers of their regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from calibration.files.printable import columns_of
from cge.report.figures.colours import Theme, diverging, letters_on
from cge.report.figures.drawings import rows
from cge.report.figures.drawings.scale import draw_scale
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, SMALL, Grid, Page
from cge.report.figures.pictures import Tile, TileMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_SIDE, _LEFT, _SCALE_WIDTH, _SCALE_HEIGHT, _FOOT, _HEAD = 0.345, 0.15, 2.0, 0.08, 0.4, 0.1
_SCALE_LEFT = 0.4
_LISTED_UP_TO = 30  # regions; more have their numbers in the squares alone
_LIST_ROW, _LISTED = 0.155, 34  # height, and columns of a name
_GAP, _SWATCH = 0.28, 0.18  # between map and list, and of a colour in the list
_IN_TILE = 4  # columns of a label
_CODE, _NUMBER = 5.5, 4.6  # points
_WALL, _FENCE = 1.6, 0.35  # lines between regions, and inside them
_CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
_SIDES = {(-1, 0): (0, 1), (0, 1): (1, 2), (1, 0): (2, 3), (0, -1): (3, 0)}


def draw_tile_map(shown: TileMap, theme: Theme) -> Figure:
    """Draw the squares, and a list of regions where they are few."""
    letters = Lettering.of(shown.texts())
    down = 1 + max(tile.row for tile in shown.tiles)
    across = 1 + max(tile.column for tile in shown.tiles)
    listed = len(shown.regions) <= _LISTED_UP_TO
    names = [rows.in_lines(letters(n), _LISTED, 1) for n in shown.names] if listed else []
    numbers = LETTER * max(map(columns_of, shown.numbers), default=0)
    beside = _GAP + _SWATCH + numbers + rows.room_of(names) if listed else 0.0
    height = _SIDE * max(down, len(names) * _LIST_ROW / _SIDE)
    grid = Grid(1, 1, _SIDE * across + beside, height, _LEFT, 0.0, _HEAD, _FOOT)
    page = Page.around(shown, grid, letters, theme=theme)
    axes = page.axes(0)
    axes.set_xlim(0, across + beside / _SIDE)
    axes.set_ylim(height / _SIDE, 0)
    axes.axis("off")
    colours = diverging(shown.values, shown.limit, theme)
    inks = letters_on(colours)
    of_region = {region: k for k, region in enumerate(shown.regions)}
    at = [of_region[tile.region] for tile in shown.tiles]
    places = np.array([(tile.column, tile.row) for tile in shown.tiles], dtype=float)
    squares = places[:, None] + _CORNERS
    axes.add_collection(PolyCollection(list(squares), facecolors=colours[at], linewidths=0))
    _borders(axes, shown.tiles, theme)
    alone = [sum(k == other for other in at) == 1 for k in at]
    for tile, k, single in zip(shown.tiles, at, alone, strict=True):
        number = shown.numbers[k] if single else _sign(float(shown.values[k]))
        _letters(axes, tile, number, inks[k], page)
    if listed:
        _list(axes, shown, names, colours, across + _GAP / _SIDE, page)
    _scale(axes, shown, page)
    return page.figure


def _sign(value: float) -> str:
    """What a square of a larger region says in grey: does it gain or lose?"""
    return "" if not value else "−" if value < 0 else "+"


def _borders(axes: Axes, tiles: tuple[Tile, ...], theme: Theme) -> None:
    """Wide lines around regions, thin ones between economies of the same."""
    owner = {(tile.row, tile.column): tile.region for tile in tiles}
    walls: list[np.ndarray] = []
    fences: list[np.ndarray] = []
    for (row, column), region in owner.items():
        corners = _CORNERS + np.array((column, row))
        for (down, along), ends in _SIDES.items():
            same = owner.get((row + down, column + along)) == region
            (fences if same else walls).append(corners[list(ends)])
    for lines, width in ((fences, _FENCE), (walls, _WALL)):
        axes.add_collection(
            LineCollection(lines, colors=theme.paper, linewidths=width, capstyle="projecting")
        )


def _letters(axes: Axes, tile: Tile, number: str, ink: str, page: Page) -> None:
    """The label of an economy and, below it, a number that fits."""
    code = rows.in_lines(page.letters(tile.economy), _IN_TILE, 1)
    middle = tile.column + 0.5
    about = {"ha": "center", "color": ink, **page.style}
    size = min(_CODE, 72 * _SIDE * 0.9 / (0.62 * max(1, columns_of(code))))
    axes.text(middle, tile.row + 0.36, code, va="center", fontsize=size, **about)
    size = min(_NUMBER, 72 * _SIDE * 0.94 / (0.62 * max(1, len(number))))
    axes.text(middle, tile.row + 0.74, number, va="center", fontsize=size, **about)


def _list(
    axes: Axes, shown: TileMap, names: list[str], colours: np.ndarray, left: float, page: Page
) -> None:
    """Regions with their colour and number, largest first."""
    step = _LIST_ROW / _SIDE
    ends = left + (_SWATCH + LETTER * max(map(columns_of, shown.numbers))) / _SIDE
    corners = _CORNERS * (0.3, 0.72 * step)
    squares = [corners + np.array((left, (n + 0.14) * step)) for n in range(len(names))]
    edge: dict[str, Any] = {"edgecolors": page.theme.grey, "linewidths": 0.3}
    axes.add_collection(PolyCollection(squares, facecolors=colours, **edge))
    for n, (name, number) in enumerate(zip(names, shown.numbers, strict=True)):
        about = {"y": (n + 0.5) * step, "va": "center_baseline", "fontsize": SMALL, **page.style}
        axes.text(ends, s=number, ha="right", **about)
        axes.text(ends + 0.2, s=name, **about)


def _scale(axes: Axes, shown: TileMap, page: Page) -> None:
    place, (width, height) = axes.get_position(), page.figure.get_size_inches()
    below = page.figure.add_axes(
        (
            place.x0 + _SCALE_LEFT / width,
            place.y0 - 0.2 / height,
            _SCALE_WIDTH / width,
            _SCALE_HEIGHT / height,
        )
    )
    beyond = bool((np.abs(np.nan_to_num(shown.values)) > shown.limit).any())
    draw_scale(below, shown.limit, beyond, page.theme)
