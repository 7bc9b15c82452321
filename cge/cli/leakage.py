"""``cge leakage``: emissions abroad as those at home fall, of a result."""

from __future__ import annotations

from pathlib import Path

from calibration.errors import InputError
from cge.cli.choices import Choice
from cge.cli.indicators import one_form, rendered
from cge.cli.solving import loaded, refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.results.result import open_result
from cge.scenarios import open_scenario


def print_leakage(path: Path, home: list[str] | None, against: str, csv: bool, latex: bool) -> None:
    """Print changes of emissions by region and channel; see `cge.cli.commands.results.leakage`.

    Raises
    ------
    calibration.errors.InputError
        For a file that is no result, and for labels it does not have.
    """
    problems = one_form(csv, latex)
    if problems:
        raise InputError(problems)
    result = open_result(path)
    found = result.leakage(home or None, against)
    title = f"Carbon leakage: {result.data.attrs.get('title', '')}"
    say(rendered(found.assign_attrs(title=title), csv, latex))


def print_channels(
    source: str, choice: Choice, home: list[str] | None, form: tuple[bool, bool]
) -> None:
    """Solve, split leakage and print; see `cge.cli.commands.solving.leakage_channels`.

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

    problems = one_form(*form)
    if problems:
        raise InputError(problems)
    scenario = open_scenario(source)
    choice = choice.meant_for(scenario)
    found = with_steps(
        any(form),
        lambda progress: cge.leakage_channels(
            loaded(choice, progress), scenario, home or None, progress=progress
        ),
    )
    say(rendered(found, *form))
    refuse_unverified(found.attrs["verified"], f"NOT VERIFIED: {found.attrs['verdict']}")
