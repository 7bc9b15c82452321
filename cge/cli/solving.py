"""What commands that solve have in common: progress on the way, and a word on the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from cge.cli.choices import Choice
from cge.cli.failures import UNSUCCESSFUL
from cge.cli.progress import Steps
from cge.cli.terminal import say

if TYPE_CHECKING:
    from cge.economy.economy import Economy

Found = TypeVar("Found")


def loaded(choice: Choice, steps: Steps) -> Economy:
    """The economy that was chosen, as the first step of a command."""
    steps("load", detail=", ".join(filter(None, (choice.data, choice.named_aggregation))))
    return choice.load()


def with_steps(quiet: bool, work: Callable[[Steps], Found]) -> Found:
    """What some work finds, its steps shown until it ends, however it ends."""
    steps = Steps(quiet)
    try:
        found = work(steps)
        steps.finish()
    finally:
        steps.abandon()
    return found


def refuse_unverified(verified: bool, said: str) -> None:
    """Say on the error stream what is not verified, and fail.

    Raises
    ------
    typer.Exit
        With code 1 where it is not.
    """
    if not verified:
        say(f"cge: {said}", error=True)
        raise typer.Exit(UNSUCCESSFUL)
