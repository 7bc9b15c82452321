"""Tables of results, one or several side by side."""

from __future__ import annotations

from calibration.arguments import explained
from cge.inputs.arguments import must_be
from cge.report.tables.ready.asked import Asked, Names, not_empty
from cge.report.tables.registry import made
from cge.report.tables.table import Table
from cge.results.intervals import LEVEL, Intervals
from cge.results.result import Result


@explained
def table_of(
    result: Result,
    name: str,
    *,
    experiment: Names = None,
    region: Names = None,
    sector: Names = None,
    columns: Names = None,
    digits: int | None = None,
    drop_zero: bool = False,
    transpose: bool = False,
    caption: str = "",
    label: str = "",
    sweep: Intervals | None = None,
    level: float = LEVEL,
) -> Table:
    """A ready table of a result; see :meth:`cge.Result.table`."""
    must_be(result, Result, "result", "a result, as cge.solve returns it")
    if sweep is not None:
        must_be(sweep, Intervals, "sweep", "a sweep, as cge.sweep returns it")
    asked = Asked(result, experiment, region, sector, sweep, level)
    return shaped(made(name, asked), columns, digits, drop_zero, transpose, caption, label)


def shaped(
    table: Table,
    columns: Names,
    digits: int | None,
    drop_zero: bool,
    transpose: bool,
    caption: str,
    label: str,
) -> Table:
    """A table as it is asked for."""
    must_be(drop_zero, bool, "drop_zero", "True or False")
    must_be(transpose, bool, "transpose", "True or False")
    table = table.columns(*not_empty("columns", columns))
    if drop_zero:
        table = table.without_zeros()
    if digits is not None:
        table = table.rounded(digits)
    if transpose:
        table = table.transposed()
    return table.captioned(caption, label)
