"""Rows of bars: their labels, their axes and the numbers at their ends, in any theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.files.printable import columns_of, wrapped
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, NORMAL, SMALL, InFull, Page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches.
ROW, LINE = 0.19, 0.115
HEAD, FOOT, BETWEEN, PANEL = 0.28, 0.36, 0.25, 2.1
LABEL = 26  # columns of a line of a label
_LINES = 2
_NUMBER = 0.055  # inches of a sign of a number
_EDGE = 0.03  # inches between a panel's edge and what stands in it


def in_lines(text: str, columns: int = LABEL, lines: int = _LINES) -> str:
    """A label in a few lines; what does not fit is cut off, and says so."""
    found = wrapped(text, columns)
    if len(found) <= lines:
        return "\n".join(found)
    kept = found[:lines]
    while columns_of(kept[-1]) >= columns:
        kept[-1] = kept[-1][:-1]
    return "\n".join([*kept[:-1], f"{kept[-1]}…"])


def labels_of(texts: Sequence[str], letters: Lettering) -> list[str]:
    """Labels of rows as they are drawn."""
    return [in_lines(letters(text)) for text in texts]


def room_of(labels: Sequence[str]) -> float:
    """Inches that labels take to the left of their bars."""
    widest = (columns_of(line) for label in labels for line in label.split("\n"))
    return 0.2 + LETTER * max(widest, default=0)


def row_height(labels: Sequence[str]) -> float:
    """Inches of a row: more where a label has two lines."""
    return max(ROW, 0.03 + LINE * max((1 + label.count("\n") for label in labels), default=1))


def heading(axes: Axes, text: str, page: Page) -> None:
    """The title of a panel, cut to its width."""
    width = axes.get_position().width * page.figure.get_size_inches()[0]
    line = in_lines(page.letters(text), int(width * 72 / (0.66 * NORMAL)), 1)
    axes.set_title(line, {"fontsize": NORMAL, "fontweight": "bold"}, "left", **page.style)


def in_rows(axes: Axes, labels: Sequence[str], count: int, page: Page) -> None:
    """An axis of numbers below rows with labels; none where the labels are those to the left."""
    theme = page.theme
    axes.axvline(0, color=theme.grey, linewidth=0.8, zorder=3)
    if labels:
        style: dict[str, Any] = {"fontsize": SMALL + 0.5, "linespacing": 0.95}
        axes.set_yticks(range(count), labels, **style, **page.style)
    else:
        axes.set_yticks([])
    axes.set_ylim(-0.6, count - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=SMALL, length=2)
    axes.grid(axis="x", color=theme.pale, linewidth=0.6, zorder=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(InFull())


def numbers_at_ends(
    axes: Axes,
    low: np.ndarray,
    high: np.ndarray,
    right: np.ndarray,
    texts: Sequence[str],
    away: float = 2.5,
) -> None:
    """Scale with room for a number at one end of what each row shows, and the numbers.

    Parameters
    ----------
    axes
        Of a panel.
    low, high
        Ends of each row.
    right
        Whether its number stands to the right.
    texts
        The numbers; none where they are too dense to read.
    away
        Points between the end of a row and its number.
    """
    least, most = min(float(low.min(initial=0.0)), 0.0), max(float(high.max(initial=0.0)), 0.0)
    span = (most - least) or 1.0
    inches = inches_across(axes)
    rooms = [_room(texts, side, away) for side in (~right, right)]
    per_inch = span / max(inches - sum(rooms), 0.25 * inches)
    axes.set_xlim(least - rooms[0] * per_inch, most + rooms[1] * per_inch)
    for row, text in enumerate(texts):
        axes.annotate(
            text,
            (high[row] if right[row] else low[row], row),
            xytext=(away if right[row] else -away, 0),
            textcoords="offset points",
            ha="left" if right[row] else "right",
            va="center_baseline",
            fontsize=SMALL - 0.5,
            parse_math=False,
        )


def inches_across(axes: Axes) -> float:
    """Width of a panel."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float(figure.get_size_inches()[0]) * axes.get_position().width


def _room(texts: Sequence[str], there: np.ndarray, away: float) -> float:
    """Inches that the numbers at one side need beyond the ends of their rows."""
    found = [text for text, here in zip(texts, there, strict=False) if here]
    return _EDGE + (away / 72 + _NUMBER * max(map(columns_of, found)) if found else 0.0)
