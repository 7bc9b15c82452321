"""A matrix as coloured cells with their numbers: what moves what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.files.printable import columns_of
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, SMALL, Grid, Page, fitting
from cge.report.figures.picture import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
_CELL, _ROW, _FOOT, _LABEL = 0.62, 0.26, 0.1, 1.6
_DARK = 0.6  # of the scale, beyond which letters are white
_COLOURS = "PuOr_r"  # told apart with any colour vision; the numbers tell the sign in grey


@dataclass(frozen=True)
class Heat(Words):
    """A matrix.

    Attributes
    ----------
    rows, columns : tuple of str
        Labels.
    values : numpy.ndarray
        (rows, columns).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: np.ndarray

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.rows, *self.columns)


def draw_heat(heat: Heat) -> Figure:
    """Draw a matrix; the scale of colours is the same below and above 0.

    Parameters
    ----------
    heat : Heat
        The matrix.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    letters = Lettering.of(heat.texts())
    heads = ["\n".join(fitting(letters(c), _LABEL, SMALL)) for c in heat.columns]
    room = 0.2 + LETTER * max(columns_of(line) for head in heads for line in head.split("\n"))
    left = 0.2 + LETTER * max(map(columns_of, heat.rows))
    width, height = _CELL * len(heat.columns), _ROW * len(heat.rows)
    page = Page.around(heat, Grid(1, 1, width, height, left, 0.0, room, _FOOT, key=0), letters)
    axes = page.axes(0)
    largest = float(np.abs(heat.values).max(initial=0.0)) or 1.0
    axes.imshow(heat.values, _COLOURS, aspect="auto", vmin=-largest, vmax=largest)
    for (i, j), value in np.ndenumerate(heat.values):
        colour = "white" if abs(value) > _DARK * largest else "black"
        text = f"{value:+.2g}".replace("-", "−")
        axes.text(j, i, text, ha="center", va="center", fontsize=SMALL, color=colour, **page.style)
    axes.set_yticks(
        range(len(heat.rows)), list(map(letters, heat.rows)), fontsize=SMALL, **page.style
    )
    axes.set_xticks(
        range(len(heads)), heads, fontsize=SMALL, rotation=90, va="bottom", **page.style
    )
    axes.tick_params(length=0, labelbottom=False, labeltop=True, bottom=False)
    axes.spines[:].set_visible(False)
    return page.figure
