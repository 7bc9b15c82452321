"""What figures of results show, as plain values: nothing here loads xarray or Matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError
from cge.report.figures.picture import Picture, Words


@dataclass(frozen=True)
class Dots(Picture):
    """One variable by region with intervals: a dot and a line each.

    Attributes
    ----------
    interval : str
        What the ends of lines are, in words.
    """

    interval: str = ""

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), self.interval)


@dataclass(frozen=True)
class Stack(Words):
    """A change by region, in parts that are stacked: gains to the right, losses to the left.

    Attributes
    ----------
    experiments, regions, parts : tuple of str
        Labels of panels, of bars and of what they are made of.
    values : numpy.ndarray
        (experiment, region, part); over parts they sum to ``net``.
    net : numpy.ndarray
        (experiment, region).
    numbers : tuple
        The net changes as text, rounded panel by panel.
    """

    experiments: tuple[str, ...]
    regions: tuple[str, ...]
    parts: tuple[str, ...]
    values: np.ndarray
    net: np.ndarray
    numbers: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        shape = (len(self.experiments), len(self.regions))
        _must_have_shapes(
            "stack",
            {"values": (self.values, (*shape, len(self.parts))), "net": (self.net, shape)},
        )

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.experiments, *self.regions, *self.parts)


@dataclass(frozen=True)
class Steps:
    """A change as a walk from zero to the whole.

    Attributes
    ----------
    label : str
        Of which experiment.
    parts : tuple of str
        The steps.
    values : numpy.ndarray
        (part).
    whole : float
        Where they lead.
    numbers : tuple of str
        Values and the whole as text.
    """

    label: str
    parts: tuple[str, ...]
    values: np.ndarray
    whole: float
    numbers: tuple[str, ...]

    @property
    def starts(self) -> np.ndarray:
        """Where each step begins (part)."""
        return np.concatenate([[0.0], np.cumsum(self.values)[:-1]])


@dataclass(frozen=True)
class Waterfall(Words):
    """A change taken apart, one panel for each experiment.

    Attributes
    ----------
    panels : tuple of Steps
    """

    panels: tuple[Steps, ...]

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from super().texts()
        yield from (text for panel in self.panels for text in (panel.label, *panel.parts))


@dataclass(frozen=True)
class Cells:
    """A matrix of changes on a scale of colours with zero in its middle.

    Attributes
    ----------
    label : str
        What the panel shows, with its unit.
    values : numpy.ndarray
        (row, column); not a number where there is none.
    limit : float
        Number at which the colours end, above 0.
    """

    label: str
    values: np.ndarray
    limit: float

    @property
    def beyond(self) -> int:
        """Cells whose number is beyond the limit, and whose colour is that of the limit."""
        return int((np.abs(np.nan_to_num(self.values)) > self.limit).sum())


@dataclass(frozen=True)
class Matrix(Words):
    """Matrices over the same rows and columns, side by side or one below the other.

    Attributes
    ----------
    rows, columns : tuple of str
        Labels.
    row_axis, column_axis : str
        What rows and columns are.
    panels : tuple of Cells
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_axis: str
    column_axis: str
    panels: tuple[Cells, ...]

    def __post_init__(self) -> None:
        shape = (len(self.rows), len(self.columns))
        _must_have_shapes("matrix", {panel.label: (panel.values, shape) for panel in self.panels})

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.rows, *self.columns, self.row_axis, self.column_axis)
        yield from (panel.label for panel in self.panels)


@dataclass(frozen=True)
class Chord(Words):
    """Changes of flows between regions, as bands between the arcs of a circle.

    Attributes
    ----------
    regions : tuple of str
        Labels of arcs.
    changes : numpy.ndarray
        From row to column (region, region); bands are as wide as these are large.
    unit : str
        Of the changes.
    gives, takes : str
        What a region in the row does, and one in the column: ``sells`` and ``buys``.
    """

    regions: tuple[str, ...]
    changes: np.ndarray
    unit: str
    gives: str
    takes: str

    def __post_init__(self) -> None:
        count = len(self.regions)
        _must_have_shapes("chord", {"changes": (self.changes, (count, count))})

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.regions, self.unit, self.gives, self.takes)


@dataclass(frozen=True)
class Tile:
    """One square of a map of the world.

    Attributes
    ----------
    economy, region : str
        Label at the finest level, and that of the region which has it.
    row, column : int
        From the north-west.
    """

    economy: str
    region: str
    row: int
    column: int


@dataclass(frozen=True)
class TileMap(Words):
    """A number by region on squares of economies, each near its neighbours.

    Attributes
    ----------
    regions : tuple of str
        Labels, largest number first.
    names : tuple of str
        What they are called beside the map.
    values : numpy.ndarray
        (region).
    numbers : tuple of str
        The same as text.
    limit : float
        Number at which the colours end, above 0.
    tiles : tuple of Tile
    """

    regions: tuple[str, ...]
    names: tuple[str, ...]
    values: np.ndarray
    numbers: tuple[str, ...]
    limit: float
    tiles: tuple[Tile, ...]

    def __post_init__(self) -> None:
        _must_have_shapes("map", {"values": (self.values, (len(self.regions),))})

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.names, *(tile.economy for tile in self.tiles))


@dataclass(frozen=True)
class Bars:
    """A panel of bars.

    Attributes
    ----------
    label, unit : str
        What the bars are, and of what unit.
    rows : tuple of str
        Their labels.
    values : numpy.ndarray
        (row); not a number where there is none.
    numbers : tuple of str
        The same as text.
    """

    label: str
    unit: str
    rows: tuple[str, ...]
    values: np.ndarray
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Panels(Words):
    """Panels of bars, a row of them for each experiment.

    Attributes
    ----------
    experiments : tuple of str
        Headings of the rows.
    panels : tuple
        For each experiment its panels, as many for each.
    """

    experiments: tuple[str, ...]
    panels: tuple[tuple[Bars, ...], ...]

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.experiments)
        for panel in (each for row in self.panels for each in row):
            yield from (panel.label, panel.unit, *panel.rows)


@dataclass(frozen=True)
class Curve(Words):
    """One number over another, such as what is abated at a price of carbon.

    Attributes
    ----------
    along, across : str
        Names and units of the axes, ``along`` for ``x``.
    x, y : numpy.ndarray
        Of the points, in order.
    """

    along: str
    across: str
    x: np.ndarray
    y: np.ndarray

    def __post_init__(self) -> None:
        _must_have_shapes("curve", {"y": (self.y, self.x.shape)})

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), self.along, self.across)


def _must_have_shapes(figure: str, arrays: dict[str, tuple[np.ndarray, tuple[int, ...]]]) -> None:
    problems = [
        f"{figure}: {name}: shape {array.shape} is not {wanted}"
        for name, (array, wanted) in arrays.items()
        if array.shape != wanted
    ]
    if problems:
        raise InputError(problems)
