"""EXIOBASE 3, by product or by industry: a folder or archive of tables parted by tabs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import PurePath

import xarray as xr

from calibration.errors import InputError
from calibration.readers.areas import ISO3
from calibration.readers.delimited import Block, Delimited
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Member, Paths, members, optional, pick, years
from calibration.readers.parts import CATEGORY, INPUT, Label, Part, Scheme, text
from calibration.readers.wide import add_rows, described, header

SOURCE = "EXIOBASE 3; Stadler and others (2018), Journal of Industrial Ecology 22(3)"
LICENCE = "CC BY-SA 4.0, as recalled; read that of your version"
AGENTS = {
    "Final consumption expenditure by households": "household",
    "Final consumption expenditure by non-profit organisations serving households (NPISH)":
        "household",
    "Final consumption expenditure by government": "government",
    "Gross fixed capital formation": "investment",
    "Changes in inventories": "investment",
    "Changes in valuables": "investment",
}  # fmt: skip
EMPTY = ("Exports: Total (fob)",)
_WAGES = "Compensation of employees; wages, salaries, & employers' social contributions"
_SURPLUS = "Operating surplus"
INPUTS = {
    "Taxes less subsidies on products purchased: Total": "product_tax",
    "Other net taxes on production": "output_tax",
    **{f"{_WAGES}: {skill}-skilled": "labour" for skill in ("Low", "Medium", "High")},
    f"{_SURPLUS}: Consumption of fixed capital": "capital",
    f"{_SURPLUS}: Rents on land": "capital",
    f"{_SURPLUS}: Royalties on resources": "capital",
    f"{_SURPLUS}: Remaining net operating surplus": "capital",
}
EXTENSIONS = ("factor_inputs", "value_added", "satellite")
"""Folders that may hold primary inputs, the first that is there."""
MONEY = ("M.EUR", "MEUR", "M EUR", "million EUR")
SCHEME = Scheme(empty=frozenset(EMPTY), areas=ISO3)


def read_exiobase(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read EXIOBASE 3: `Z.txt`, `Y.txt` and, where they are there, output and primary inputs.

    `x.txt` has output; `factor_inputs/F.txt` and `F_Y.txt`, or in older versions those of
    `satellite`, have value added and taxes, of whose rows those in euros are read (`unit.txt` says
    which; without it, those with known names). Economies get their codes of three letters; the
    rests of continents keep WA, WE, WF, WL and WM. At 49 economies and 200 products the table takes
    0.8 GB in memory; `joined` avoids that.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The folder, the zip archive, or the files.
    year : int, optional
        Of the table; from the name of the folder or archive unless given.
    joined : str, Path or Mapping, optional
        Aggregation into which economies and industries are joined while the files are read.
    progress : callable, optional
        Told of rows read, as `progress("read", detail=...)`.
    totals : str
        `check` or `drop`; see `Gathering.table`.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, million EUR at basic prices.

    Raises
    ------
    InputError
        Everything that is wrong with the files.
    """
    found = members(paths)
    flows = _Matrix(_top(found, "Z.txt"))
    final = _Matrix(_top(found, "Y.txt"))
    told = progress or quiet
    labels = [*flows.columns, *final.columns]
    parts = [SCHEME.column(label) for label in flows.columns]
    parts += [_category(label) for label in final.columns]
    gathering = Gathering(str(flows.member), labels, parts, joined)
    for matrix, first in ((flows, 0), (final, len(flows.columns))):
        add_rows(gathering, matrix.blocks(), SCHEME.row, matrix.member, told, first)
    if (output := _beside(found, "x.txt")) is not None:
        _add_output(gathering, output)
    _add_inputs(gathering, found, (flows, final), told)
    table = gathering.table(totals=totals)
    return described(table, "exiobase3", SOURCE, LICENCE, _year(flows.member, year), "EUR")


class _Matrix:
    """A table whose header names economies, then items, in two rows; a third names the labels."""

    def __init__(self, member: Member, labels: int = 2) -> None:
        self.member = member
        self._labels = labels
        self._source = Delimited(member)
        head = self._source.head(3)
        named = len(head) == 3 and not any(head[2][labels:])
        self._rows = 3 if named else 2
        self.columns = header(self._source, 2, labels)

    def blocks(self) -> Iterator[Block]:
        """The rows."""
        names = [text(label) for label in self.columns]
        return self._source.blocks(self._rows, self._labels, names)


def _category(label: Label) -> Part:
    part = SCHEME.column(label)
    return part if part.item in EMPTY else Part(CATEGORY, part.area, part.item)


def _top(found: Sequence[Member], name: str) -> Member:
    """A file of the table itself, not of an extension in a folder below."""
    named = [m for m in found if m.name == name]
    if named:
        depth = min(_depth(m) for m in named)
        named = [m for m in named if _depth(m) == depth]
    if not named:
        # A sample may have names of its own, such as exiobase_Z.txt.
        named = [m for m in found if m.name.endswith(f"_{name}") and not m.name.startswith("F_")]
    return pick(named or found, rf"^{name.casefold()}$", f"{name} of EXIOBASE")


def _depth(member: Member) -> int:
    return len(PurePath(member.inside or member.path).parts)


def _beside(found: Sequence[Member], name: str) -> Member | None:
    return _top(found, name) if any(m.name == name for m in found) else None


def _add_output(gathering: Gathering, member: Member) -> None:
    """Published output, from a table with the columns region, sector and the number."""
    source = Delimited(member)
    for block in source.blocks(1, 2, ["output"]):
        gathering.add_outputs(block.labels, block.cells[:, 0])


def _add_inputs(
    gathering: Gathering,
    found: Sequence[Member],
    tables: Sequence[_Matrix],
    progress: Progress,
) -> None:
    """Value added and taxes of industries, and of final demand where they are published."""
    first = 0
    for matrix, pattern in zip(tables, (r"^F\.txt$", r"^F_(Y|hh)\.txt$"), strict=True):
        for folder in EXTENSIONS:
            of_folder = [m for m in found if folder in PurePath(m.inside or m.path).parts[:-1]]
            member = optional(of_folder, pattern.casefold(), f"{folder} of EXIOBASE")
            if member is None:
                continue
            paid = _Matrix(member, labels=1)
            part = partial(_input, _in_euros(of_folder))
            add_rows(gathering, _aligned(paid, matrix), part, member, progress, first)
            break
        first += len(matrix.columns)


def _in_euros(found: Sequence[Member]) -> Collection[str]:
    """Rows of an extension that are money."""
    member = optional(found, r"^unit\.txt$", "units of EXIOBASE")
    if member is None:
        return INPUTS
    rows = Delimited(member).labels(1, 2)
    return {row[0] for row in rows if len(row) > 1 and row[1] in MONEY}


def _input(kept: Collection[str], label: Label) -> Part | None:
    return Part(INPUT, item=label[0]) if label[0] in kept else None


def _aligned(one: _Matrix, other: _Matrix) -> Iterator[Block]:
    """Blocks of a table whose columns are put in the order of another."""
    at = {label: n for n, label in enumerate(one.columns)}
    lacks = [text(label) for label in other.columns if label not in at]
    if lacks or len(one.columns) != len(other.columns):
        named = f"; lacks {lacks[0]}" if lacks else ""
        raise InputError(
            f"{one.member}: has {len(one.columns)} columns, must have the {len(other.columns)} of "
            f"{other.member.name}{named}"
        )
    order = [at[label] for label in other.columns]
    for block in one.blocks():
        yield Block(block.labels, block.cells[:, order], block.lines)


def _year(member: Member, given: int | None) -> int | None:
    """The year of a folder `IOT_2019_pxp`, which may be within an archive."""
    if given is not None:
        return given
    for part in reversed([*member.path.parts, *PurePath(member.inside).parts]):
        if found := years(part):
            return found[-1]
    return None
