"""``cge decompose``: what the welfare effects of a scenario are made of."""

from __future__ import annotations

import typer

from calibration.errors import InputError
from cge.cli.choices import Choice
from cge.cli.failures import UNSUCCESSFUL
from cge.cli.indicators import one_form, rendered
from cge.cli.progress import Steps
from cge.cli.run import loaded
from cge.cli.terminal import say
from cge.results.decomposition import kind_problems
from cge.scenarios import open_scenario


def print_decomposition(
    source: str,
    choice: Choice,
    steps: int | None,
    shown: tuple[str, str | None],
    form: tuple[bool, bool],
) -> None:
    """Solve, decompose and print; see `cge.cli.app.decompose`.

    Parameters
    ----------
    source, choice
        The scenario and the economy.
    steps
        Solutions on the way; chosen where none.
    shown
        Kind of the table, and the only region of it.
    form
        Whether CSV, and whether LaTeX.

    Raises
    ------
    typer.Exit
        With code 1 when a solution is not verified.
    cge.SolveError
        No solution was found.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    import cge

    problems = one_form(*form) + kind_problems(shown[0])
    if problems:
        raise InputError(problems)
    scenario = open_scenario(source)
    progress = Steps(quiet=any(form))
    try:
        economy = loaded(choice.meant_for(scenario), progress)
        found = cge.decompose(economy, scenario, steps, progress)
        progress.finish()
    finally:
        progress.abandon()
    say(rendered(found.table(*shown), *form))
    if not found.data.attrs["verified"]:
        say(f"cge: the result is NOT VERIFIED: {found.data.attrs['verdict']}", error=True)
        raise typer.Exit(UNSUCCESSFUL)
