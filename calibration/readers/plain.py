"""Tables of your own, in text or in a workbook: as a matrix, or with a line for each cell.

What a row or a column is follows from the labels on both sides. An industry sells and buys, so its
label is on both; what only buys is final demand; what is a row only is a primary input.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import xarray as xr

from calibration.errors import InputError
from calibration.readers.delimited import Delimited
from calibration.readers.figaro import DOMESTIC
from calibration.readers.flat import Columns, Matrix, combined, gathered, read_flat
from calibration.readers.folder import is_folder, read_folder
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Member, Paths, members, pick
from calibration.readers.parts import (
    CATEGORY,
    COST,
    INDUSTRY,
    INPUT,
    SALES,
    TOTAL,
    Label,
    Part,
    pair,
    text,
)
from calibration.readers.sheets import Sheet
from calibration.readers.strays import strays
from calibration.readers.wide import Source, add_rows, described, header, year_of

SUBTOTALS = ("output", "total", "total output", "gross output")
"""Items that are no industry of an economy, in small letters."""
TOTALS = (*SUBTOTALS, "out", "go", "x")
"""Rows and columns that are totals, in small letters."""
LONG = ("origin", "sector", "destination", "value")
USERS = ("user", "activity", "category")
"""The fourth column of a long table may have each of these names."""
_SHOWN = 12  # rows that tell the form of a matrix


def read_csv(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a text table of your own, or a folder of them.

    A matrix has labels `AUS_A01` on both sides, or economies and industries in two rows and two
    columns. A long table has the columns `origin`, `sector`, `destination`, `user` and `value`; a
    line without an origin is a primary input. A folder has `intermediate.csv`, `final.csv`,
    `value_added.csv` and `benchmark.yaml`. Columns may be parted by commas, semicolons or tabs,
    decimals by points or commas; encodings are found out.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The file or the folder.
    year : int, optional
        Of the table; from the name of the file unless given.
    joined : str, Path or Mapping, optional
        Aggregation into which economies and industries are joined while the file is read.
    progress : callable, optional
        Told of rows read, as `progress("read", detail=...)`.
    totals : str
        `check` or `drop`; see `Gathering.table`.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, in millions; what the folder says of agents and inputs is in
        the attributes `agents` and `inputs`, as JSON.

    Raises
    ------
    InputError
        Everything that is wrong with the files.
    """
    found = members(paths)
    told = progress or quiet
    if is_folder(found):
        return read_folder(found, year, joined, told)
    member = pick(found, r"\.(csv|txt|tsv)$", "a text table", year)
    return _read(Delimited(member), "csv", year, joined, told, totals)


def read_excel(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read the first sheet of a workbook of your own; its forms are those of `read_csv`.

    Needs the package python-calamine (`pip install cge[excel]`).

    Parameters
    ----------
    paths, year, joined, progress, totals
        As of `read_csv`.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, in millions.

    Raises
    ------
    InputError
        Everything that is wrong with the file.
    """
    member = pick(members(paths), r"\.(xlsx|xlsm|xlsb|xls|ods)$", "a workbook", year)
    return _read(Sheet(member), "excel", year, joined, progress or quiet, totals)


def _read(
    source: Source, form: str, year: int | None, joined: Joined, progress: Progress, totals: str
) -> xr.Dataset:
    first = source.head(1)[0]
    long = {"origin", "destination", "value"} <= set(first)
    gathering = (_long if long else _matrix)(source, joined, progress)
    table = gathering.table(totals=totals)
    member = source.member
    return described(table, form, member.name, "not stated", year_of(member, year))


# --- a matrix -------------------------------------------------------------------------------------


def _matrix(source: Source, joined: Joined, progress: Progress) -> Gathering:
    rows, labels = _form(source)
    columns = header(source, rows, labels)
    sides = Sides(source.labels(rows, labels), columns)
    sides.refuse(source.member)
    parts = [sides.column(label) for label in columns]
    gathering = Gathering(str(source.member), columns, parts, joined)
    blocks = source.blocks(rows, labels, [text(label) for label in columns])
    add_rows(gathering, blocks, sides.row, source.member, progress)
    return gathering


def _form(source: Source) -> tuple[int, int]:
    """Rows of the header, and columns of labels: one or two each."""
    head = source.head(_SHOWN)
    numbers = [[_number(cell) for cell in row] for row in head]
    below = next((n for n, row in enumerate(numbers) if any(row[2:] or row[1:])), None)
    if below not in (1, 2):
        raise InputError(
            f"{source.member}: the first rows must be labels, in one row or in two (economies, "
            "then industries), and numbers must follow"
        )
    blank_or_number = [n or not cell for n, cell in zip(numbers[below], head[below], strict=True)]
    return below, 1 if len(blank_or_number) < 2 or blank_or_number[1] else 2


def _number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


class Sides:
    """What rows and columns are, by what is on the other side.

    Parameters
    ----------
    rows, columns : iterable of tuple of str
        Labels of the table.
    """

    def __init__(self, rows: Iterator[Label] | Sequence[Label], columns: Sequence[Label]) -> None:
        self._columns = list(columns)
        both = {text(label) for label in rows} & {text(label) for label in columns}
        both = {label for label in both if not _is_total(label)}
        industries = [pair(label) for label in columns if text(label) in both]
        self._areas = {area for area, _ in industries}
        self._industries = {item for _, item in industries}

    def column(self, label: Label) -> Part:
        """What a column is."""
        area, item = pair(label)
        if _is_total(text(label)):
            return Part(TOTAL, of=SALES)
        return Part(INDUSTRY if item in self._industries else CATEGORY, area, item)

    def row(self, label: Label) -> Part:
        """What a row is."""
        area, item = pair(label)
        if _is_total(text(label)):
            return Part(TOTAL, of=COST)
        if area in self._areas and item in self._industries:
            return Part(INDUSTRY, area, item)
        # Who receives an input is not kept; a label such as net_taxes has an underscore of its own.
        of_area = area in self._areas or area == DOMESTIC
        return Part(INPUT, item=item if of_area else text(label))

    def refuse(self, member: Member) -> None:
        """Refuse what looks like no inter-country table."""
        parts = ((text(label), *pair(label)) for label in self._columns)
        subtotals = [name for name, area, item in parts
                     if area in self._areas and item.casefold() in SUBTOTALS]  # fmt: skip
        problems = [f"column '{k}' seems to be a subtotal; leave it out" for k in subtotals]
        if not self._industries:
            problems.append("no label stands on both sides, as those of industries do")
        if problems:
            raise InputError([f"{member}: {problem}" for problem in problems])


def _is_total(label: str) -> bool:
    return label.casefold() in TOTALS


# --- a line for each cell -------------------------------------------------------------------------


def _long(source: Source, joined: Joined, progress: Progress) -> Gathering:
    first = source.head(1)[0]
    users = [name for name in USERS if name in first]
    absent = [name for name in LONG if name not in first]
    if len(users) != 1 or absent:
        raise InputError(
            f"{source.member}: the header is '{','.join(first)}', must have {', '.join(LONG)} and "
            f"one of {', '.join(USERS)}"
        )
    columns = Columns(("origin", "sector"), ("destination", users[0]), "value")
    given = read_flat(source, first, columns, progress)
    if found := [*_strays(str(source.member), given)]:
        raise InputError(found)
    matrix = whole(given, {item for area, item in given.rows if area})
    sides = Sides(matrix.rows, matrix.columns)
    sides.refuse(source.member)
    parts = [sides.column(label) for label in matrix.columns]
    rows = [sides.row(label) for label in matrix.rows]
    return gathered(str(source.member), matrix, rows, parts, joined)


def _strays(name: str, given: Matrix) -> Iterator[str]:
    sold = [label for label in given.rows if label[0]]
    goods = {item for _, item in sold}
    categories = {user for _, user in given.columns} - goods
    return strays({name: sold}, {name: given.columns}, categories)


def whole(given: Matrix, industries: Collection[str]) -> Matrix:
    """The matrix with a row and a column for each industry: zeros may have no lines."""
    sells = [label for label in given.rows if label[0]]
    buys = [label for label in given.columns if label[1] in industries]
    every = list(dict.fromkeys([*sells, *buys]))
    return combined([given], rows=every, columns=every)
