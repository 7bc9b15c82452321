"""Figures of results: what they show, and how they are drawn and written."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.arguments import explained
from calibration.files.write import Writer
from cge.inputs.arguments import must_be
from cge.report.figures.colours import LIGHT, Theme, theme_of
from cge.report.figures.content.asked import Asked
from cge.report.figures.picture import Words
from cge.report.figures.registry import picture_named
from cge.results.intervals import LEVEL, Intervals
from cge.results.result import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure


@dataclass(frozen=True)
class Figure:
    """A figure of a result; a notebook shows it.

    Attributes
    ----------
    name
        In the registry, such as ``welfare``.
    picture
        Its numbers and words, as plain values.
    theme
        Its colours.
    """

    name: str
    picture: Words
    theme: Theme = LIGHT

    def __repr__(self) -> str:
        status = "NOT VERIFIED" if self.picture.warning else "verified"
        return f"<Figure {self.name}: {self.picture.title}; {self.picture.what}; {status}>"

    @property
    def verified(self) -> bool:
        """Whether the independent checks hold for all that it shows."""
        return not self.picture.warning

    def draw(self) -> MatplotlibFigure:
        """Draw it anew by Matplotlib, connected to no window, for changes of your own."""
        from cge.report.figures.drawings.every import drawn

        return drawn(self.picture, self.theme)

    @explained
    def save(self, path: str | Path) -> Path:
        """Write it as PDF, SVG or PNG, by the ending of the path; the same figure, the same bytes.

        Parameters
        ----------
        path
            Of the file.

        Raises
        ------
        InputError
            The path has another ending.
        OSError
            The file cannot be written.
        """
        from cge.report.figures.drawing import save

        return save(self.draw(), path)

    @explained
    def writer(self, path: str | Path) -> Writer:
        """What writes it in the format of the ending of a path, drawn already; see :meth:`save`.

        Parameters
        ----------
        path
            Of the file.
        """
        from cge.report.figures.drawing import figure_writer

        return figure_writer(self.draw(), path)

    def to_dict(self) -> dict[str, Any]:
        """Numbers and words as values that JSON has, to draw it by other means."""
        return self.picture.plain()

    def _repr_png_(self) -> bytes:
        from cge.report.figures.drawing import put

        content = io.BytesIO()
        put(self.draw(), content, ".png")
        return content.getvalue()


@explained
def figure_of(
    result: Result,
    name: str,
    *,
    experiment: str | None = None,
    region: str | None = None,
    sector: str | None = None,
    statistic: str | None = None,
    by: str | None = None,
    sweep: Intervals | None = None,
    level: float = LEVEL,
    dark: bool = False,
) -> Figure:
    """A figure of a result; see :meth:`cge.Result.figure`."""
    must_be(result, Result, "result", "a result, as cge.solve returns it")
    if sweep is not None:
        must_be(sweep, Intervals, "sweep", "a sweep, as cge.sweep returns it")
    must_be(dark, bool, "dark", "True or False")
    asked = Asked(result, experiment, region, sector, statistic, by, sweep, level)
    return Figure(name, picture_named(name, asked), theme_of(dark))
