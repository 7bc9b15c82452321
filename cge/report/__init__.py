"""Tables and figures of results, each with where its numbers come from and whether they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from calibration.errors import InputError, nearest
from calibration.files.write import text_writer, write_whole

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

# Both functions load what they need when they are called: a process that draws loads no tables and
# no xarray, one that writes tables no Matplotlib.
Format = Literal["text", "markdown", "latex", "html", "csv"]

__all__ = ["Format", "figure", "table", "text_writer", "write_whole"]


def table(summary: xr.Dataset, format: Format = "text", width: int = 120) -> str:
    """A table of a summary, one panel for each experiment.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables with dims (experiment, region) and attributes ``long_name`` and ``units``, as
        ``result.summary()`` gives; the second dim may be another one, the same for all.
    format : {"text", "markdown", "latex", "html", "csv"}
        ``csv`` has the numbers in full; the others round them column by column.
    width : int
        Characters in a line of text.

    Returns
    -------
    str
        The table, with its note, and with "NOT VERIFIED" where the result is not verified.

    Raises
    ------
    calibration.errors.InputError
        The format is none of these, or no variable has two such dims.
    """
    from cge.report.tables.summaries import table_of
    from cge.report.tables.table import FORMS

    if format not in FORMS:
        raise InputError(f"table format: '{format}' is unknown{nearest(format, FORMS)}")
    return table_of(summary).written(format, width)


def figure(summary: xr.Dataset, variable: str | None = None, dark: bool = False) -> Figure:
    """A figure of one variable of a summary; for those of a result see :meth:`cge.Result.figure`.

    Parameters
    ----------
    summary : xarray.Dataset
        As ``result.summary()`` gives it, or what `cge.mac` gives.
    variable : str, optional
        Name of a variable; of a summary, welfare if omitted; of `cge.mac`, the curve.
    dark : bool
        Whether it is for dark paper.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.

    Raises
    ------
    calibration.errors.InputError
        The summary has no such variable, or no number of it.
    """
    from cge.experiments.marginal_abatement import PRICE
    from cge.report.figures.colours import theme_of
    from cge.report.figures.content.abatement import abatement
    from cge.report.figures.drawings.every import drawn
    from cge.report.figures.picturing import picture_of

    curve = PRICE in summary.dims and variable is None
    picture = abatement(summary) if curve else picture_of(summary, variable)
    return drawn(picture, theme_of(dark))
