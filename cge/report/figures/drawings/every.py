"""The drawing of any picture, in colours for light or dark paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context

from cge.report.figures.colours import LIGHT, Theme
from cge.report.figures.drawing import draw
from cge.report.figures.drawings.chord import draw_chord
from cge.report.figures.drawings.curve import draw_curve
from cge.report.figures.drawings.dots import draw_dots
from cge.report.figures.drawings.matrix import draw_matrix
from cge.report.figures.drawings.panels import draw_panels
from cge.report.figures.drawings.stack import draw_stack
from cge.report.figures.drawings.tile_map import draw_tile_map
from cge.report.figures.drawings.waterfall import draw_waterfall
from cge.report.figures.picture import Picture, Words
from cge.report.figures.pictures import (
    Chord,
    Curve,
    Dots,
    Matrix,
    Panels,
    Stack,
    TileMap,
    Waterfall,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWINGS: dict[type[Words], Callable[[Any, Theme], Figure]] = {
    Picture: draw,
    Chord: draw_chord,
    Curve: draw_curve,
    Dots: draw_dots,
    Matrix: draw_matrix,
    Panels: draw_panels,
    Stack: draw_stack,
    TileMap: draw_tile_map,
    Waterfall: draw_waterfall,
}
"""What draws each kind of picture."""


def drawn(picture: Words, theme: Theme = LIGHT) -> Figure:
    """Draw a picture.

    Parameters
    ----------
    picture : Words
        Of a kind that `DRAWINGS` has.
    theme : Theme
        Its colours; those of light paper if omitted.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    with rc_context(_settings(theme)):  # type: ignore[arg-type]
        return DRAWINGS[type(picture)](picture, theme)


def _settings(theme: Theme) -> dict[str, Any]:
    """What artists take their colours from where a drawing names none."""
    inked = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    papered = ("figure.facecolor", "axes.facecolor")
    return {
        **dict.fromkeys(inked, theme.ink),
        **dict.fromkeys(papered, theme.paper),
        "hatch.linewidth": 0.6,
    }
