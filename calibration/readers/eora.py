"""Eora26: matrices without labels, and lists of labels beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import xarray as xr

from calibration.errors import InputError
from calibration.readers.delimited import Block, Delimited
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Member, Paths, members, pick
from calibration.readers.parts import INPUT, Label, Part, category, industry, text
from calibration.readers.wide import add_rows, described, year_of

SOURCE = (
    "Eora26; Lenzen, Moran, Kanemoto and Geschke (2013), Economic Systems Research 25(1), "
    "basic prices"
)
LICENCE = "terms of use of Eora, free for academic use as recalled; read them"
AGENTS = {
    "Household final consumption P.3h": "household",
    "Non-profit institutions serving households P.3n": "household",
    "Government final consumption P.3g": "government",
    "Gross fixed capital formation P.51": "investment",
    "Changes in inventories P.52": "investment",
    "Acquisitions less disposals of valuables P.53": "investment",
}
INPUTS = {
    "Compensation of employees D.1": "labour",
    "Taxes on production D.29": "output_tax",
    "Subsidies on production D.39": "output_tax",
    "Net operating surplus B.2n": "capital",
    "Net mixed income B.3n": "capital",
    "Consumption of fixed capital K.1": "capital",
}
THOUSAND = 1e-3
"""Million USD for a unit of the table."""


def read_eora(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read Eora26 at basic prices: `Eora26_YYYY_bp_T.txt`, `_FD.txt`, `_VA.txt` and `labels_*.txt`.

    Economies keep the codes of Eora. The row and the column ROW, of the one industry TOTAL, hold
    what does not fit together; they stay, and a joining can put them elsewhere.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The folder or the zip archive.
    year : int, optional
        Of the table; from the names of the files unless given.
    joined : str, Path or Mapping, optional
        Aggregation into which economies and industries are joined while the files are read.
    progress : callable, optional
        Told of rows read, as `progress("read", detail=...)`.
    totals : str
        The files have none; nothing follows from it.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, million USD at basic prices (the files: thousand USD).

    Raises
    ------
    InputError
        Everything that is wrong with the files.
    """
    found = members(paths)
    flows, final, paid = (_of(found, f"_bp_{k}.txt", year) for k in ("t", "fd", "va"))
    goods, buyers = _labels(found, "labels_t.txt"), _labels(found, "labels_fd.txt")
    parts = [*map(industry, goods), *map(category, buyers)]
    gathering = Gathering(str(flows), [*goods, *buyers], parts, joined)
    told = progress or quiet
    for member, columns, first in ((flows, goods, 0), (final, buyers, len(goods))):
        blocks = labelled(Delimited(member), goods, columns)
        add_rows(gathering, blocks, industry, member, told, first)
    inputs = _labels(found, "labels_va.txt", inputs=True)
    blocks = labelled(Delimited(paid), inputs, goods)
    add_rows(gathering, blocks, lambda label: Part(INPUT, item=label[0]), paid, told)
    table = gathering.table(THOUSAND, totals)
    return described(table, "eora26", SOURCE, LICENCE, year_of(flows, year))


def labelled(source: Delimited, rows: Sequence[Label], columns: Sequence[Label]) -> Iterator[Block]:
    """Rows of a file without labels, with those of a list, which must be as long.

    Parameters
    ----------
    source : Delimited
        Numbers alone.
    rows, columns : sequence of tuple of str
        Labels in the order of the file.

    Raises
    ------
    InputError
        Another number of rows or columns.
    """
    done = 0
    for block in source.blocks(0, 0, [text(label) for label in columns]):
        labels = list(rows[done : done + len(block.cells)])
        done += len(block.cells)
        if len(labels) < len(block.cells):
            raise InputError(f"{source.member}: has more rows than the {len(rows)} labels")
        yield Block(labels, block.cells, block.lines)
    if done < len(rows):
        raise InputError(
            f"{source.member}: has {done} rows, and there are {len(rows)} labels; is it whole?"
        )


def _of(found: Sequence[Member], ending: str, year: int | None) -> Member:
    return pick(found, rf"{ending}$", f"*{ending} of Eora26", year)


def _labels(found: Sequence[Member], name: str, inputs: bool = False) -> list[Label]:
    """Labels of a list: name of the economy, its code, the kind, the item; of inputs kind, item."""
    member = pick(found, rf"^{name}$", f"{name} of Eora26")
    at = (1,) if inputs else (1, 3)
    width = at[-1] + 1
    rows = list(Delimited(member).labels(0, width))
    if short := [n for n, row in enumerate(rows, start=1) if len(row) < width]:
        raise InputError(f"{member}:{short[0]}: must have {width} columns")
    return [tuple(row[n] for n in at) for row in rows]
