"""Panels of bars with labels of their own, in columns under the name of each experiment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cge.report.figures.colours import Theme
from cge.report.figures.drawings import rows
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, SMALL, Grid, Page
from cge.report.figures.pictures import Bars, Panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_ACROSS, _WIDTH = 3, 1.75
_TITLE, _HEADING = 0.34, 0.26  # of the lines above a panel, and of the name of an experiment


def draw_panels(panels: Panels, theme: Theme) -> Figure:
    """Draw the panels of an experiment in columns, the largest bar of each on top.

    Panels beyond the last column stand in it, one below the other.
    """
    letters = Lettering.of(panels.texts())
    every = [bars for row in panels.panels for bars in row]
    labels = {id(bars): rows.labels_of(bars.rows, letters) for bars in every}
    texts = [text for each in labels.values() for text in each]
    room, step = rows.room_of(texts), rows.row_height(texts)
    columns = [_columns(row) for row in panels.panels]
    height = max(sum(_height(bars, step) for bars in each) for row in columns for each in row)
    across = max(map(len, columns))
    grid = Grid(
        count=len(columns) * across,
        across=across,
        width=_WIDTH,
        height=height,
        left=room,
        between=room + rows.BETWEEN,
        head=_HEADING,
        foot=0.05,
    )
    page = Page.around(panels, grid, letters, "Panels differ in scale.", theme)
    for e, experiment in enumerate(panels.experiments):
        page.heading(e, experiment)
        for k, column in enumerate(columns[e]):
            place = page.axes(e * across + k)
            place.axis("off")
            below = 0.0
            for bars in column:
                axes = _inside(place, below + _TITLE, step * len(bars.rows), height)
                _bars(axes, bars, labels[id(bars)], page)
                below += _height(bars, step)
    return page.figure


def _columns(panels: Sequence[Bars]) -> list[list[Bars]]:
    alone = [[bars] for bars in panels[: _ACROSS - 1]]
    rest = list(panels[_ACROSS - 1 :])
    return [*alone, rest] if rest else alone


def _height(bars: Bars, step: float) -> float:
    """Inches of a panel with the words above and the numbers below it."""
    return _TITLE + step * len(bars.rows) + rows.FOOT


def _inside(place: Axes, above: float, height: float, whole: float) -> Axes:
    """Axes of a height, inches, so far below the top of a place that is ``whole`` high."""
    box = place.get_position()
    figure = place.get_figure(root=True)
    assert figure is not None
    bottom = box.y1 - (above + height) / whole * box.height
    return figure.add_axes((box.x0, bottom, box.width, height / whole * box.height))


def _bars(axes: Axes, bars: Bars, labels: list[str], page: Page) -> None:
    drawn, theme = np.nan_to_num(bars.values), page.theme
    colours = [theme.loss if value < 0 else theme.gain for value in drawn]
    axes.barh(np.arange(len(drawn)), drawn, height=0.68, color=colours, zorder=2)
    low, high = np.minimum(drawn, 0), np.maximum(drawn, 0)
    rows.numbers_at_ends(axes, low, high, drawn >= 0, bars.numbers)
    rows.in_rows(axes, labels, len(labels), page)
    _title(axes, bars, page)


def _title(axes: Axes, bars: Bars, page: Page) -> None:
    """What the bars are, in two lines that begin at the labels."""
    columns = int((page.grid.left + _WIDTH) / LETTER * 0.85)
    text = rows.in_lines(page.letters(f"{bars.label}, {bars.unit}"), columns)
    axes.annotate(
        text,
        (0, 1),
        xycoords="axes fraction",
        xytext=(-72 * (page.grid.left - 0.15), 3),
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL + 0.5,
        fontweight="bold",
        **page.style,
    )
