"""``cge compare``: what differs between two results; ``cge rerun``: is a result found again."""

from __future__ import annotations

from pathlib import Path

import typer

from calibration.errors import InputError
from calibration.files.outputs import must_be_output
from cge.cli.failures import UNSUCCESSFUL
from cge.cli.solving import with_steps
from cge.cli.terminal import say
from cge.report.tables.compared import compared_csv, compared_text
from cge.results.comparison import TOLERANCE, Compared
from cge.results.digest import INTEGRITY

_RESULT = ".nc"  # ending


def compare_results(
    first: Path, second: Path, tolerance: float | None, rows: int, csv: bool
) -> None:
    """Print what differs; see `cge.cli.commands.results.compare`.

    Raises
    ------
    typer.Exit
        With code 1 where an input or a number differs, or one result has what the other lacks or is
        not verified.
    calibration.errors.InputError
        For a file that is no result, and a wrong option.
    """
    import cge

    _refuse(rows)
    found = cge.compare(first, second, TOLERANCE if tolerance is None else tolerance)
    _print(found, rows, csv)
    if not found.same or found.unverified:
        raise typer.Exit(UNSUCCESSFUL)


def rerun_result(
    path: Path, tolerance: float | None, out: Path | None, rows: int, quiet: bool
) -> None:
    """Solve again, print what differs; see `cge.cli.commands.results.rerun`.

    Raises
    ------
    typer.Exit
        With code 1 where a number is not found again, or the solution is not verified.
    cge.SolveError
        No solution was found.
    calibration.errors.InputError
        For a file that is no result, and a wrong option.
    """
    import cge

    _refuse(rows)
    if out is not None:
        must_be_output(out, [_RESULT], [path], "a result")
    stored = cge.open_result(path)
    if told := stored.data.attrs.get(INTEGRITY):
        say(f"cge: {path}: {told}", error=True)
    allowed = TOLERANCE if tolerance is None else tolerance
    found = with_steps(quiet, lambda steps: cge.rerun(stored, allowed, steps))
    if out is not None:
        found.result.to_netcdf(out)
    if not quiet or not found:
        _print(found.compared, rows, csv=False)
        say(_closest(found.compared))
    if not found:
        say(f"cge: {path} is NOT REPRODUCED", error=True)
        raise typer.Exit(UNSUCCESSFUL)
    if not quiet:
        say("Reproduced from the file alone.")


def _closest(found: Compared) -> str:
    """The largest differences, and where they are."""
    statistic, variable = found.statistics.iloc[0], found.variables.iloc[0]
    return (
        f"Largest relative difference of a statistic: {statistic.relative:.1e}, "
        f"{statistic.statistic} of {statistic.region} in {statistic.experiment}; of a variable: "
        f"{variable.relative:.1e}, {variable.variable} ({variable['where']}) in "
        f"{variable.experiment}."
    )


def _refuse(rows: int) -> None:
    if rows < 1:
        raise InputError(f"--rows: {rows} is not a number of 1 or more")


def _print(found: Compared, rows: int, csv: bool) -> None:
    say((compared_csv(found) if csv else compared_text(found, rows)).rstrip("\n"))
