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
Format = Literal["text", "csv", "latex", "markdown"]

__all__ = ["Format", "figure", "table", "text_writer", "write_whole"]


def table(summary: xr.Dataset, format: Format = "text") -> str:
    """A table of a summary, one panel for each experiment.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables with dims (experiment, region) and attributes ``long_name`` and ``units``, as
        ``result.summary()`` gives; the second dim may be another one, the same for all.
    format : {"text", "csv", "latex", "markdown"}
        ``csv`` has the numbers in full; the others round them column by column.

    Returns
    -------
    str
        The table, with its note, and with "NOT VERIFIED" where the result is not verified.

    Raises
    ------
    calibration.errors.InputError
        The format is none of these, or no variable has two such dims.
    """
    from cge.report.tables.content import in_rows
    from cge.report.tables.latex import latex_table
    from cge.report.tables.text import csv_table, markdown_table, text_table

    formats = {
        "text": text_table,
        "csv": csv_table,
        "latex": latex_table,
        "markdown": markdown_table,
    }
    if format not in formats:
        raise InputError(f"table format: '{format}' is unknown{nearest(format, formats)}")
    return formats[format](in_rows(summary))


def figure(summary: xr.Dataset, variable: str | None = None) -> Figure:
    """A figure of one variable of a summary, welfare if omitted.

    See `cge.report.figures.picturing.picture_of` and `cge.report.figures.drawing.draw`.
    """
    from cge.report.figures.drawing import draw
    from cge.report.figures.picturing import picture_of

    return draw(picture_of(summary, variable))
