"""Numbers with intervals: a dot and a line for each region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from cge.report.figures.colours import Theme
from cge.report.figures.drawings import rows
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import Grid, Page
from cge.report.figures.pictures import Dots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIDE_BY_SIDE = 3


def draw_dots(dots: Dots, theme: Theme) -> Figure:
    """Draw one panel for each experiment, in the order of the last."""
    letters = Lettering.of(dots.texts())
    labels = rows.labels_of(dots.regions, letters)
    count = len(dots.experiments)
    across = min(count, _SIDE_BY_SIDE)
    grid = Grid(
        count=count,
        across=across,
        width=rows.PANEL,
        height=rows.row_height(labels) * len(labels),
        left=rows.room_of(labels),
        between=rows.BETWEEN,
        head=rows.HEAD,
        foot=rows.FOOT,
        key=1,
    )
    scales = "Panels differ in scale." if count > 1 else ""
    page = Page.around(dots, grid, letters, scales, theme)
    line: dict[str, Any] = {"color": theme.ink, "linewidth": 1.1}
    page.key(
        [
            Line2D([], [], **_dot(theme.gain), label="this result"),
            Line2D([], [], **line, marker="|", markersize=4, label=letters(dots.interval)),
        ]
    )
    for n, experiment in enumerate(dots.experiments):
        axes = page.axes(n)
        _panel(axes, dots, n, theme)
        rows.in_rows(axes, labels if n % across == 0 else [], len(labels), page)
        rows.heading(axes, experiment, page)
    return page.figure


def _dot(colour: str) -> dict[str, Any]:
    return {"marker": "o", "linestyle": "", "markersize": 3.6, "color": colour}


def _panel(axes: Axes, dots: Dots, n: int, theme: Theme) -> None:
    """Dots, and the lines of those that have an interval."""
    values = dots.values[n]
    at = np.arange(len(values))
    low, high = (values, values) if dots.ends is None else dots.ends[:, n]
    axes.hlines(at, low, high, color=theme.ink, linewidth=1.1, zorder=3)
    ends: dict[str, Any] = {
        "color": theme.ink,
        "markersize": 4,
        "markeredgewidth": 1.1,
        "zorder": 3,
    }
    axes.plot([*low, *high], [*at, *at], "|", **ends)
    axes.plot(values, at, zorder=4, **_dot(theme.gain))
    low, high = np.fmin(values, low), np.fmax(values, high)
    right = np.nan_to_num(values) >= 0
    rows.numbers_at_ends(axes, np.nan_to_num(low), np.nan_to_num(high), right, dots.numbers[n])
