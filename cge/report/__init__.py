"""Tables and figures of results, each with where its numbers come from and whether they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.write import text_writer, write_whole
from cge.report.content import in_rows
from cge.report.latex import latex_table
from cge.report.text import csv_table, markdown_table, text_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Format = Literal["text", "csv", "latex", "markdown"]

_FORMATS = {
    "text": text_table,
    "csv": csv_table,
    "latex": latex_table,
    "markdown": markdown_table,
}

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
    if format not in _FORMATS:
        raise InputError(f"table format: '{format}' is unknown{nearest(format, _FORMATS)}")
    return _FORMATS[format](in_rows(summary))


def figure(summary: xr.Dataset, variable: str = "equivalent_variation_percent") -> Figure:
    """A figure of one variable of a summary; see `cge.report.drawing.draw`."""
    from cge.report.drawing import draw  # loads Matplotlib, which takes a while

    return draw(summary, variable)
