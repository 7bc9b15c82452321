"""Tables and figures of results, each with where its numbers come from and whether they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.write import text_writer, write_whole

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from cge.report.figures.picture import Words
    from cge.results.intervals import Intervals
    from cge.results.result import Result

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


@explained
def figure(
    of: xr.Dataset | Result,
    name: str | None = None,
    *,
    experiment: str | None = None,
    region: str | None = None,
    sector: str | None = None,
    statistic: str | None = None,
    by: str | None = None,
    sweep: Intervals | Path | str | None = None,
    level: float = 0.9,
    dark: bool = False,
) -> Figure:
    """A figure of a result, or of one variable of a summary.

    Parameters
    ----------
    of : cge.Result or xarray.Dataset
        A result; a summary, as ``result.summary()`` gives; or what `cge.mac` gives.
    name : str, optional
        Of a result, a figure that ``cge list figures`` lists; ``welfare`` if omitted. Of a
        summary, a variable; welfare if omitted.
    experiment, region, sector, statistic : str, optional
        Labels and a statistic, where the figure has a choice of them.
    by : {"effects", "packages"}, optional
        What the figures ``welfare`` and ``waterfall`` take a change apart into; whichever the
        result has, if omitted.
    sweep : cge.Sweep or path, optional
        Where the figure ``intervals`` has them from: a sweep of the same experiments, or the
        ``moments.csv`` that it wrote.
    level : float
        Probability of these intervals.
    dark : bool
        Whether the figure is for dark paper.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.

    Raises
    ------
    calibration.errors.InputError
        Naming an unknown figure, variable or label, choices that the figure does not have, and
        what the result lacks.
    """
    from cge.report.figures.colours import theme_of
    from cge.report.figures.content.asked import Asked
    from cge.report.figures.drawings.every import drawn
    from cge.report.figures.registry import picture_named
    from cge.results.result import Result

    asked = {"experiment": experiment, "region": region, "sector": sector}
    asked |= {"statistic": statistic, "by": by}
    if isinstance(sweep, str):
        sweep = Path(sweep)
    if not isinstance(of, Result):
        given = [key for key, value in {**asked, "sweep": sweep}.items() if value is not None]
        if given:
            raise InputError([f"{key}: a figure of a summary has no choice of it" for key in given])
        return drawn(_of_dataset(of, name), theme_of(dark))
    picture = picture_named(name or "welfare", Asked(of, **asked, sweep=sweep, level=level))
    return drawn(picture, theme_of(dark))


def _of_dataset(of: xr.Dataset, name: str | None) -> Words:
    """What a figure shows of a summary, or of a curve of abatement."""
    from cge.experiments.marginal_abatement import PRICE
    from cge.report.figures.content.abatement import abatement
    from cge.report.figures.picturing import picture_of

    return abatement(of) if PRICE in of.dims and name is None else picture_of(of, name)
