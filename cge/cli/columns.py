"""Tables on the terminal: text to the left, numbers to the right, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import typer

_GAP = "  "


def print_table(title: str, table: Any) -> None:
    """Print a pandas table under a title."""
    typer.echo(f"{title}\n")
    print_columns([str(name) for name in table.columns], table.itertuples(index=False))
    typer.echo("")


def print_columns(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their heads; pass no heads to print none."""
    filled = [list(row) for row in rows]
    cells = [list(heads)] if heads else []
    cells += [[_text(value) for value in row] for row in filled]
    if not cells:
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [
        all(isinstance(value, Real) for value in column) for column in zip(*filled, strict=True)
    ]
    right += [False] * (len(widths) - len(right))
    for row in cells:
        typer.echo(_GAP.join(map(_aligned, row, widths, right)).rstrip())


def _aligned(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def _text(value: Any) -> str:
    return f"{value:.1e}" if isinstance(value, float) else str(value)
