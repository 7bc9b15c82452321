"""``cge why``: the equation behind a number of a result, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from calibration.errors import InputError
from cge.cli.indicators import one_form
from cge.cli.terminal import say
from cge.report.tables.explanation import explanation_csv, explanation_latex
from cge.results.result import open_result


def print_why(
    path: Path,
    variable: str,
    where: Mapping[str, str | None],
    experiment: str | None,
    steps: int,
    csv: bool,
    latex: bool,
) -> None:
    """Print the explanation of one element; see `cge.cli.commands.results.why`.

    Raises
    ------
    calibration.errors.InputError
        For a file that is no result, and for names and labels that it does not have.
    """
    problems = one_form(csv, latex)
    if problems:
        raise InputError(problems)
    given = {dim: label for dim, label in where.items() if label is not None}
    found = open_result(path).why(variable, experiment, steps, **given)
    form = explanation_csv if csv else explanation_latex
    say((form(found) if csv or latex else found.text()).rstrip("\n"))
