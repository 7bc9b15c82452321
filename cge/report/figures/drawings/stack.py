"""Bars of changes in parts: gains to the right of zero, losses to the left, the net marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cge.report.figures.colours import Theme
from cge.report.figures.drawings import rows
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, Grid, Page
from cge.report.figures.pictures import Stack

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# With the colours of the same places, these tell parts apart in grey.
HATCHES = ("", "", "/////", "", "\\\\\\\\\\", "....", "xxxx", "-----")
_SIDE_BY_SIDE, _KEY_COLUMNS = 3, 2
_NUMBERS_UP_TO = 90  # rows
_AWAY = 5  # points from a number to its bar, on whose end the mark of the net change may stand


def draw_stack(stack: Stack, theme: Theme) -> Figure:
    """Draw one panel for each experiment, in the order of the last."""
    letters = Lettering.of(stack.texts())
    labels = rows.labels_of(stack.regions, letters)
    count = len(stack.experiments)
    across = min(count, _SIDE_BY_SIDE)
    key = -(-(len(stack.parts) + 1) // _KEY_COLUMNS)
    height = rows.row_height(labels) * len(labels)
    grid = Grid(
        count=count,
        across=across,
        width=_width(across),
        height=height,
        left=rows.room_of(labels),
        between=rows.BETWEEN,
        head=rows.HEAD,
        foot=rows.FOOT,
        key=key,
    )
    scales = "Panels differ in scale." if count > 1 else ""
    page = Page.around(stack, grid, letters, scales, theme)
    page.key(_key(stack, page))
    for n, experiment in enumerate(stack.experiments):
        axes = page.axes(n)
        _panel(axes, stack.values[n], stack.net[n], stack.numbers[n], theme)
        rows.in_rows(axes, labels if n % across == 0 else [], len(labels), page)
        rows.heading(axes, experiment, page)
    return page.figure


def _width(across: int) -> float:
    """One panel alone is wider."""
    return rows.PANEL * (1.8 if across == 1 else 1.15)


def _key(stack: Stack, page: Page) -> list[Artist]:
    """What each part is, and the mark of the net change."""
    columns = int((page.grid.page_width / _KEY_COLUMNS - 0.6) / LETTER)
    named = [rows.in_lines(page.letters(part), columns, 1) for part in stack.parts]
    theme = page.theme
    patches: list[Artist] = [
        Patch(facecolor=theme.parts[k], hatch=HATCHES[k], edgecolor=theme.paper, label=name)
        for k, name in enumerate(named)
    ]
    return [*patches, Line2D([], [], **_mark(theme), label="net")]


def _mark(theme: Theme) -> dict[str, Any]:
    return {
        "marker": "D",
        "linestyle": "",
        "markersize": 3.4,
        "markerfacecolor": theme.paper,
        "markeredgecolor": theme.ink,
        "markeredgewidth": 0.9,
    }


def _panel(
    axes: Axes, values: np.ndarray, net: np.ndarray, numbers: tuple[str, ...], theme: Theme
) -> None:
    """Parts (region, part) one after the other on either side of zero."""
    values = np.nan_to_num(values)
    at = np.arange(len(values))
    low, high = np.zeros(len(values)), np.zeros(len(values))
    for k in range(values.shape[1]):
        part = values[:, k]
        start = np.where(part < 0, low, high)
        axes.barh(
            at,
            part,
            left=start,
            height=0.72,
            color=theme.parts[k],
            hatch=HATCHES[k],
            edgecolor=theme.paper,
            linewidth=0.3,
            zorder=2,
        )
        low, high = low + np.minimum(part, 0), high + np.maximum(part, 0)
    axes.plot(np.nan_to_num(net), at, zorder=5, **_mark(theme))
    shown = numbers if len(numbers) <= _NUMBERS_UP_TO else ()
    reach = np.minimum(low, net), np.maximum(high, net)
    rows.numbers_at_ends(axes, *reach, np.nan_to_num(net) >= 0, shown, _AWAY)
