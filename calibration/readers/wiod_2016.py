"""The World Input-Output Database, release of 2016: 43 economies and a rest of the world."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError
from calibration.readers.areas import WIOD
from calibration.readers.delimited import Block, Delimited
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
    industry,
)
from calibration.readers.rdata import read_objects
from calibration.readers.sheets import Sheet, is_workbook
from calibration.readers.wide import add_rows, described, year_of
from calibration.readers.wiod import LICENCE, WORDS
from calibration.readers.workbook import Codes, read_workbook, relabelled

SOURCE = (
    "World Input-Output Database, release of 2016; Timmer, Dietzenbacher, Los, Stehrer and "
    "de Vries (2015), Review of International Economics 23"
)
CATEGORIES = ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN")
AGENTS = {
    "CONS_h": "household", "CONS_np": "household", "CONS_g": "government", "GFCF": "investment",
    "INVEN": "investment",
}  # fmt: skip
INPUTS = {
    "TXSP": "product_tax", "EXP_adj": "none", "PURR": "none", "PURNR": "none",
    "VA": "value_added", "IntTTM": "margin",
}  # fmt: skip
INDUSTRIES = (
    "A01", "A02", "A03", "B", "C10-C12", "C13-C15", "C16", "C17", "C18", "C19", "C20", "C21",
    "C22", "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31_C32", "C33", "D35",
    "E36", "E37-E39", "F", "G45", "G46", "G47", "H49", "H50", "H51", "H52", "H53", "I", "J58",
    "J59_J60", "J61", "J62_J63", "K64", "K65", "K66", "L68", "M69_M70", "M71", "M72", "M73",
    "M74_M75", "N", "O84", "P85", "Q", "R_S", "T", "U",
)  # fmt: skip
"""In the order of their numbers, from 1; the numbers of final demand follow."""
CODES = Codes(
    industries={f"c{n}": name for n, name in enumerate(INDUSTRIES, start=1)},
    categories={
        f"c{n}": pair
        for n, pair in enumerate(zip(CATEGORIES, WORDS, strict=True), start=len(INDUSTRIES) + 1)
    },
    inputs=tuple(INPUTS),
    totals={"II_fob": (INDUSTRY,), "GO": COST},
    areas=WIOD,
)
LEFT = ("IndustryCode", "Country", "RNr")
"""Columns of labels in R data, Stata and text files."""
_COLUMN = re.compile(r"v?([A-Za-z]{3})(\d+)")
_STATA_ROWS = 200


def read_wiod_2016(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a world table of one year, from a workbook, R data, Stata or text.

    The workbook is one of the `WIOTYYYY_Nov16_ROW.xlsb` (needs `pip install cge[excel]`); the
    others have a row for each industry of an economy, columns `IndustryCode`, `Country`, `RNr` and
    `AUS1` (in Stata `vAUS1`), and `TOT` (R data need `pip install cge[wiod]`).

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The file, or a folder or zip archive of them.
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
        As from `inter_country_table`, million USD at basic prices.

    Raises
    ------
    InputError
        Everything that is wrong with the file, or with its package.
    """
    member = pick(members(paths), r"^wiot.*\.(xls[bxm]?|rdata|dta|csv)$", "a table of WIOD", year)
    told = progress or quiet
    gathering = (
        read_workbook(Sheet(member), CODES, joined, told)
        if is_workbook(member)
        else _of_frames(member, joined, told)
    )
    table = gathering.table(totals=totals)
    return described(table, "wiod2016", SOURCE, LICENCE, year_of(member, year))


def _of_frames(member: Member, joined: Joined, progress: Progress) -> Gathering:
    names, blocks = _opened(member)
    if absent := [name for name in LEFT if name not in names]:
        raise InputError(f"{member}: has no column {', '.join(absent)}")
    columns = [name for name in names if _COLUMN.fullmatch(name) or name == "TOT"]
    labels = [_column_label(name) for name in columns]
    gathering = Gathering(str(member), labels, [_column(label) for label in labels], joined)
    numbered = relabelled(blocks(columns), _row_label)
    add_rows(gathering, numbered, _row, member, progress)
    return gathering


def _column_label(name: str) -> Label:
    found = _COLUMN.fullmatch(name)
    return (found[1], found[2]) if found else (name,)


def _column(label: Label) -> Part:
    if len(label) == 1:
        return Part(TOTAL, of=SALES)
    area, number = WIOD.get(label[0], label[0]), int(label[1])
    if number <= len(INDUSTRIES):
        return Part(INDUSTRY, area, INDUSTRIES[number - 1])
    further = number - len(INDUSTRIES) - 1
    return Part(CATEGORY, area, [*CATEGORIES, *[str(number)] * number][further])


def _row_label(cells: Label) -> Label:
    """Economy and number of a row; of inputs and totals the code alone."""
    code, area, number = cells
    return (code,) if code in INPUTS or code in CODES.totals else (area, number)


def _row(label: Label) -> Part:
    if len(label) == 1:
        code = label[0]
        return (
            Part(TOTAL, of=CODES.totals[code]) if code in CODES.totals else Part(INPUT, item=code)
        )
    return industry(label)


# --- files of rows: names of the columns, and blocks of some of them ------------------------------

Blocks = Callable[[Sequence[str]], Iterator[Block]]


def _opened(member: Member) -> tuple[list[str], Blocks]:
    ending = member.name.casefold().rpartition(".")[2]
    if ending == "dta":
        return _stata(member)
    if ending == "csv":
        return _text(member)
    for item in read_objects(member).values():
        if isinstance(item, pd.DataFrame) and set(LEFT) <= set(item.columns):
            return list(item.columns), partial(_one_block, item)
    raise InputError(f"{member}: holds no table with the columns {', '.join(LEFT)}")


def _one_block(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Block]:
    yield _block(frame, columns)


def _stata(member: Member) -> tuple[list[str], Blocks]:
    def blocks(columns: Sequence[str]) -> Iterator[Block]:
        for chunk in _stata_chunks(member, _STATA_ROWS):
            yield _block(chunk, columns)

    return list(next(_stata_chunks(member, 1)).columns), blocks


def _stata_chunks(member: Member, rows: int) -> Iterator[pd.DataFrame]:
    try:
        with member.open() as stream, pd.read_stata(stream, chunksize=rows) as chunks:
            yield from chunks
    except (ValueError, KeyError, AttributeError, struct.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{member}: cannot be read as Stata data ({error})") from error


def _text(member: Member) -> tuple[list[str], Blocks]:
    source = Delimited(member)
    names = source.head(1)[0]
    left = next((n for n, name in enumerate(names) if _COLUMN.fullmatch(name)), len(names))

    def blocks(columns: Sequence[str]) -> Iterator[Block]:
        at = [names[left:].index(name) for name in columns]
        cells = [names.index(name) for name in LEFT]
        for block in source.blocks(1, left, names[left:]):
            labels = [tuple(label[n] for n in cells) for label in block.labels]
            yield Block(labels, block.cells[:, at], block.lines)

    return names, blocks


def _block(frame: pd.DataFrame, columns: Sequence[str]) -> Block:
    left = frame[list(LEFT)].copy()
    left["RNr"] = left["RNr"].astype(float).astype(int)
    labels = [tuple(str(cell).strip() for cell in row) for row in left.itertuples(index=False)]
    cells = np.nan_to_num(frame[list(columns)].to_numpy(float), posinf=np.inf, neginf=-np.inf)
    return Block(labels, cells, list(range(1, len(labels) + 1)))
