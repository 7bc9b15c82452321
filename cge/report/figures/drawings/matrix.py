"""Matrices as coloured cells, with numbers where they are few, and marks of falls where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection

from calibration.files.printable import columns_of
from cge.report.figures.colours import Theme, diverging, letters_on
from cge.report.figures.drawings import rows
from cge.report.figures.drawings.scale import draw_scale
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, SMALL, Grid, Page
from cge.report.figures.pictures import Cells, Matrix

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_WIDEST, _SMALLEST, _WITH_NUMBERS, _PLAIN = 7.2, 0.105, 0.34, 0.2
_SCALE_HEIGHT, _SCALE_WIDTH, _FOOT, _TITLE = 0.08, 2.0, 0.62, 0.48
_EMPTY = "Cells in the colour of the paper have no number."
_DASH = 0.45  # of a cell, for the mark of a fall
_NUMBERS_UP_TO = 16  # columns
_HEAD_COLUMNS = 18  # of the label of a column
_LEAST, _LEAST_SCALE = 1.9, 1.0  # inches of a panel with its scale, and of a scale
_PAGE = 9.5  # inches, beyond which panels stand below each other


def draw_matrix(matrix: Matrix, theme: Theme) -> Figure:
    """Draw the panels, side by side where they fit, each with its scale below."""
    letters = Lettering.of(matrix.texts())
    labels = rows.labels_of(matrix.rows, letters)
    heads = [rows.in_lines(letters(text), _HEAD_COLUMNS, 1) for text in matrix.columns]
    numbered = len(heads) <= _NUMBERS_UP_TO
    width, height = _cell(len(heads), len(labels), numbered, labels)
    left = max(rows.room_of(labels), rows.room_of([f"{letters(matrix.row_axis)} ↓"])) + 0.15
    panel = width * len(heads)
    titles = [LETTER * 1.25 * columns_of(letters(cells.label)) for cells in matrix.panels]
    between = max(rows.BETWEEN, max(_LEAST, *titles) - panel)
    across = max(1, min(len(matrix.panels), int((_PAGE - left) / (panel + between))))
    head = _TITLE + LETTER * 0.9 * max(map(columns_of, heads))
    grid = Grid(
        count=len(matrix.panels),
        across=across,
        width=panel,
        height=height * len(labels),
        left=left,
        between=between,
        head=head,
        foot=_FOOT,
    )
    said = _EMPTY if numbered else f"Cells with a dash are falls. {_EMPTY}"
    page = Page.around(matrix, grid, letters, said, theme)
    size = min(SMALL, 72 * height * 0.8)
    for n, cells in enumerate(matrix.panels):
        axes = page.axes(n)
        _cells(axes, cells, numbered, theme)
        shown = labels if n % across == 0 else []
        axes.set_yticks(range(len(shown)), shown, fontsize=size, linespacing=0.9, **page.style)
        _heads(axes, heads, min(SMALL, 72 * width * 0.8), page)
        _words(axes, matrix, cells, head, bool(shown), page)
        _scale(axes, cells, page)
    return page.figure


def _cell(columns: int, count: int, numbered: bool, labels: list[str]) -> tuple[float, float]:
    """Width and height of a cell, inches."""
    width = _WITH_NUMBERS if numbered else max(_SMALLEST, min(_PLAIN, _WIDEST / columns))
    lowest = rows.row_height(labels) if count <= 30 or "\n" in "".join(labels) else _SMALLEST
    return width, lowest


def _cells(axes: Axes, cells: Cells, numbered: bool, theme: Theme) -> None:
    """A square for each cell, in its colour."""
    down, along = (index.ravel() for index in np.indices(cells.values.shape))
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    squares = np.stack([along, down], axis=1)[:, None] + corners
    values = cells.values.ravel()
    colours = diverging(values, cells.limit, theme)
    edge = theme.paper if numbered else "face"
    axes.add_collection(
        PolyCollection(list(squares), facecolors=colours, edgecolors=edge, linewidths=0.3)
    )
    axes.set_xlim(-0.5, cells.values.shape[1] - 0.5)
    axes.set_ylim(cells.values.shape[0] - 0.5, -0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelbottom=False, labeltop=True, pad=2)
    ink = np.array(letters_on(colours))
    if numbered:
        for x, y, value, colour in zip(along.tolist(), down.tolist(), values, ink, strict=True):
            if np.isfinite(value):
                text = short(float(value))
                axes.text(x, y, text, ha="center", va="center", fontsize=5, color=colour)
        return
    falls = values < -1e-3 * cells.limit
    for colour in ("#000000", "#FFFFFF"):
        chosen = falls & (ink == colour)
        marks: dict[str, Any] = {
            "markersize": 72 * _DASH * _width_of(axes, cells),
            "markeredgewidth": 0.4,
            "color": colour,
        }
        axes.plot(along[chosen], down[chosen], "_", **marks)


def _width_of(axes: Axes, cells: Cells) -> float:
    """Inches of a cell."""
    return rows.inches_across(axes) / cells.values.shape[1]


def short(value: float) -> str:
    """A number of a cell in five signs or fewer: ``−0.12``, ``1.2k``, ``35M``."""
    size = abs(value)
    for power, unit in ((1e6, "M"), (1e3, "k")):
        if size >= 0.9995 * power:
            text = f"{value / power:.1f}" if size < 9.95 * power else f"{value / power:.0f}"
            return f"{text}{unit}".replace("-", "−")
    digits = 0 if size >= 99.5 else 1 if size >= 9.95 else 2
    text = f"{round(value, digits) + 0.0:.{digits}f}"
    return text.replace("-", "−")


def _heads(axes: Axes, heads: list[str], size: float, page: Page) -> None:
    axes.set_xticks(range(len(heads)), heads, fontsize=size, rotation=90, va="bottom", **page.style)


def _words(axes: Axes, matrix: Matrix, cells: Cells, head: float, first: bool, page: Page) -> None:
    """What the panel shows, above its heads, and what rows and columns are."""
    above: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        **page.style,
    }
    top = 72 * (head - 0.13)
    text = page.letters(cells.label)
    axes.annotate(text, (0, 1), (0, top), va="top", fontsize=SMALL + 1, fontweight="bold", **above)
    axis: dict[str, Any] = {"fontsize": SMALL, "color": page.theme.grey}
    columns = f"{page.letters(matrix.column_axis)} →"
    axes.annotate(columns, (0, 1), (0, top - 10), va="top", **axis, **above)
    if first:
        down = f"{page.letters(matrix.row_axis)} ↓"
        axes.annotate(down, (0, 1), (-5, 5), ha="right", **axis, **above)


def _scale(axes: Axes, cells: Cells, page: Page) -> None:
    """The key of the colours of a panel, below it."""
    place, (width, height) = axes.get_position(), page.figure.get_size_inches()
    wide = max(_LEAST_SCALE, min(_SCALE_WIDTH, place.width * width))
    below = page.figure.add_axes(
        (place.x0, place.y0 - 0.18 / height, wide / width, _SCALE_HEIGHT / height)
    )
    draw_scale(below, cells.limit, cells.beyond > 0, page.theme)
