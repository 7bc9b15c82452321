"""Tables as plain text and in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from calibration.files.printable import columns_of, printable, wrapped
from cge.report.tables.grid import Grid, Head, Panel, grid_of, shown_labels
from cge.report.tables.signs import in_markdown
from cge.report.tables.table import Table

_HEADING_WIDTH = 12
_WORDS = 40  # of a cell of words, which then goes on in a further line
_GAP = "  "


def text_table(table: Table, width: int = 120) -> str:
    """A table for a terminal; columns that do not fit stand in a further block.

    Parameters
    ----------
    table : Table
        What is shown.
    width : int
        Characters in a line.
    """
    grid = grid_of(table)
    said = (printable(table.warning), printable(table.caption or table.title))
    lines = [*(line for text in said for line in _wrapped(text, width)), ""]
    stubs = _stub_widths(grid)
    for n, panel in enumerate(grid.panels):
        for k, chosen in enumerate(_blocks(grid, panel, width, stubs)):
            part = grid.part(chosen)
            further = " (continued)" if k else ""
            if panel.title or further:
                lines.append(f"{panel.title}{further}".strip())
            lines += [*_block(part, part.panels[n], stubs), ""]
    return "\n".join([*lines, *_wrapped(printable(table.note), width)]).rstrip("\n") + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    return wrapped(text, max(width, 20))


def _stub_widths(grid: Grid) -> list[int]:
    """How wide each column of labels is, in all panels."""
    rows = [line.labels for panel in grid.panels for line in panel.lines]
    return [max(map(columns_of, column)) for column in zip(*rows, strict=True)]


def _heading(head: Head) -> list[str]:
    unit = f"({head.unit})" if head.unit else ""
    words = (
        textwrap.wrap(text, _HEADING_WIDTH, break_long_words=False)
        for text in (*head.above, head.title, unit)
    )
    return [line for lines in words for line in lines]


def _width(head: Head, cells: Sequence[str]) -> int:
    shown = [line for cell in cells for line in _pieces(head, cell)]
    return max(columns_of(text) for text in (*_heading(head), *shown, ""))


def _pieces(head: Head, cell: str) -> list[str]:
    """A cell in the lines that it takes: words go on, numbers never do."""
    return wrapped(cell, _WORDS) if head.words else [cell]


def _cells(panel: Panel, k: int) -> list[str]:
    return [line.cells[k] for line in panel.lines]


def _blocks(grid: Grid, panel: Panel, width: int, stubs: Sequence[int]) -> Iterator[list[int]]:
    """Positions of the columns of each block that fits a line."""
    first = sum(stubs) + len(_GAP) * (len(stubs) - 1)
    chosen: list[int] = []
    used = first
    for n, head in enumerate(grid.heads):
        more = len(_GAP) + _width(head, _cells(panel, n))
        if chosen and used + more > width:
            yield chosen
            chosen, used = [], first
        chosen.append(n)
        used += more
    if chosen:
        yield chosen


def _block(part: Grid, panel: Panel, stubs: Sequence[int]) -> list[str]:
    headings = [_heading(head) for head in part.heads]
    widths = [*stubs, *(_width(head, _cells(panel, k)) for k, head in enumerate(part.heads))]
    left = [True] * len(stubs) + [head.words for head in part.heads]
    depth = max(len(heading) for heading in headings)
    padded = [[""] * (depth - len(heading)) + heading for heading in headings]
    blank = [""] * len(stubs)
    top = [_line([*blank, *words], widths, left) for words in zip(*padded, strict=True)]
    body = [
        _line(cells, widths, left)
        for labels, line in zip(shown_labels(panel), panel.lines, strict=True)
        for cells in _lines_of(labels, [*map(_pieces, part.heads, line.cells)])
    ]
    rule = "-" * max(map(columns_of, body), default=0)
    return [*top, rule, *body]


def _lines_of(labels: Sequence[str], cells: Sequence[list[str]]) -> Iterator[Sequence[str]]:
    """The lines of a row, labels in the first."""
    for n in range(max(map(len, cells), default=1) or 1):
        first = labels if n == 0 else [""] * len(labels)
        yield [*first, *(pieces[n] if n < len(pieces) else "" for pieces in cells)]


def _line(cells: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    return _GAP.join(map(_aligned, cells, widths, left)).rstrip()


def _aligned(cell: str, width: int, left: bool) -> str:
    space = " " * (width - columns_of(cell))
    return cell + space if left else space + cell


def markdown_table(table: Table) -> str:
    """One Markdown table for each panel, with the note."""
    grid = grid_of(table)
    head = [*grid.named_stubs, *(each.whole for each in grid.heads)]
    right = ["---"] * len(grid.stubs) + ["---" if h.words else "---:" for h in grid.heads]
    lines = [f"**{in_markdown(table.warning)}**", ""] if table.warning else []
    lines += [f"**{in_markdown(table.caption or table.title)}**", ""]
    for panel in grid.panels:
        lines += [in_markdown(panel.title), ""] if panel.title else []
        lines += [_pipes(head), "| " + " | ".join(right) + " |"]
        lines += [_pipes([*line.labels, *line.cells]) for line in panel.lines]
        lines += [""]
    return "\n".join([*lines, in_markdown(table.note)]).rstrip("\n") + "\n"


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(in_markdown(cell) for cell in cells) + " |"
