"""Numbers and tables as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def fixed(value: float, digits: int) -> str:
    """Digits after the point; what rounds to zero has no sign."""
    return f"{round(float(value), digits) + 0.0:,.{digits}f}"


def signed(value: float, digits: int) -> str:
    """With a sign, unless it rounds to zero."""
    shown = fixed(value, digits)
    return shown if shown.startswith("-") or not float(shown.replace(",", "")) else f"+{shown}"


def markdown(rows: Iterable[Sequence[str]]) -> str:
    """A table; the first row is its head, and all columns but the first are numbers."""
    lines = []
    for n, row in enumerate(rows):
        lines.append(f"| {' | '.join(row)} |")
        if n == 0:
            lines.append("|---|" + "---:|" * (len(row) - 1))
    return "\n".join(lines) + "\n"
