"""Workbooks whose rows and columns have codes `c1`, `c2`, ... beside the codes of economies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from calibration.errors import InputError
from calibration.readers.delimited import Block
from calibration.readers.gather import Gathering, Progress
from calibration.readers.joining import Joined
from calibration.readers.parts import (
    CATEGORY,
    INDUSTRY,
    INPUT,
    SALES,
    TOTAL,
    Label,
    Part,
    text,
)
from calibration.readers.sheets import Sheet
from calibration.readers.wide import add_rows

_CODE = re.compile(r"[cC]\d+")
_AREA = re.compile(r"[A-Za-z]{3}")
_TOP = 15  # rows that hold the header
_LEFT = 8  # columns that hold the labels of rows


@dataclass(frozen=True)
class Codes:
    """What the codes of a release mean.

    Attributes
    ----------
    industries : mapping of str to str
        Label of an industry by its code.
    categories : mapping of str to tuple of str
        Final demand by code: its label, and a word that its name in the table has.
    inputs : sequence of str
        Codes of rows of primary inputs.
    totals : mapping of str to tuple of str
        Codes of rows that are totals: what they sum.
    areas : mapping of str to str
        Economies that get other codes.
    """

    industries: Mapping[str, str]
    categories: Mapping[str, tuple[str, str]]
    inputs: Sequence[str]
    totals: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, str]


@dataclass(frozen=True)
class _Frame:
    """Where codes and economies stand in the header and beside it, and where numbers begin."""

    code_row: int
    area_row: int
    code_column: int
    area_column: int
    top: int
    left: int


def read_workbook(sheet: Sheet, codes: Codes, joined: Joined, progress: Progress) -> Gathering:
    """Add a sheet to a new gathering.

    Parameters
    ----------
    sheet : Sheet
        With codes in a row above the numbers and in a column beside them.
    codes : Codes
        What they mean.
    joined : str, Path, Mapping or None
        Aggregation.
    progress : callable
        Told how many rows are read.

    Raises
    ------
    InputError
        No codes where they should be; categories of final demand with another name than their code
        has; whatever `Gathering` refuses.
    """
    head = sheet.head(_TOP)
    frame = _frame(head, str(sheet.member))
    width = max(n for n, cell in enumerate(head[frame.code_row]) if cell) + 1
    width = max(width, max(n for n, cell in enumerate(head[frame.area_row]) if cell) + 1)
    above = [row + [""] * (width - len(row)) for row in head[: frame.top]]
    labels = [(above[frame.area_row][n], above[frame.code_row][n])
              for n in range(frame.left, width)]  # fmt: skip
    _refuse_names(labels, [row[frame.left :] for row in above], codes, str(sheet.member))
    parts = [_column(label, codes) for label in labels]
    gathering = Gathering(str(sheet.member), labels, parts, joined)
    names = [text(label) for label in labels]
    blocks = relabelled(
        sheet.blocks(frame.top, frame.left, names), lambda label: _row_label(label, frame, codes)
    )
    add_rows(gathering, blocks, lambda label: _row(label, codes), sheet.member, progress)
    return gathering


def relabelled(blocks: Iterator[Block], label: Callable[[Label], Label]) -> Iterator[Block]:
    """Blocks whose rows have other labels."""
    for block in blocks:
        yield Block([label(each) for each in block.labels], block.cells, block.lines)


def _frame(head: Sequence[Sequence[str]], name: str) -> _Frame:
    code_row = _most(head, _CODE)
    below = [row[:_LEFT] for row in head[code_row + 1 :]]
    columns = [[row[n] for row in below if n < len(row)] for n in range(_LEFT)]
    if code_row < 0 or not any(_CODE.fullmatch(cell) for column in columns for cell in column):
        raise InputError(f"{name}: no row and column with the codes c1, c2, ... of industries")
    code_column = _most(columns, _CODE)
    top = next(n for n, row in enumerate(head) if n > code_row and len(row) > code_column
               and _CODE.fullmatch(row[code_column]))  # fmt: skip
    area_row, area_column = _most(head[:top], _AREA), _most(columns, _AREA)
    if min(area_row, area_column) < 0:
        raise InputError(f"{name}: no row and column with codes of economies of three letters")
    left = max(code_column, area_column) + 1
    return _Frame(code_row, area_row, code_column, area_column, top, left)


def _most(lines: Sequence[Sequence[str]], form: re.Pattern[str]) -> int:
    """The line with most cells of a form, the last of several; -1 where none has any."""
    counts = [sum(bool(form.fullmatch(cell)) for cell in line) for line in lines]
    return max(range(len(counts)), key=lambda n: (counts[n], n)) if any(counts) else -1


def _column(label: Label, codes: Codes) -> Part:
    area, code = label
    area = codes.areas.get(area, area)
    if code in codes.industries:
        return Part(INDUSTRY, area, codes.industries[code])
    if code in codes.categories:
        return Part(CATEGORY, area, codes.categories[code][0])
    return Part(TOTAL, of=SALES)


def _row_label(cells: Label, frame: _Frame, codes: Codes) -> Label:
    """Economy and code of a row; of inputs and totals the code alone, wherever it stands."""
    for cell in cells:
        if cell in codes.inputs or cell in codes.totals:
            return (cell,)
    return cells[frame.area_column], cells[frame.code_column]


def _row(label: Label, codes: Codes) -> Part:
    if len(label) == 1:
        code = label[0]
        return (
            Part(TOTAL, of=codes.totals[code]) if code in codes.totals else Part(INPUT, item=code)
        )
    area, code = label
    return Part(INDUSTRY, codes.areas.get(area, area), codes.industries.get(code, code))


def _refuse_names(
    labels: Sequence[Label], above: Sequence[Sequence[str]], codes: Codes, name: str
) -> None:
    """Refuse a table whose names of final demand say something else than their codes."""
    problems = set()
    for n, (_, code) in enumerate(labels):
        if code in codes.categories:
            word = codes.categories[code][1]
            names = [row[n] for row in above if len(row[n].split()) > 1]
            if names and not any(word in each.casefold() for each in names):
                problems.add(f"{name}: {code} is called '{names[0]}', and should be of {word}")
    if problems:
        raise InputError(sorted(problems))
