"""A line through points, with the axes named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.figures.colours import Theme
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import SMALL, Grid, InFull, Page, plain
from cge.report.figures.pictures import Curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
_WIDTH, _HEIGHT, _LEFT, _HEAD, _FOOT = 3.9, 2.5, 0.75, 0.15, 0.5


def draw_curve(curve: Curve, theme: Theme) -> Figure:
    """Draw the points, joined by straight lines, each with its number along the axis."""
    letters = Lettering.of(curve.texts())
    grid = Grid(1, 1, _WIDTH, _HEIGHT, _LEFT, 0.0, _HEAD, _FOOT)
    page = Page.around(curve, grid, letters, theme=theme)
    axes = page.axes(0)
    axes.plot(curve.x, curve.y, "o-", color=theme.gain, linewidth=1.4, markersize=4, zorder=3)
    for x, y in zip(curve.x[1:], curve.y[1:], strict=True):
        text = f"{x:,.4g}".replace("-", "−")
        axes.annotate(text, (x, y), (-5, 4), textcoords="offset points", ha="right", fontsize=SMALL)
    plain(axes, "both", theme)
    axes.margins(0.06)
    axes.set_xlabel(letters(curve.along), fontsize=SMALL + 0.5, **page.style)
    axes.set_ylabel(letters(curve.across), fontsize=SMALL + 0.5, **page.style)
    axes.xaxis.set_major_formatter(InFull())
    axes.yaxis.set_major_formatter(InFull())
    return page.figure
