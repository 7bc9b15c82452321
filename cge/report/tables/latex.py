r"""Tables in LaTeX: a file that compiles alone and that a paper can ``\input``."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import xarray as xr

from calibration.files.printable import NUMBERED, columns_of
from cge.report import notes
from cge.report.tables.content import TOTAL, Column, Panel, columns, panels
from cge.report.tables.signs import NUMBER, escaped, needs_unicode, packages

_HEADING_WIDTH = 11
# In points: width of an upright page; a sign in the size of these tables, narrow ones; a gap.
_PAGE, _SIGN, _NARROW, _GAP = 512.0, 4.25, 2.4, 7.0
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")  # before a number, not within a word
_WIDER = 1.2  # fonts that have many scripts, against those of LaTeX
# \@nodocument is \relax once a document has begun: then this file is part of another, and the
# preamble is left out.
_WIDE = "% A wide table: it needs a page in landscape.\n"
_UNICODE = "% Has signs beyond Western letters: compile with xelatex or lualatex.\n"
_TOP = r"""% Compiles alone. In a paper that loads booktabs and longtable, \input this file.
\makeatletter
\ifx\@nodocument\relax\else
\def\cgealone{}
\documentclass[a4paper%(page)s]{article}
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


def latex_table(summary: xr.Dataset) -> str:
    """A table with a panel for each experiment, a caption, and the note under it.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables by experiment and region.
    """
    shown = columns(summary)
    body = panels(summary)
    caption, rows = _caption(summary), list(_body(body, len(shown)))
    numbered = [NUMBERED] if any(NUMBER in line for line in (caption, *rows)) else []
    note = [escaped(notes.note_of_table(summary)), *numbered]
    lines = longtable("l" + "r" * len(shown), caption, list(_head(shown)), rows, note)
    wider = _WIDER if needs_unicode("".join((caption, *rows))) else 1.0
    return compilable(lines, wide=wider * _width(shown, body) > _PAGE)


def longtable(
    columns: str, caption: str, head: Sequence[str], rows: Iterable[str], note: Iterable[str]
) -> list[str]:
    """Lines of a small table that may run over pages, with its note under it.

    Parameters
    ----------
    columns
        A letter for each column, ``l`` or ``r``.
    caption, head, rows, note
        In LaTeX; the head stands on every page.
    """
    return [
        r"\begingroup\footnotesize\setlength{\tabcolsep}{3.5pt}",
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        rf"\caption{{{caption}}}\\",
        r"\toprule",
        *head,
        r"\midrule\endfirsthead",
        r"\toprule",
        *head,
        r"\midrule\endhead",
        r"\bottomrule\endfoot",
        *rows,
        r"\end{longtable}",
        r"\nopagebreak\noindent\raggedright",
        *note,
        r"\par\endgroup",
    ]


def compilable(lines: list[str], wide: bool = False) -> str:
    """Lines that compile alone, and that a paper can input; a wide table on a page in landscape."""
    body = "\n".join(lines) + "\n"
    top = _TOP.replace("%(page)s", ",landscape" if wide else "")
    top = top.replace("%(script)s", packages(body))
    said = (_WIDE if wide else "") + (_UNICODE if needs_unicode(body) else "")
    return said + top + body + _BOTTOM


def _caption(summary: xr.Dataset) -> str:
    title, warning = escaped(notes.title(summary)), escaped(notes.warning(summary))
    return rf"\textbf{{{warning}}} {title}" if warning else title


def _head(shown: list[Column]) -> Iterator[str]:
    for column in shown:
        lines = r"\\".join(rf"\strut {escaped(line)}" for line in _heading(column))
        yield rf"& \shortstack[r]{{{lines}}}"
    yield r"\\"


def _heading(column: Column) -> list[str]:
    """Lines of the heading of a column: its title, then its unit."""
    unit = f"({column.unit})" if column.unit else ""
    wrapped = (
        textwrap.wrap(t, _HEADING_WIDTH, break_long_words=False) for t in (column.title, unit)
    )
    return [line for each in wrapped for line in each]


def _width(shown: list[Column], body: list[Panel]) -> float:
    """About how wide a table is, in points."""
    rows = [(region, *cells) for panel in body for region, cells in panel.rows]
    headings = [[], *map(_heading, shown)]
    return sum(
        _GAP + max(map(_length, (*heading, *cells)))
        for heading, cells in zip(headings, zip(*rows, strict=True), strict=True)
    )


def _length(text: str) -> float:
    """About how long a text is, in points."""
    narrow = sum(text.count(sign) for sign in ".,il ()")
    return _SIGN * columns_of(text) - (_SIGN - _NARROW) * narrow


def _body(shown: list[Panel], width: int) -> Iterator[str]:
    for n, panel in enumerate(shown):
        if n:
            yield r"\addlinespace"
        name = escaped(panel.experiment)
        # A star forbids a page break between the heading of a panel and its first row.
        yield rf"\multicolumn{{{width + 1}}}{{@{{}}l}}{{\textit{{Experiment: {name}}}}}\\*"
        for region, cells in panel.rows:
            if region == TOTAL:
                yield rf"\cmidrule(l){{2-{width + 1}}}"
            yield " & ".join([escaped(region), *map(set_number, cells)]) + r"\\"


def set_number(cell: str) -> str:
    """A formatted number, with its interval if it has one, with true minus signs."""
    return _MINUS.sub("$-$", escaped(cell))
