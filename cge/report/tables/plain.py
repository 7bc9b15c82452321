"""Tables of words and numbers: for a terminal, in Markdown, in LaTeX, as comma-separated values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from calibration.errors import InputError, nearest
from calibration.files.printable import columns_of, printable, wrapped
from cge.report.tables.latex import compilable, longtable, set_number
from cge.report.tables.signs import escaped
from cge.report.tables.spreadsheet import csv_text

Form = Literal["text", "markdown", "latex", "csv"]
FORMS: tuple[Form, ...] = ("text", "markdown", "latex", "csv")
_GAP = "  "
_WIDE = 100  # signs of a row beyond which a page is turned


def known_form(form: str) -> Form:
    """The form of a table that a name means.

    Raises
    ------
    InputError
        For a name that is none of `FORMS`.
    """
    for known in FORMS:
        if form == known:
            return known
    raise InputError(f"format: no '{form}'{nearest(str(form), FORMS)}")


@dataclass(frozen=True)
class Plain:
    """A table whose cells are written already.

    Attributes
    ----------
    title
        What it shows.
    heads
        Heads of the columns.
    rows
        Cells of each row.
    words
        Number of the first columns that are words; the others are numbers, to the right.
    note
        What a reader must know.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    note: str = ""

    def written(self, form: Form) -> str:
        """The table in one of `FORMS`; see `known_form`."""
        return {
            "text": self._text,
            "markdown": self._markdown,
            "latex": self._latex,
            "csv": self._csv,
        }[known_form(form)]()

    def _text(self) -> str:
        cells = [[printable(cell) for cell in row] for row in (self.heads, *self.rows)]
        widths = [max(map(columns_of, column)) for column in zip(*cells, strict=True)]
        lines = [self._line(row, widths) for row in cells]
        note = wrapped(printable(self.note), 100)
        return "\n".join([printable(self.title), "", *lines, *(["", *note] if note else [])]) + "\n"

    def _line(self, row: Sequence[str], widths: Sequence[int]) -> str:
        aligned = (self._aligned(k, row[k], width) for k, width in enumerate(widths))
        return _GAP.join(aligned).rstrip()

    def _aligned(self, k: int, cell: str, width: int) -> str:
        space = " " * (width - columns_of(cell))
        return cell + space if k < self.words else space + cell

    def _markdown(self) -> str:
        def line(cells: Sequence[str]) -> str:
            return "| " + " | ".join(c.replace("|", "\\|") for c in map(printable, cells)) + " |"

        rule = "|" + "---|" * self.words + "---:|" * (len(self.heads) - self.words)
        return "\n".join([line(self.heads), rule, *map(line, self.rows)]) + "\n"

    def _latex(self) -> str:
        columns = "l" * self.words + "r" * (len(self.heads) - self.words)
        head = " & ".join(map(escaped, self.heads)) + r"\\"
        rows = map(self._row, self.rows)
        lines = longtable(columns, escaped(self.title), [head], rows, [escaped(self.note)])
        widest = max(sum(map(columns_of, row)) for row in (self.heads, *self.rows))
        return compilable(lines, wide=widest > _WIDE)

    def _row(self, row: Sequence[str]) -> str:
        words = map(escaped, row[: self.words])
        return " & ".join([*words, *map(set_number, row[self.words :])]) + r"\\"

    def _csv(self) -> str:
        return csv_text([list(self.heads), *map(list, self.rows)])
