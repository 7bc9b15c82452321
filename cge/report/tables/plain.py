"""Tables of words and numbers: for a terminal, in Markdown, in LaTeX, as comma-separated values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from calibration.files.printable import columns_of, printable, wrapped
from cge.report.tables.columns import Column
from cge.report.tables.signs import in_markdown
from cge.report.tables.spreadsheet import csv_text
from cge.report.tables.table import Form, Table, known_form

_GAP = "  "


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
        """The table in one of `cge.report.tables.table.FORMS`."""
        return {
            "text": self._text,
            "markdown": self._markdown,
            "latex": self._latex,
            "html": self._html,
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
            return "| " + " | ".join(map(in_markdown, cells)) + " |"

        rule = "|" + "---|" * self.words + "---:|" * (len(self.heads) - self.words)
        return "\n".join([line(self.heads), rule, *map(line, self.rows)]) + "\n"

    def _latex(self) -> str:
        return self.table().written("latex")

    def _html(self) -> str:
        return self.table().written("html")

    def table(self) -> Table:
        """The same as a table of written cells, which has more forms."""
        heads = [
            Column(str(k), head, words=k < self.words)
            for k, head in enumerate(self.heads[1:], start=1)
        ]
        index = pd.Index([row[0] for row in self.rows], name=self.heads[0])
        frame = pd.DataFrame([list(row[1:]) for row in self.rows], index)
        return Table("plain", self.title, frame, tuple(heads), (self.note,))

    def _csv(self) -> str:
        return csv_text([list(self.heads), *map(list, self.rows)])
