"""A page laid out in inches: words above, a key, rows of panels, the note below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter

from calibration.files.printable import wrapped
from cge.report.figures.colours import LIGHT, Theme
from cge.report.figures.lettering import Lettering
from cge.report.figures.picture import Words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# Okabe and Ito (2008): told apart by readers with any colour vision, and in grey.
BLUE, ORANGE = LIGHT.gain, LIGHT.loss
GREY, ALARM, PALE = LIGHT.grey, LIGHT.alarm, LIGHT.pale
# Points.
SMALL, NORMAL, LARGE = 6.5, 8, 9.5
# Inches.
LETTER = 0.062
_NARROWEST, _RIGHT, _MARGIN = 4.5, 0.4, 0.1
_LINE, _SMALL_LINE, _GAP = 0.17, 0.125, 0.06


@dataclass(frozen=True)
class Grid:
    """Rows of panels of one size, inches.

    Attributes
    ----------
    count, across
        How many panels, and how many of them in a row.
    width, height
        Of a panel.
    left, between
        Room to the left of each row, and between panels.
    head, foot
        Room above and below each panel.
    key
        Lines of the key above all panels.
    """

    count: int
    across: int
    width: float
    height: float
    left: float
    between: float
    head: float
    foot: float
    key: int = 0

    @property
    def down(self) -> int:
        """Rows."""
        return -(-self.count // self.across)

    @property
    def row_height(self) -> float:
        """Of a panel and what stands above and below it."""
        return self.height + self.head + self.foot

    @property
    def page_width(self) -> float:
        """Of the page around the panels."""
        panels = self.across * self.width + (self.across - 1) * self.between
        return max(_NARROWEST, self.left + panels + _RIGHT)


Lines = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Page:
    """A figure with the words about it, whose panels are drawn one after another.

    Attributes
    ----------
    figure
        Not connected to any window.
    grid
        Where its panels are.
    top
        Where the first row of panels begins, inches from below.
    letters
        Fonts of all texts.
    theme
        Colours.
    """

    figure: Figure
    grid: Grid
    top: float
    letters: Lettering
    theme: Theme = LIGHT

    @classmethod
    def around(
        cls,
        words: Words,
        grid: Grid,
        letters: Lettering,
        remark: str = "",
        theme: Theme = LIGHT,
    ) -> Page:
        """A page that fits a grid of panels and the words about them.

        Parameters
        ----------
        words
            Title, warning, name of the variable, and note.
        grid
            The panels.
        letters
            Fonts that have the signs of these words.
        remark
            What the note says besides.
        theme
            Colours.
        """
        width = grid.page_width
        above = _above(words, letters, width, theme.alarm)
        below = _below(words, letters, width, remark, theme.grey)
        above_height = (len(above) + 0.75 + grid.key) * _LINE
        height = above_height + grid.down * grid.row_height + (len(below) + 1) * _SMALL_LINE
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        page = cls(figure, grid, height - above_height, letters, theme)
        page._write(above, height - 0.5 * _LINE, _LINE)
        page._write(below, (len(below) + 0.5) * _SMALL_LINE, _SMALL_LINE)
        return page

    @property
    def style(self) -> dict[str, Any]:
        """Of every text: labels are no formulas, whatever dollar signs they have."""
        return {"family": self.letters.families, "parse_math": False}

    def axes(self, n: int) -> Axes:
        """The axes of one panel, counted along rows."""
        width, height = self.figure.get_size_inches()
        grid = self.grid
        down, along = divmod(n, grid.across)
        left = grid.left + along * (grid.width + grid.between)
        bottom = self.top - down * grid.row_height - grid.head - grid.height
        return self.figure.add_axes(
            (left / width, bottom / height, grid.width / width, grid.height / height)
        )

    def heading(self, row: int, text: str) -> None:
        """Write what all panels of a row are of, above them; a name too long is cut short."""
        top = self.top - row * self.grid.row_height - _GAP
        line, *more = fitting(self.letters(text), self.grid.page_width - 3 * _MARGIN, NORMAL)
        style = {"fontsize": NORMAL, "fontweight": "bold"}
        self._write([(line + "…" * bool(more), style)], top, _LINE)

    def key(self, handles: Sequence[Artist]) -> None:
        """Say what lines and areas are, between the words and the panels, in lines of two."""
        width, height = self.figure.get_size_inches()
        legend = self.figure.legend(
            handles=list(handles),
            loc="lower left",
            bbox_to_anchor=(_MARGIN / width, (self.top + _GAP) / height),
            ncols=2,
            fontsize=SMALL,
            frameon=False,
            borderpad=0.0,
            borderaxespad=0.0,
        )
        for text in legend.get_texts():
            text.set(**self.style)

    def _write(self, lines: Lines, top: float, line: float) -> None:
        """Write lines of text downwards from a height."""
        width, height = self.figure.get_size_inches()
        for n, (text, style) in enumerate(lines):
            y = (top - n * line) / height
            self.figure.text(_MARGIN / width, y, text, va="top", **self.style, **style)


def plain(axes: Axes, along: str, theme: Theme = LIGHT) -> None:
    """Small ticks, few of them, pale lines across an axis (``x``, ``y`` or ``both``), no frame."""
    axes.tick_params(labelsize=SMALL, length=2)
    axes.grid(axis=along, color=theme.pale, linewidth=0.6, zorder=0)  # type: ignore[arg-type]
    axes.spines[["top", "right"]].set_visible(False)


class InFull(Formatter):
    """Numbers at ticks in full, all with the same decimals: ``210,000``, ``−0.050``."""

    def __call__(self, value: float, _place: float | None = None) -> str:
        """One number, as a pointer shows it."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """All numbers of an axis."""
        decimals = [f"{value:.10f}".rstrip("0").partition(".")[2] for value in values]
        digits = max(map(len, decimals), default=0)
        return [f"{value:,.{digits}f}".replace("-", "−") for value in values]


def fitting(text: str, width: float, size: float) -> list[str]:
    """Text in lines that fit a width in inches: bold letters are 0.7 of their size wide."""
    return wrapped(text, int(width * 72 / (0.7 * size)))


def _above(words: Words, letters: Lettering, width: float, alarm: str) -> Lines:
    lines = _lines(letters(words.warning), width, NORMAL, color=alarm, fontweight="bold")
    lines += _lines(letters(words.title), width, LARGE, fontweight="bold")
    return lines + _lines(letters(words.what), width, NORMAL)


def _below(words: Words, letters: Lettering, width: float, remark: str, grey: str) -> Lines:
    note = " ".join(filter(None, [words.note, remark, letters.note]))
    return _lines(letters(note), width, SMALL, color=grey)


def _lines(text: str, width: float, size: float, **style: Any) -> Lines:
    fits = fitting(text, width - 2 * _MARGIN, size)
    return [(line, {"fontsize": size} | style) for line in fits]
