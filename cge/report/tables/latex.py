r"""Tables in LaTeX: a file that compiles alone and that a paper can ``\input``."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calibration.files.printable import NUMBERED, columns_of
from cge.report.tables.grid import Grid, Head, grid_of, shown_labels
from cge.report.tables.signs import NUMBER, escaped, needs_unicode, packages
from cge.report.tables.table import Table

_HEADING_WIDTH = 11
# In points: the text of a paper, as the class article sets it; a sign in the size of these tables,
# narrow ones; a gap.
_TEXT, _SIGN, _NARROW, _GAP = 345.0, 4.25, 2.4, 7.0
_TRUE_MINUS = 6.7
_WORDS = 170.0  # points of a cell of words, which then goes on in a further line
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")  # before a number, not within a word
_WIDER = 1.2  # fonts that have many scripts, against those of LaTeX
# \@nodocument is \relax once a document has begun: then this file is part of another, and the
# preamble is left out.
_UNICODE = "% Has signs beyond Western letters: compile with xelatex or lualatex.\n"
_TOP = r"""% Compiles alone. In a paper that loads booktabs and longtable, \input this file.
% Run LaTeX twice: longtable learns the widths of columns in the first run.
\makeatletter
\ifx\@nodocument\relax\else
\def\cgealone{}
\documentclass[a4paper]{article}
%(script)s\usepackage[margin=15mm]{geometry}
\usepackage{booktabs,longtable}
\begin{document}
\fi
\makeatother
"""
_BOTTOM = r"""\ifdefined\cgealone
\end{document}
\fi
"""


def latex_table(table: Table) -> str:
    """A table with its panels, a caption, and the note under it.

    One that is wider than the text of a paper stands in parts of about the same width, each with
    the labels of rows and a head of its own.
    """
    grid = grid_of(table)
    caption = _caption(table)
    words = "".join((caption, *_body(grid)))
    wider = _WIDER if needs_unicode(words) else 1.0
    widths = _Widths([wider * w for w in _stub_widths(grid)], [wider * w for w in _widths(grid)])
    parts = [grid.part(chosen) for chosen in widths.even(_TEXT)]
    numbered = [NUMBERED] if NUMBER in words else []
    note = [escaped(table.note), *numbered]
    lines = [
        line
        for n, part in enumerate(parts)
        for line in longtable(
            "l" * len(part.stubs) + "".join("l" if h.words else "r" for h in part.heads),
            _continued(caption) if n else _labelled(caption, table.label),
            list(_head(part)),
            _body(part),
            note if n + 1 == len(parts) else (),
            continued=n > 0,
        )
    ]
    return compilable(lines)


def longtable(
    columns: str,
    caption: str,
    head: Sequence[str],
    rows: Iterable[str],
    note: Iterable[str],
    continued: bool = False,
) -> list[str]:
    """Lines of a small table that may run over pages, with its note under it.

    Parameters
    ----------
    columns
        A letter for each column, ``l`` or ``r``.
    caption, head, rows, note
        In LaTeX; the head stands on every page.
    continued
        Whether it has the number of the table before it.
    """
    said = list(note)
    return [
        r"\begingroup\footnotesize\setlength{\tabcolsep}{3.5pt}",
        *([r"\addtocounter{table}{-1}"] if continued else []),
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        rf"\caption{'[]' * continued}{{{caption}}}\\",
        r"\toprule",
        *head,
        r"\midrule\endfirsthead",
        r"\toprule",
        *head,
        r"\midrule\endhead",
        r"\bottomrule\endfoot",
        *rows,
        r"\end{longtable}",
        *([r"\nopagebreak\noindent\raggedright", *said] if any(said) else []),
        r"\par\endgroup",
    ]


def compilable(lines: list[str]) -> str:
    """Lines that compile alone, and that a paper can input."""
    body = "\n".join(lines) + "\n"
    top = _TOP.replace("%(script)s", packages(body))
    return (_UNICODE if needs_unicode(body) else "") + top + body + _BOTTOM


def _caption(table: Table) -> str:
    title, warning = escaped(table.caption or table.title), escaped(table.warning)
    return rf"\textbf{{{warning}}} {title}" if warning else title


def _labelled(caption: str, label: str) -> str:
    return rf"{caption}\label{{{label}}}" if label else caption


def _continued(caption: str) -> str:
    return f"{caption} (continued)"


def _head(grid: Grid) -> Iterator[str]:
    """Headings over several columns, each with a rule under it, then those of the columns."""
    first = len(grid.stubs)
    for row in grid.spans():
        at, cells, rules = first + 1, [""] * (first - 1), []
        for text, over in row:
            cells.append(
                rf"\multicolumn{{{over}}}{{c}}{{{escaped(text)}}}" if text else "&" * (over - 1)
            )
            rules += [rf"\cmidrule(lr){{{at}-{at + over - 1}}}"] if text else []
            at += over
        yield " & ".join(["", *cells]) + r"\\" + "".join(rules)
    yield " & ".join(map(escaped, grid.named_stubs))
    for head in grid.heads:
        lines = r"\\".join(rf"\strut {escaped(line)}" for line in _heading(head))
        yield rf"& \shortstack[{'l' if head.words else 'r'}]{{{lines}}}"
    yield r"\\"


def _heading(head: Head) -> list[str]:
    """Lines of the heading of a column: its title, then its unit."""
    unit = f"({head.unit})" if head.unit else ""
    wrapped = (textwrap.wrap(t, _HEADING_WIDTH, break_long_words=False) for t in (head.title, unit))
    return [line for each in wrapped for line in each]


@dataclass(frozen=True)
class _Widths:
    """About how wide the columns of a table are, in points: labels of rows, then cells."""

    stubs: Sequence[float]
    cells: Sequence[float]

    def even(self, room: float) -> list[list[int]]:
        """Positions of the columns of each part: no more parts than need be, the widest narrow."""
        parts = self._fitting(room)
        while len(parts) > 1:
            narrower = self._fitting(max(map(self._width, parts)) - 1)
            # The same again where a column alone is the widest part.
            if len(narrower) > len(parts) or narrower == parts:
                break
            parts = narrower
        return parts

    def _width(self, part: Sequence[int]) -> float:
        return sum(self.stubs) + sum(self.cells[k] for k in part)

    def _fitting(self, room: float) -> list[list[int]]:
        """Positions of the columns of each part that fits, as many as do in each."""
        parts: list[list[int]] = [[]]
        used = first = sum(self.stubs)
        for k, width in enumerate(self.cells):
            if parts[-1] and used + width > room:
                parts.append([])
                used = first
            parts[-1].append(k)
            used += width
        return parts


def _stub_widths(grid: Grid) -> list[float]:
    rows = [line.labels for panel in grid.panels for line in panel.lines]
    return [
        _GAP + max(map(_length, (stub, *column)))
        for stub, column in zip(grid.stubs, zip(*rows, strict=True), strict=True)
    ]


def _widths(grid: Grid) -> list[float]:
    return [
        _GAP + max(min(_length(c), _WORDS) if head.words else _length(c) for c in cells)
        for k, head in enumerate(grid.heads)
        for cells in [(*_heading(head), *grid.lengths(k))]
    ]


def _length(text: str) -> float:
    """About how long a text is, in points."""
    narrow = sum(text.count(sign) for sign in ".,il ()")
    minus = len(_MINUS.findall(text))
    return _SIGN * columns_of(text) - (_SIGN - _NARROW) * narrow + (_TRUE_MINUS - _SIGN) * minus


def _body(grid: Grid) -> Iterator[str]:
    first = len(grid.stubs)
    whole = first + len(grid.heads)
    for n, panel in enumerate(grid.panels):
        if n:
            yield r"\addlinespace"
        if panel.title:
            # A star forbids a page break between the heading of a panel and its first row.
            yield rf"\multicolumn{{{whole}}}{{@{{}}l}}{{\textit{{{escaped(panel.title)}}}}}\\*"
        for labels, line in zip(shown_labels(panel), panel.lines, strict=True):
            if line.is_total:
                yield rf"\cmidrule(l){{{first + 1}-{whole}}}"
            cells = [
                _words(cell) if head.words else set_number(cell)
                for head, cell in zip(grid.heads, line.cells, strict=True)
            ]
            yield " & ".join([*map(escaped, labels), *cells]) + r"\\"


def _words(cell: str) -> str:
    """Words, in several lines where they are long."""
    if _length(cell) <= _WORDS:
        return escaped(cell)
    return rf"\parbox[t]{{{_WORDS:g}pt}}{{\raggedright\strut {escaped(cell)}\strut}}"


def set_number(cell: str) -> str:
    """A formatted number, with its interval if it has one, with true minus signs."""
    return _MINUS.sub("$-$", escaped(cell))
