"""Tables as plain text, in Markdown and as comma-separated values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import xarray as xr

from calibration.files.printable import columns_of, printable, wrapped
from cge.report import notes
from cge.report.tables.content import (
    EXPERIMENT,
    REGION,
    Column,
    Panel,
    columns,
    ends_of,
    keys,
    panels,
    row_name,
)
from cge.report.tables.spreadsheet import csv_text

_HEADING_WIDTH = 12
_GAP = "  "


def text_table(summary: xr.Dataset, width: int = 120) -> str:
    """A table for a terminal; columns that do not fit stand in a further block.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables by experiment and region.
    width : int
        Characters in a line.
    """
    shown = columns(summary)
    said = (notes.warning(summary), notes.title(summary))
    lines = [*(line for text in said for line in _wrapped(text, width)), ""]
    for panel in panels(summary):
        for chosen in _blocks(shown, panel, width):
            further = " (continued)" if chosen[0] else ""
            lines += [f"Experiment: {panel.experiment}{further}"]
            lines += [*_block(shown, chosen, panel), ""]
    return "\n".join([*lines, *_wrapped(notes.note_of_table(summary), width)]) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    return wrapped(text, max(width, 20))


def _heading(column: Column) -> list[str]:
    unit = f"({column.unit})" if column.unit else ""
    words = (
        textwrap.wrap(text, _HEADING_WIDTH, break_long_words=False) for text in (column.title, unit)
    )
    return [line for lines in words for line in lines]


def _width(column: Column, cells: Sequence[str]) -> int:
    return max(columns_of(text) for text in (*_heading(column), *cells, ""))


def _blocks(shown: list[Column], panel: Panel, width: int) -> Iterator[list[int]]:
    """Positions of the columns of each block that fits a line."""
    name_width = max(columns_of(name) for name, _ in panel.rows)
    chosen: list[int] = []
    used = name_width
    for n, column in enumerate(shown):
        more = len(_GAP) + _width(column, [cells[n] for _, cells in panel.rows])
        if chosen and used + more > width:
            yield chosen
            chosen, used = [], name_width
        chosen.append(n)
        used += more
    if chosen:
        yield chosen


def _block(shown: list[Column], chosen: list[int], panel: Panel) -> list[str]:
    headings = [_heading(shown[n]) for n in chosen]
    widths = [_width(shown[n], [cells[n] for _, cells in panel.rows]) for n in chosen]
    first = max(columns_of(name) for name, _ in panel.rows)
    depth = max(len(heading) for heading in headings)
    padded = [[""] * (depth - len(heading)) + heading for heading in headings]
    top = [_line("", words, first, widths) for words in zip(*padded, strict=True)]
    body = [
        _line(name, [cells[n] for n in chosen], first, widths)
        for name, cells in panel.rows
        if any(cells[n] for n in chosen)  # no total where no column of the block has one
    ]
    rule = "-" * max(map(columns_of, body))
    return [*top, rule, *body]


def _line(name: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> str:
    right = [_space(cell, width) + cell for cell, width in zip(cells, widths, strict=True)]
    return _GAP.join([name + _space(name, first), *right]).rstrip()


def _space(text: str, width: int) -> str:
    return " " * (width - columns_of(text))


def markdown_table(summary: xr.Dataset) -> str:
    """One Markdown table for each experiment, with the note."""
    shown = columns(summary)
    head = [row_name(summary).capitalize()] + [
        f"{c.title} ({c.unit})" if c.unit else c.title for c in shown
    ]
    warning = notes.warning(summary)
    lines = [f"**{_plain(warning)}**", ""] if warning else []
    lines += [f"**{_plain(notes.title(summary))}**", ""]
    for panel in panels(summary):
        lines += [f"Experiment: {_plain(panel.experiment)}", "", _pipes(head)]
        lines += [_pipes(["---"] + ["---:"] * len(shown))]
        lines += [_pipes([name, *cells]) for name, cells in panel.rows]
        lines += [""]
    return "\n".join([*lines, _plain(notes.note_of_table(summary))]) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    shown = printable(text)
    marked = "".join(f"\\{sign}" if sign in "\\`*_|<>[]#" else sign for sign in shown)
    return " ".join(marked.split())


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def csv_table(summary: xr.Dataset) -> str:
    """One row for each experiment and region, numbers in full, units in the heading.

    What holds for all rows (scenario, data, closure, numeraire, verdict) is repeated in each, so
    that a row keeps its meaning when it is copied out of the file.
    """
    shown = columns(summary)
    known = notes.facts(summary)
    heads = [f"{c.key} [{c.unit}]" if c.unit else c.key for c in shown]
    verdict = notes.warning(summary) or "yes"
    ends = [end for key in keys(summary) for end in ends_of(summary[key])]
    heads += [f"{end} [{summary[end].attrs.get('units', '')}]" for end in ends]
    chosen = [*keys(summary), *ends]
    values = [summary[key].transpose(EXPERIMENT, REGION).values for key in chosen]
    rows: list[list[str | float]] = [
        [EXPERIMENT, row_name(summary), *heads, *known, "verified"],
    ]
    for e, experiment in enumerate(summary[EXPERIMENT].values):
        for r, region in enumerate(summary[REGION].values):
            numbers = [float(array[e, r]) for array in values]
            rows.append([str(experiment), str(region), *numbers, *known.values(), verdict])
    return csv_text(rows)
