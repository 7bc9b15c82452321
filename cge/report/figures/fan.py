"""A figure of how means and quantiles settle as draws are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cge.report.figures.lettering import Lettering
from cge.report.figures.page import SMALL, Grid, InFull, Page, fitting, plain
from cge.report.figures.sweep_pictures import Course, Fan

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE, _NARROW, _MEAN = "#CFE3F1", "#8DBFE0", "black"
# Inches.
_WIDTH, _HEIGHT, _LEFT, _BETWEEN = 1.95, 1.2, 0.62, 0.55
_HEAD, _TITLE_LINE, _FOOT = 0.3, 0.13, 0.42
_ERROR: dict[str, Any] = {"color": "#D55E00", "linewidth": 0.9, "linestyle": (0, (3, 1.5))}


def draw_fan(fan: Fan) -> Figure:
    """Draw a row of panels for each experiment, one for each region.

    Parameters
    ----------
    fan : Fan

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    letters = Lettering.of(fan.texts())
    across = max(map(len, fan.courses))
    titles = [[fitting(letters(c.label), _WIDTH, SMALL) for c in row] for row in fan.courses]
    head = _HEAD + _TITLE_LINE * max(len(lines) for row in titles for lines in row)
    count = len(fan.experiments) * across
    grid = Grid(count, across, _WIDTH, _HEIGHT, _LEFT, _BETWEEN, head, _FOOT, key=2)
    page = Page.around(fan, grid, letters, "Panels differ in scale.")
    page.key(_key())
    for n, (experiment, row) in enumerate(zip(fan.experiments, fan.courses, strict=True)):
        page.heading(n, experiment)
        for k, course in enumerate(row):
            axes = page.axes(n * across + k)
            _moments(axes, fan.counts, course)
            axes.set_title("\n".join(titles[n][k]), {"fontsize": SMALL + 1}, "left", **page.style)
            if n == len(fan.experiments) - 1:
                axes.set_xlabel("Number of draws", fontsize=SMALL)
    return page.figure


def _key() -> list[Line2D | Patch]:
    return [
        Line2D([], [], color=_MEAN, linewidth=1.2, label="mean"),
        Line2D([], [], **_ERROR, label="mean ± its standard error, where it is known"),
        Patch(color=_NARROW, label="middle half of the draws (25 to 75 %)"),
        Patch(color=_WIDE, label="nine of ten draws (5 to 95 %)"),
    ]


def _moments(axes: Axes, counts: np.ndarray, course: Course) -> None:
    """Quantiles as areas, the mean and its error as lines."""
    lowest, low, high, highest = course.quantiles
    axes.fill_between(counts, lowest, highest, color=_WIDE, linewidth=0, zorder=1)
    axes.fill_between(counts, low, high, color=_NARROW, linewidth=0, zorder=2)
    axes.plot(counts, course.mean, color=_MEAN, linewidth=1.2, zorder=3)
    for side in (-1, 1):
        axes.plot(counts, course.mean + side * course.error, zorder=4, **_ERROR)
    axes.set_xlim(0, counts[-1])
    plain(axes, "y")
    axes.locator_params(nbins=4)
    axes.yaxis.set_major_formatter(InFull())
    if np.isnan(course.mean).all():
        axes.set_yticks([])
        axes.text(0.5, 0.5, "no result", transform=axes.transAxes, ha="center", fontsize=SMALL)
