"""GLORIA: supply and use of products by industries, made a table of industries while it is read.

The matrix `T` has industries and products of each economy on both sides: industries supply products
(rows of industries), and use them (rows of products). Product by product, a row of use is sold by
the industries that make the product, each its share: the assumption of fixed product sales
structures (model D of Eurostat 2008, Manual of Supply, Use and Input-Output Tables, chapter 11).
Value added stays what it is, and no cell becomes negative that was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import scipy.sparse as sp
import xarray as xr

from calibration.errors import InputError
from calibration.readers.delimited import Block, Delimited
from calibration.readers.eora import THOUSAND, labelled
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Member, Paths, members, optional, pick
from calibration.readers.parts import INPUT, Label, Part, category, industry, text
from calibration.readers.sheets import Sheet
from calibration.readers.wide import READ, add_rows, described, year_of

Array = np.ndarray
SOURCE = (
    "GLORIA, Global Resource Input-Output Assessment; Lenzen and others (2022), Nature "
    "Sustainability 5; supply and use made industry by industry with fixed product sales structures"
)
LICENCE = "terms of use of the IELab, as recalled for the public release; read them"
MADE, SOLD = "Industry", "Product"
LABELS = {  # sheet and column of the ReadMe workbook
    "areas": ("Regions", "Region_acronyms"),
    "sectors": ("Sectors", "Sector_names"),
    "inputs": ("Value added and final demand", "Value_added_names"),
    "categories": ("Value added and final demand", "Final_demand_names"),
}
EXACT = 1e-9
"""Relative: what a product's supply may differ when its rows come before those of all makers."""


def read_gloria(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read GLORIA at basic prices as a table of industries; see the module for the assumption.

    The files are `*_T-Results_YYYY_*_Markup001(full).csv`, `*_Y-Results_*` and `*_V-Results_*`,
    numbers without labels in the order of the labels in `GLORIA_ReadMe_*.xlsx` (its reading needs
    `pip install cge[excel]`). The matrix has 1.5 billion cells; `joined` keeps the table small.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The folder, or the archive and the workbook.
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
    files = {k: _file(found, k, year) for k in ("t", "y", "v")}
    labels = _labels(found)
    areas, sectors = labels["areas"], labels["sectors"]
    goods = [tuple(k) for k in product(areas, sectors)]
    sides = [tuple(k) for k in product(areas, (MADE, SOLD), sectors)]
    buyers = [tuple(k) for k in product(areas, labels["categories"])]
    parts = [*map(industry, goods), *map(category, buyers)]
    gathering = Gathering(str(files["t"]), [*goods, *buyers], parts, joined)
    told, makers = progress or quiet, _Makers(len(goods))
    for name, columns, first in (("t", sides, 0), ("y", buyers, len(goods))):
        for block in labelled(Delimited(files[name]), sides, columns):
            _sell(gathering, makers, block, columns, goods, first, files[name])
            told(READ, detail=f"{files[name].name}, {block.lines[-1]:,} of {len(sides):,} rows")
    makers.refuse(files["t"], goods)
    paid = [tuple(k) for k in product(areas, labels["inputs"])]
    used = np.array([k[1] == MADE for k in sides])
    blocks = (
        Block(block.labels, _zero_elsewhere(block.cells, used, files["v"]), block.lines)
        for block in labelled(Delimited(files["v"]), paid, sides)
    )
    add_rows(gathering, blocks, lambda label: Part(INPUT, item=label[1]), files["v"], told)
    table = gathering.table(THOUSAND, totals)
    return described(table, "gloria", SOURCE, LICENCE, year_of(files["t"], year))


def _sell(
    gathering: Gathering,
    makers: _Makers,
    block: Block,
    columns: Sequence[Label],
    goods: Sequence[Label],
    first: int,
    member: Member,
) -> None:
    """Add rows of `T` or `Y`: supply to what is known of makers, use to what their makers sell."""
    at = {label: n for n, label in enumerate(goods)}
    rows = np.array([at[label[0], label[2]] for label in block.labels])
    made = np.array([label[1] == MADE for label in block.labels])
    buys = np.array([len(k) < 3 or k[1] == MADE for k in columns])
    supplied, used = block.cells[made], _zero_elsewhere(block.cells[~made], buys, member)
    makers.supply(rows[made], _zero_elsewhere(supplied, ~buys, member))
    sold, cells = makers.sold(rows[~made], used)
    # Every industry has a row, whatever it sells.
    labels = [goods[n] for n in [*sold.tolist(), *rows[made].tolist()]]
    cells = np.vstack([cells, np.zeros((int(made.sum()), cells.shape[1]))])
    gathering.add(labels, [*map(industry, labels)], cells, first, parts=True)


def _zero_elsewhere(cells: Array, kept: Array, member: Member) -> Array:
    """The columns kept, when all others are zero."""
    if cells[:, ~kept].any():
        raise InputError(
            f"{member}: has numbers where industries buy from industries, or products have value "
            "added or other products; is the list of labels that of another version?"
        )
    return cells[:, kept]


class _Makers:
    """Which industries make a product, each its share.

    Parameters
    ----------
    size : int
        Number of industries of all economies, and of products.
    """

    def __init__(self, size: int) -> None:
        self._supply = sp.dok_array((size, size))
        self._made, self._then = np.zeros(size), np.full(size, np.nan)

    def supply(self, industries: Array, products: Array) -> None:
        """Take into account what industries (row) make of products (column)."""
        if products.shape[1]:  # none among the columns of final demand
            for row, p in zip(*np.nonzero(products), strict=True):
                self._supply[industries[row], p] = products[row, p]
            self._made += products.sum(axis=0)

    def sold(self, products: Array, use: Array) -> tuple[Array, Array]:
        """Industries, and what they sell when each sells its share of products.

        Parameters
        ----------
        products : numpy.ndarray
            Numbers of products.
        use : numpy.ndarray
            Use of them (product, buyer).
        """
        made = sp.csc_array(self._supply)[:, products] if len(products) else None
        if made is None:
            return products, use
        total = self._made[products]
        then = self._then[products]
        self._then[products] = np.where(np.isnan(then), total, then)
        share = np.divide(1.0, total, out=np.zeros_like(total), where=total != 0)
        # A product that nobody makes and somebody buys is sold by the industry of its name.
        own = sp.csc_array(
            ((total == 0).astype(float), (products, range(len(products)))), shape=made.shape
        )
        shares = sp.csr_array(made @ sp.diags_array(share) + own)
        sells = np.flatnonzero(np.diff(shares.indptr))
        return sells, shares[sells] @ use

    def refuse(self, member: Member, goods: Sequence[Label]) -> None:
        """Refuse a table in which a product was sold before all its makers were known."""
        late = np.flatnonzero(np.abs(self._made - self._then) > EXACT * np.abs(self._made))
        if late.size:
            raise InputError(
                f"{member}: {text(goods[late[0]])} is made by an industry whose row comes after "
                f"that of the product; so are {late.size - 1} more"
            )


def _file(found: Sequence[Member], name: str, year: int | None) -> Member:
    pattern = rf"_{name}-results_.*markup001.*\.csv$"
    fits = [m for m in found if optional([m], pattern, "") is not None]
    return pick(fits or found, pattern, f"the matrix {name.upper()} of GLORIA", year)


def _labels(found: Sequence[Member]) -> dict[str, list[str]]:
    """Lists of labels of the ReadMe workbook."""
    member = pick(found, r"readme.*\.xlsx?$", "the ReadMe workbook of GLORIA")
    labels = {}
    for name, (sheet, column) in LABELS.items():
        rows = iter(Sheet(member, sheet).labels(0, 20))
        head = next(rows, ())
        if column not in head:
            raise InputError(f"{member}: sheet '{sheet}' has no column '{column}'")
        at = head.index(column)
        labels[name] = [row[at] for row in rows if at < len(row) and row[at]]
    return labels
