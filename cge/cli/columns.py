"""Tables on the terminal: text to the left, numbers to the right, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

from calibration.files.printable import columns_of, printable
from cge.cli.terminal import say

_GAP = "  "


def print_table(title: str, table: Any) -> None:
    """Print a pandas table under a title."""
    say(f"{title}\n")
    print_columns([str(name) for name in table.columns], table.itertuples(index=False))
    say("")


def print_columns(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their heads; pass no heads to print none."""
    filled = [list(row) for row in rows]
    cells = [list(map(printable, heads))] if heads else []
    cells += [[_text(value) for value in row] for row in filled]
    if not cells:
        return
    widths = [max(map(columns_of, column)) for column in zip(*cells, strict=True)]
    right = [
        all(isinstance(value, Real) for value in column) for column in zip(*filled, strict=True)
    ]
    right += [False] * (len(widths) - len(right))
    for row in cells:
        say(_GAP.join(map(_aligned, row, widths, right)).rstrip())


def _aligned(cell: str, width: int, right: bool) -> str:
    space = " " * (width - columns_of(cell))
    return space + cell if right else cell + space


def _text(value: Any) -> str:
    return f"{value:.1e}" if isinstance(value, float) else printable(str(value))
