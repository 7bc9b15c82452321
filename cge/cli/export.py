"""``cge export``: the equations as a file for another system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.errors import InputError
from calibration.files.outputs import input_problems
from cge.cli.choices import Choice
from cge.cli.progress import Steps
from cge.cli.solving import loaded, with_steps
from cge.cli.terminal import say
from cge.exports.forms import BESIDE, paths_of
from cge.scenarios import open_scenario

if TYPE_CHECKING:
    from cge.exports.export import Exported


def export_economy(
    source: str | None,
    choice: Choice,
    out: Path,
    form: str,
    experiment: str | None,
    solved: bool,
    quiet: bool,
) -> None:
    """Write the equations and say how many; see `cge.cli.commands.solving.export`.

    Raises
    ------
    cge.SolveError
        No solution was found, where one was asked for.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    import cge

    _refuse(source, choice, out, form)
    scenario = None if source is None else open_scenario(source)
    if scenario is not None:
        choice = choice.meant_for(scenario)

    def work(steps: Steps) -> Exported:
        economy = loaded(choice, steps)
        steps("write", detail=str(out))
        return cge.export(economy, out, form, scenario, experiment, solved, steps)

    found = with_steps(quiet, work)
    if not quiet:
        names = ", ".join(path.name for path in found.files)
        say(
            f"{found.equations:,} equations and as many unknowns, {found.experiment}, written to "
            f"{out.parent}: {names}"
        )


def _refuse(source: str | None, choice: Choice, out: Path, form: str) -> None:
    """Refuse what would take the place of a file that is read."""
    given = [value for value in (source, *vars(choice).values()) if isinstance(value, str)]
    if problems := input_problems(paths_of(out, form) if form in BESIDE else [out], given):
        raise InputError([f"--out: {problem}" for problem in problems])
