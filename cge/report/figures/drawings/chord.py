"""Changes of flows as bands inside a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch, PathPatch, Wedge
from matplotlib.path import Path

from calibration.files.printable import columns_of
from cge.report.figures.chords import Circle, apart, circle
from cge.report.figures.colours import Theme
from cge.report.figures.drawings import rows
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import SMALL, Grid, Page
from cge.report.figures.pictures import Chord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The circle has radius 1; bands leave at its edge and stop short of it where they arrive.
_ARC, _LEAVING, _ARRIVING, _LABEL = (1.0, 1.06), 0.99, 0.90, 1.14
_RADIUS = 1.75  # inches
_COLUMNS, _SIGN = 22, 0.056  # of a label, and inches of a column
_FALL = "/////"
_TURN = 0.03  # radians between points of an edge along the circle


def draw_chord(chord: Chord, theme: Theme) -> Figure:
    """Draw arcs of regions and bands of changes; what falls is hatched."""
    letters = Lettering.of(chord.texts())
    labels = [rows.in_lines(letters(region), _COLUMNS, 1) for region in chord.regions]
    found = circle(chord.changes)
    # What surrounds the circle, in radii.
    around = _LABEL + _SIGN * max(map(columns_of, labels)) / _RADIUS + 0.02
    side = 2 * around * _RADIUS
    whole = float(f"{found.whole:.4g}")
    said = (
        "A band is as wide at both ends as the change is large; it touches the arc of the region "
        f"that {chord.gives}, and stops short of the arc of the one that {chord.takes}. All arcs "
        f"together are {whole:,.10g} {chord.unit}, each change counted at both ends."
    )
    page = Page.around(
        chord, Grid(1, 1, side, side, 0.2, 0, 0.05, 0.05, 1), letters, letters(said), theme
    )
    page.key(
        [
            Patch(facecolor=theme.gain, label="rise"),
            Patch(facecolor=theme.loss, hatch=_FALL, edgecolor=theme.paper, label="fall"),
        ]
    )
    axes = page.axes(0)
    axes.set_xlim(-around, around)
    axes.set_ylim(-around, around)
    axes.axis("off")
    for i, j in sorted(np.ndindex(chord.changes.shape), key=lambda k: -abs(chord.changes[k])):
        _band(axes, found, (i, j), float(chord.changes[i, j]), theme)
    for start, end in found.arcs:
        _arc(axes, start, end, theme)
    _labels(axes, found, labels, page)
    return page.figure


def _at(angles: np.ndarray | float, radius: float) -> np.ndarray:
    """Points at angles clockwise from the top."""
    return radius * np.stack([np.sin(angles), np.cos(angles)], axis=-1)


def _edge(ends: np.ndarray, radius: float) -> np.ndarray:
    """Points along the circle between two angles."""
    start, end = ends.tolist()
    return _at(np.linspace(start, end, max(2, int((end - start) / _TURN) + 2)), radius)


def _band(axes: Axes, found: Circle, flow: tuple[int, int], change: float, theme: Theme) -> None:
    """A band from its edge at the origin through the middle to its edge at the destination."""
    if change == 0:
        return
    leaving = _edge(found.leaving[flow], _LEAVING)
    arriving = _edge(found.arriving[flow], _ARRIVING)
    middle = np.zeros((1, 2))
    points = np.concatenate([leaving, middle, arriving, middle, leaving[:1]])
    lines, curve = Path.LINETO, Path.CURVE3
    codes = [Path.MOVETO, *[lines] * (len(leaving) - 1), curve, curve]
    codes += [*[lines] * (len(arriving) - 1), curve, curve]
    falls = change < 0
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            facecolor=theme.loss if falls else theme.gain,
            hatch=_FALL if falls else None,
            edgecolor=theme.paper,
            linewidth=0,
            alpha=0.85,
        )
    )


def _arc(axes: Axes, start: float, end: float, theme: Theme) -> None:
    inner, outer = _ARC
    first, last = 90 - np.degrees(end), 90 - np.degrees(start)
    axes.add_patch(Wedge((0, 0), outer, first, last, width=outer - inner, color=theme.grey))


def _labels(axes: Axes, found: Circle, labels: list[str], page: Page) -> None:
    """Names along rays, moved apart where arcs are short, with lines to their arcs."""
    middle = found.arcs.mean(axis=1)
    placed = apart(middle, 1.25 * SMALL / 72 / (_LABEL * _RADIUS))
    for label, arc, angle in zip(labels, middle, placed, strict=True):
        line = np.stack([_at(arc, _ARC[1] + 0.005), _at(angle, _LABEL - 0.01)])
        axes.plot(*line.T, color=page.theme.grey, linewidth=0.4)
        x, y = _at(angle, _LABEL)
        turn = 90 - np.degrees(angle) % 360
        left = np.sin(angle) < 0
        axes.text(
            x,
            y,
            label,
            rotation=turn + 180 if left else turn,
            rotation_mode="anchor",
            ha="right" if left else "left",
            va="center",
            fontsize=SMALL,
            **page.style,
        )
