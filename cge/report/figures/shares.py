"""A figure of shares of variance: bars by uncertain number, one panel for each experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from calibration.files.printable import columns_of
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import (
    BLUE,
    GREY,
    LETTER,
    NORMAL,
    ORANGE,
    SMALL,
    Grid,
    Page,
    fitting,
    plain,
)
from cge.report.figures.sweep_pictures import Shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = (BLUE, ORANGE)  # dark and light, in grey too
# Of the room that a number has: its bars together, and the edge above and below all numbers.
_THICK, _EDGE = 0.76, 0.1
# Inches.
_SIDE_BY_SIDE = 3
_WIDTH, _BETWEEN, _ROW_HEIGHT, _HEAD, _FOOT = 2.1, 0.25, 0.26, 0.28, 0.36
_LABEL, _LINE = 2.6, 0.125  # of a label: longest line, and height of one


def draw_shares(shares: Shares) -> Figure:
    """Draw the largest shares, the largest on top, in the same order for all experiments.

    Parameters
    ----------
    shares : Shares
        Of one kind or two, such as Sobol indices of first order and total ones; intervals are
        lines on the bars.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    shown = shares.largest()
    letters = Lettering.of(shown.texts())
    lines = [fitting(letters(label), _LABEL, SMALL) for label in shown.numbers]
    numbers = ["\n".join(label) for label in lines]
    grid = _grid(len(shown.experiments), lines)
    page = Page.around(shown, grid, letters)
    page.key(
        [Patch(color=c, label=letters(k)) for c, k in zip(_COLOURS, shown.kinds, strict=False)]
    )
    reach = _reach(shown)
    for n, experiment in enumerate(shown.experiments):
        axes = page.axes(n)
        _bars(axes, shown, n)
        axes.set_xlim(*reach)
        axes.set_title(
            letters(experiment), {"fontsize": NORMAL, "fontweight": "bold"}, "left", **page.style
        )
        named = numbers if n % grid.across == 0 else [""] * len(numbers)
        axes.set_yticks(np.arange(len(numbers)), named, fontsize=SMALL + 0.5, **page.style)
    return page.figure


def _grid(experiments: int, labels: list[list[str]]) -> Grid:
    """Panels as high as their bars, or the lines of labels where these are higher."""
    left = 0.2 + LETTER * max(columns_of(line) for label in labels for line in label)
    row = max(_ROW_HEIGHT, _LINE * max(map(len, labels)))
    across, height = min(experiments, _SIDE_BY_SIDE), row * (len(labels) + 2 * _EDGE)
    return Grid(experiments, across, _WIDTH, height, left, _BETWEEN, _HEAD, _FOOT, key=1)


def _reach(shares: Shares) -> tuple[float, float]:
    """A scale for all panels: of 0 and the largest bar, and beyond where intervals are longer."""
    drawn = [shares.values] if shares.ends is None else [shares.values, shares.ends]
    all_of = np.nan_to_num(np.concatenate([np.ravel(each) for each in drawn]))
    low, high = min(all_of.min(), 0.0), max(all_of.max(), 0.0) or 1.0
    return low * 1.05, high * 1.05


def _bars(axes: Axes, shares: Shares, n: int) -> None:
    """The bars of a panel, the first kind above the second, and their intervals."""
    kinds = len(shares.kinds)
    thick = _THICK / kinds
    for k in range(kinds):
        rows = np.arange(len(shares.numbers)) + ((kinds - 1) / 2 - k) * thick
        axes.barh(rows, np.nan_to_num(shares.values[k, n]), thick, color=_COLOURS[k], zorder=2)
        if shares.ends is not None:
            low, high = shares.ends[:, k, n]
            axes.hlines(rows, low, high, color="black", linewidth=0.9, zorder=4)
            axes.plot([*low, *high], [*rows, *rows], "|", color="black", ms=3, mew=0.9, zorder=4)
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=3)
    axes.set_ylim(-0.5 - _EDGE, len(shares.numbers) - 0.5 + _EDGE)
    plain(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{100 * value:.3g} %".replace("-", "−"))
