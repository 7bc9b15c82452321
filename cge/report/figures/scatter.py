"""A figure of an outcome against the uncertain numbers that decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.report.figures.lettering import Lettering
from cge.report.figures.page import BLUE, SMALL, Grid, InFull, Page, fitting, plain
from cge.report.figures.sweep_pictures import Decider, Scatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_WIDTH, _HEIGHT, _LEFT, _BETWEEN = 1.75, 1.35, 0.7, 0.2
_HEAD, _TITLE_LINE, _FOOT = 0.3, 0.13, 0.42
_MANY = 1000  # draws; above, points are one image in a PDF, which stays small


def draw_scatter(scatter: Scatter) -> Figure:
    """Draw a row of panels for each experiment, one for each number that decides.

    Panels of a row have the same vertical scale.

    Parameters
    ----------
    scatter : Scatter

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    letters = Lettering.of(scatter.texts())
    across = max(map(len, scatter.deciders))
    titles = [[_title(letters(d.label), d) for d in row] for row in scatter.deciders]
    head = _HEAD + _TITLE_LINE * max(len(lines) for row in titles for lines in row)
    count = len(scatter.experiments) * across
    grid = Grid(count, across, _WIDTH, _HEIGHT, _LEFT, _BETWEEN, head, _FOOT)
    remark = "Rows differ in scale." if len(scatter.experiments) > 1 else ""
    page = Page.around(scatter, grid, letters, remark)
    for n, (experiment, row) in enumerate(zip(scatter.experiments, scatter.deciders, strict=True)):
        page.heading(n, experiment)
        for k, decider in enumerate(row):
            axes = page.axes(n * across + k)
            _points(axes, decider, scatter.outcomes[n])
            axes.set_title("\n".join(titles[n][k]), {"fontsize": SMALL + 1}, "left", **page.style)
            axes.set_xlabel(letters(decider.acts), fontsize=SMALL, labelpad=1, **page.style)
            if k:
                axes.tick_params(axis="y", labelleft=False)
    return page.figure


def _title(label: str, decider: Decider) -> list[str]:
    correlation = f"{decider.correlation:.2f}".replace("-", "−")
    return [*fitting(label, _WIDTH, SMALL), f"rank correlation {correlation}"]


def _points(axes: Axes, decider: Decider, outcomes: np.ndarray) -> None:
    """A point for each draw that has a result, and the line through them."""
    there = ~np.isnan(outcomes)
    x, y = decider.drawn[there], outcomes[there]
    axes.plot(
        x, y, "o", color=BLUE, ms=2.6, mew=0, alpha=0.6, zorder=2, rasterized=len(x) > _MANY
    )  # fmt: skip
    if np.isfinite(decider.line).all():
        intercept, slope = decider.line
        ends = np.array([x.min(), x.max()])
        axes.plot(ends, intercept + slope * ends, color="black", linewidth=1.2, zorder=3)
    plain(axes, "both")
    axes.locator_params(nbins=4)
    axes.xaxis.set_major_formatter(InFull())
    axes.yaxis.set_major_formatter(InFull())
    if not len(x):
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(0.5, 0.5, "no result", transform=axes.transAxes, ha="center", fontsize=SMALL)
