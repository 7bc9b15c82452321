"""Changes as steps from zero to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.report.figures.colours import Theme
from cge.report.figures.drawings import rows
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import Grid, Page
from cge.report.figures.pictures import Steps, Waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ALL = "All together"
_WIDTH, _SIDE_BY_SIDE = 2.9, 2


def draw_waterfall(waterfall: Waterfall, theme: Theme) -> Figure:
    """Draw one panel for each experiment, the first step on top, the whole below all steps."""
    letters = Lettering.of(waterfall.texts())
    labels = [rows.labels_of((*panel.parts, _ALL), letters) for panel in waterfall.panels]
    every = [label for each in labels for label in each]
    room, most = rows.room_of(every), max(map(len, labels))
    across = min(len(labels), _SIDE_BY_SIDE)
    grid = Grid(
        count=len(labels),
        across=across,
        width=_WIDTH,
        height=rows.row_height(every) * most,
        left=room,
        between=room + rows.BETWEEN,
        head=rows.HEAD,
        foot=rows.FOOT,
    )
    scales = "Panels differ in scale." if len(labels) > 1 else ""
    page = Page.around(waterfall, grid, letters, scales, theme)
    for n, panel in enumerate(waterfall.panels):
        axes = page.axes(n)
        _steps(axes, panel, theme)
        rows.in_rows(axes, labels[n], len(labels[n]), page)
        axes.set_ylim(len(labels[n]) - 0.4, len(labels[n]) - 0.4 - (most + 0.2))
        rows.heading(axes, panel.label, page)
    return page.figure


def _steps(axes: Axes, panel: Steps, theme: Theme) -> None:
    """Steps and the whole, with lines from each to the next."""
    amounts = np.append(panel.values, panel.whole)
    starts = np.append(panel.starts, 0.0)
    ends = starts + amounts
    at = np.arange(len(amounts))
    colours = [theme.loss if amount < 0 else theme.gain for amount in panel.values]
    axes.barh(at, amounts, left=starts, height=0.66, color=[*colours, theme.grey], zorder=2)
    for row, end in enumerate(ends[:-1]):
        axes.plot([end, end], [row - 0.33, row + 1.33], color=theme.ink, linewidth=0.5, zorder=3)
    signs = ["+" if amount > 0 else "" for amount in amounts]
    texts = [sign + text for sign, text in zip(signs, panel.numbers, strict=True)]
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    rows.numbers_at_ends(axes, low, high, amounts >= 0, texts)
