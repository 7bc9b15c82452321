"""The key of colours of numbers on both sides of zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import ListedColormap

from cge.report.figures.colours import Theme, diverging
from cge.report.figures.page import SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEPS = 41  # odd: the middle is zero


def draw_scale(axes: Axes, limit: float, beyond: bool, theme: Theme) -> None:
    """Colours from minus to plus a limit, which says so where numbers lie beyond it."""
    edges = np.linspace(-limit, limit, _STEPS + 1)
    shown = diverging((edges[1:] + edges[:-1]) / 2, limit, theme)
    steps = np.arange(_STEPS)[None]
    axes.pcolormesh(
        edges, [0, 1], steps, cmap=ListedColormap(shown), vmin=-0.5, vmax=_STEPS - 0.5, linewidth=0
    )
    axes.set_xlim(-limit, limit)
    axes.set_yticks([])
    least, most = ("≤ ", "≥ ") if beyond else ("", "")
    ticks = [f"{least}−{limit:,.10g}", "0", f"{most}{limit:,.10g}"]
    axes.set_xticks([-limit, 0, limit], ticks, fontsize=SMALL)
    axes.tick_params(length=2)
    axes.spines[:].set_linewidth(0.4)
