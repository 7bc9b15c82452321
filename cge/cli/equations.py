"""``cge equations``: the formula of every equation, from the component that is solved."""

from __future__ import annotations

from calibration.errors import InputError, nearest
from cge.cli.choices import Choice
from cge.cli.terminal import say


def print_equations(name: str | None, latex: bool, choice: Choice) -> None:
    """Print one equation, or all; see `cge.cli.commands.data.equations`.

    Raises
    ------
    calibration.errors.InputError
        There is no equation of that name.
    """
    economy = choice.load()
    from cge.report.equations import formulas, listing

    printed = formulas(economy.model.system)
    if name is not None:
        chosen = {k: f for k, f in printed.items() if name in (k, k.removeprefix("E_"))}
        if not chosen:
            raise InputError(f"equations: no equation '{name}'{nearest(name, printed)}")
        printed = chosen
    say(listing(printed.values(), latex))
