"""Matrices with labels on two sides, from text or a spreadsheet, into a `Gathering`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pandas as pd
import xarray as xr

from calibration.errors import InputError
from calibration.readers.delimited import Block
from calibration.readers.gather import Gathering, Progress
from calibration.readers.members import Member, years
from calibration.readers.parts import Label, Part

READ = "read"
"""The step that reports of progress name."""


class Source(Protocol):
    """A table of text or a sheet, in a stream."""

    member: Member

    def head(self, count: int) -> list[list[str]]:
        """Cells of the first rows."""

    def labels(self, skip: int, labels: int) -> Iterator[tuple[str, ...]]:
        """Labels of the rows below the header."""

    def records(self, header: Sequence[str], value: str) -> Iterator[pd.DataFrame]:
        """Rows below a header of one row: text, and one column of numbers."""

    def blocks(self, skip: int, labels: int, names: Sequence[str]) -> Iterator[Block]:
        """Rows below the header."""


def header(source: Source, rows: int, labels: int) -> list[Label]:
    """Labels of the columns: for each, its cells in the rows of the header.

    Parameters
    ----------
    source : Source
        The table.
    rows, labels : int
        Rows of the header, and columns of labels beside it.

    Raises
    ------
    InputError
        No columns; columns without a label.
    """
    found = [row[labels:] for row in source.head(rows)]
    width = max((len(_trimmed(row)) for row in found), default=0)
    if not width:
        raise InputError(f"{source.member}: the first row has no labels of columns")
    columns = [tuple(row[n] if n < len(row) else "" for row in found) for n in range(width)]
    if blank := [n + 1 + labels for n, label in enumerate(columns) if not any(label)]:
        raise InputError(f"{source.member}: column {blank[0]} has no label")
    return columns


def add_rows(
    gathering: Gathering,
    blocks: Iterator[Block],
    part: Callable[[Label], Part | None],
    member: Member,
    progress: Progress,
    first: int = 0,
) -> None:
    """Add the rows of a table to a gathering.

    Parameters
    ----------
    gathering : Gathering
        It knows the columns.
    blocks : iterator of Block
        The rows.
    part : callable
        What a row is by its label; None for one that is left out.
    member : Member
        The file, for messages.
    progress : callable
        Told how many rows are read.
    first : int
        The column of the gathering that the first of the file is.

    Raises
    ------
    InputError
        No rows; whatever `Gathering.add` refuses.
    """
    done = 0
    for block in blocks:
        parts = [part(label) for label in block.labels]
        kept = [n for n, each in enumerate(parts) if each is not None]
        rows = [each for each in parts if each is not None]
        gathering.add([block.labels[n] for n in kept], rows, block.cells[kept], first)
        done += len(parts)
        progress(READ, detail=f"{member.name}, {done:,} rows")
    if not done:
        raise InputError(f"{member}: has no rows below its labels")


def described(
    table: xr.Dataset,
    form: str,
    source: str,
    licence: str,
    year: int | None,
    currency: str = "USD",
) -> xr.Dataset:
    """The table with what is known of it.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.
    form : str
        Name of the format.
    source, licence : str
        Of the data.
    year : int, optional
        Left out where unknown.
    currency : str
        In millions of which the numbers are; another one than USD is an attribute of the table.
    """
    known = {"source": source, "licence": licence, "format": form}
    table = table.assign_attrs(known | ({} if year is None else {"year": year}))
    if currency == "USD":
        return table
    units = f"million {currency}"
    arrays = {name: array.assign_attrs(units=units) for name, array in table.items()}
    return table.assign(arrays).assign_attrs(currency=currency)


def year_of(member: Member, given: int | None, first: bool = False) -> int | None:
    """The year asked for, or that of the file's name: the last one in it, or the first."""
    found = years(member.name)
    return given if given is not None else (found[0 if first else -1] if found else None)


def _trimmed(row: Sequence[str]) -> list[str]:
    """A row without the empty cells at its end."""
    last = max((n for n, cell in enumerate(row) if cell), default=-1)
    return list(row[: last + 1])
