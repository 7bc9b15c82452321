"""``cge check``: does the benchmark hold, before any shock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from calibration import own_values
from cge.cli.choices import Choice
from cge.cli.columns import print_table
from cge.cli.failures import UNSUCCESSFUL
from cge.cli.terminal import say

TOLERANCE = 1e-9


def check_economy(choice: Choice) -> None:
    """Print accounts, counts and benchmark residuals; see `cge.cli.commands.data.check`.

    Raises
    ------
    typer.Exit
        With code 1 when an account, a count or a residual is not as it must be.
    """
    economy = choice.load()
    print_cleaning(economy.benchmark.attrs)
    own = own_values(economy.benchmark)
    if len(own):
        print_table("Values of your own", own)
    accounts = economy.accounts.reset_index()
    counts, residuals = economy.counts(), economy.residuals()
    for title, table in (
        ("Accounts of the benchmark", accounts),
        ("Equations and unknowns by component", counts),
        ("Residual of each equation at the benchmark", residuals),
    ):
        print_table(title, table)
    problems = _problems(accounts, counts, residuals)
    for problem in problems:
        say(f"cge: {problem}", error=True)
    if problems:
        raise typer.Exit(UNSUCCESSFUL)
    say("All accounts and all equations hold at the benchmark.")


def print_cleaning(attrs: Mapping[Any, Any]) -> None:
    """Print what the steps of an import moved, where the data record it."""
    from calibration.cleaning import effects_of

    effects = effects_of(attrs)
    if not effects:
        return
    say("Cleaning of the table\n")
    for effect in effects:
        say(effect.line())
    say("")


def _problems(accounts: Any, counts: Any, residuals: Any) -> list[str]:
    """What does not hold. An error that is not a number fails as well."""
    broken = accounts[~(accounts["relative"] <= TOLERANCE)]
    problems = [
        f"account {row['identity']} is off by {row['relative']:.1e} at {row['label']}"
        for _, row in broken.iterrows()
    ]
    uneven = counts[counts["equations"] != counts["unknowns"]]
    problems += [
        f"component {row['component']} has {row['equations']} equations"
        f" for {row['unknowns']} unknowns"
        for _, row in uneven.iterrows()
    ]
    unsolved = residuals[~(residuals["worst"] <= TOLERANCE)]
    problems += [
        f"equation {row['equation']} has a residual of {row['worst']:.1e} at {row['label']}"
        for _, row in unsolved.iterrows()
    ]
    return problems
