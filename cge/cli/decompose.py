"""``cge decompose``: what the welfare effects of a scenario are made of."""

from __future__ import annotations

from calibration.errors import InputError
from cge.cli.choices import Choice
from cge.cli.indicators import one_form, rendered
from cge.cli.solving import loaded, refuse_unverified, with_steps
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
    """Solve, decompose and print; see `cge.cli.commands.solving.decompose`.

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
    choice = choice.meant_for(scenario)
    found = with_steps(
        any(form),
        lambda progress: cge.decompose(loaded(choice, progress), scenario, steps, progress),
    )
    say(rendered(found.table(*shown), *form))
    told = found.data.attrs
    refuse_unverified(told["verified"], f"the result is NOT VERIFIED: {told['verdict']}")
