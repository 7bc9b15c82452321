"""``cge verify``: does a result file hold, by checks made again from the file alone."""

from __future__ import annotations

from pathlib import Path

import typer

from calibration.errors import InputError
from cge.cli.columns import print_table
from cge.cli.failures import UNSUCCESSFUL
from cge.cli.terminal import say
from cge.results.digest import INTEGRITY
from cge.results.result import open_result


def verify_result(path: Path) -> None:
    """Print every check of every experiment; see `cge.cli.commands.results.verify`.

    Raises
    ------
    typer.Exit
        With code 1 when the file is not what was written, or a check fails.
    calibration.errors.InputError
        For a file that is no result, or that does not hold what the checks need.
    """
    result = open_result(path)
    try:
        found = result.verify()
    except InputError as error:
        told = result.data.attrs.get(INTEGRITY)
        problems = [*([told] if told else []), *error.problems]
        raise InputError([f"{path}: {problem}" for problem in problems]) from error
    errors = found.table.pivot_table("error", "check", "experiment", sort=False, dropna=False)
    print_table("Largest relative error of each check", errors.reset_index())
    for problem in found.problems:
        say(f"cge: {problem}", error=True)
    if not found:
        say("cge: the result is NOT VERIFIED", error=True)
        raise typer.Exit(UNSUCCESSFUL)
    say("The file is what was written, and every check holds.")
