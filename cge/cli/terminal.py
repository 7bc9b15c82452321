"""Words on the terminal, without characters that would control it."""

from __future__ import annotations

import typer

from calibration.files.printable import printable


def say(text: str, error: bool = False) -> None:
    """Print lines on standard output or standard error.

    Parameters
    ----------
    text
        May hold what a user wrote: titles, names, file names.
    error
        Whether it goes to standard error.
    """
    typer.echo("\n".join(map(printable, text.split("\n"))), err=error)
