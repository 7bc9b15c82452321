"""What writing tables and writing figures have in common: where to, and with which intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cge.cli.solving import refuse_unverified

ALL = "all"


def is_file(out: Path, endings: Iterable[str]) -> bool:
    """Whether a path is meant as a file: by its ending, unless there is such a folder."""
    return out.suffix.lower() in endings and not out.is_dir()


def problems_of_folder(out: Path, endings: str) -> Iterator[str]:
    """Why a path that has none of the endings, in words, is no folder."""
    if out.is_dir():
        return
    if out.exists() or out.suffix[1:].isalpha():
        yield f"--out: '{out}' is no folder, and ends in none of {endings}"


def intervals_of(sweep: Path | None) -> dict[str, Any]:
    """Intervals of the folder of a sweep, as arguments of a table or a figure."""
    if sweep is None:
        return {}
    from cge.uncertainty.kept import read_intervals

    kept = read_intervals(sweep)
    return {"sweep": kept, "level": kept.level}


def refuse_doubtful(warnings: Iterable[str]) -> None:
    """Fail with the first warning, where any of what is shown has one.

    Raises
    ------
    typer.Exit
        With code 1 where there is one.
    """
    said = next(filter(None, warnings), "")
    refuse_unverified(not said, said)
