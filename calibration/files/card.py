"""Cards: an object in a few lines, the same as text and as HTML for notebooks.

Everything on a card may have been written by a user: it is shown as it is, and does nothing.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calibration.files.printable import columns_of, printable

_GAP = "  "
_MOST_ROWS, _MOST_FACTS = 8, 20
_LONGEST = 300  # characters of a fact
# Notebooks set what stands between dollars as formulas, unless told not to.
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"
_APART = "padding: 0 1em 0 0; vertical-align: top; text-align: "
_RIGHT, _LEFT = f"{_APART}right", f"{_APART}left"


@dataclass(frozen=True)
class Grid:
    """A small table of texts.

    Attributes
    ----------
    heads
        Of the columns, the first among them.
    rows
        Texts of each row, the first of which names it.
    words
        Whether its cells are words, which stand to the left, and not numbers.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False

    @property
    def shown(self) -> list[list[str]]:
        """Rows that a card has room for, and how many more there are."""
        rows = [[short(cell) for cell in row] for row in self.rows[:_MOST_ROWS]]
        left = len(self.rows) - len(rows)
        return [*rows, [f"and {left} more", *[""] * (len(self.heads) - 1)]] if left else rows


@dataclass(frozen=True)
class Card:
    """What an object says of itself.

    Attributes
    ----------
    kind
        Name of its class.
    name
        Which one it is.
    status
        Verdict on it; empty where there is none.
    good
        Whether the verdict is good.
    facts
        What it is -> how it is; empty ones are left out.
    grid
        Numbers, if any.
    """

    kind: str
    name: str
    status: str = ""
    good: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)
    grid: Grid | None = None

    @property
    def _told(self) -> dict[str, str]:
        told = {short(k): short(v) for k, v in self.facts.items()}
        known = [(name, value) for name, value in told.items() if value]
        left = len(known) - _MOST_FACTS
        return dict(known[:_MOST_FACTS] + ([("and", f"{left} more")] if left > 0 else []))

    def text(self) -> str:
        """The card as lines of text."""
        status = f"; {short(self.status)}" if self.status else ""
        told = self._told
        width = max(map(columns_of, told), default=0)
        lines = [f"<{short(f'{self.kind} {self.name}')}{status}>"]
        lines += [f"{_GAP}{_filled(name, width)}{_GAP}{value}" for name, value in told.items()]
        if self.grid is not None and self.grid.rows:
            rows = [[short(head) for head in self.grid.heads], *self.grid.shown]
            lines += _aligned(rows, self.grid.words)
        return "\n".join(lines)

    def html(self) -> str:
        """The card as HTML, in the colours of the page that it stands on."""
        styles = (f"{_LEFT}; white-space: nowrap", _LEFT)
        told = "".join(
            f"<tr>{_cells('th', (name,), styles[:1])}{_cells('td', (value,), styles[1:])}</tr>"
            for name, value in self._told.items()
        )
        parts = [f"<strong>{escaped(self.kind)}</strong> {escaped(short(self.name))}"]
        if self.status:
            said = escaped(short(self.status))
            parts.append(f" &mdash; {said if self.good else f'<strong>{said}</strong>'}")
        tables = f"<table>{told}</table>" if told else ""
        return (
            f'<div class="cge-card {_NO_FORMULAS}"><div>{"".join(parts)}</div>{tables}'
            f"{'' if self.grid is None else _table(self.grid)}</div>"
        )


class Carded:
    """An object that a prompt and a notebook show as its card."""

    def _card(self) -> Card:
        raise NotImplementedError

    def __repr__(self) -> str:
        return self._card().text()

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        return self._card().html()


def escaped(text: object) -> str:
    """A text of a user's as HTML shows it, on one line."""
    return html.escape(printable(str(text)))


def short(text: object) -> str:
    """A text on one line, cut where it is very long."""
    line = printable(str("" if text is None else text)).strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def rounded(value: Any, decimals: int) -> str:
    """A number with thousands apart; what rounds to nothing has no sign."""
    return f"{round(float(value), decimals) + 0.0:,.{decimals}f}"


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _aligned(rows: Sequence[Sequence[str]], words: bool) -> list[str]:
    """Rows with their cells below each other, numbers to the right."""
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            _filled(cell, width) if words or n == 0 else " " * (width - columns_of(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"{_GAP}{_GAP.join(cells)}".rstrip())
    return lines


def _table(grid: Grid) -> str:
    """Names to the left, numbers to the right, whatever the notebook's own style is."""
    styles = [_LEFT, *[_LEFT if grid.words else _RIGHT] * (len(grid.heads) - 1)]
    head = _cells("th", grid.heads, styles)
    body = "".join(f"<tr>{_cells('td', row, styles)}</tr>" for row in grid.shown)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, texts: Sequence[str], styles: Sequence[str]) -> str:
    return "".join(
        f'<{tag} style="{style}">{escaped(short(text))}</{tag}>'
        for text, style in zip(texts, styles, strict=True)
    )
