"""``cge targets``: published figures beside those of the model."""

from __future__ import annotations

from cge.cli.choices import Choice
from cge.cli.solving import refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.report.tables.table import known_form


def print_targets(names: list[str], choice: Choice, format: str) -> None:
    """Solve and print; see `cge.cli.commands.solving.targets`.

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
    from cge.report.tables.published import published

    form = known_form(format)
    economy = None if choice == Choice() else choice.load()
    found = with_steps(
        form != "text",
        lambda progress: cge.targets(names or None, economy, progress=progress),
    )
    say(published(found, form).rstrip("\n"))
    refuse_unverified(found.verified, f"NOT VERIFIED: {found.verdict}")
