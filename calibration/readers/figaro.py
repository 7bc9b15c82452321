"""FIGARO, the inter-country tables of Eurostat: as a matrix and as a flat file."""

from __future__ import annotations

import xarray as xr

from calibration.errors import InputError
from calibration.readers import icio
from calibration.readers.areas import ISO3
from calibration.readers.delimited import Delimited
from calibration.readers.flat import Columns, gathered, read_flat
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Paths, members, pick
from calibration.readers.parts import INPUT, Label, Part, Scheme, pair, text
from calibration.readers.wide import add_rows, described, header, year_of

SOURCE = "Eurostat, FIGARO tables: EU inter-country supply, use and input-output tables"
LICENCE = "CC BY 4.0"
AGENTS = {
    "P3_S13": "government", "P3_S14": "household", "P3_S15": "household", "P51G": "investment",
    "P5M": "investment",
}  # fmt: skip
INPUTS = {
    "D1": "labour", "B2A3G": "capital", "D29X39": "output_tax", "D21X31": "product_tax",
    "OP_RES": "none", "OP_NRES": "none",
}  # fmt: skip
DOMESTIC = "W2"
"""The counterpart of primary inputs: the economy itself."""
# Tables of others are kept in the flat layout too, with the categories of the OECD.
SCHEME = Scheme(categories=frozenset(AGENTS | icio.AGENTS), areas=ISO3)


def read_figaro(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a table of Eurostat, industry by industry or product by product.

    In the matrix, labels are `AT_A01`, `AT_P3_S14` and, of rows of primary inputs, `W2_D1`. The
    flat file has a line for each cell, with the columns `refArea`, `rowIi`, `counterpartArea`,
    `colIi` and `obsValue`. Economies get their codes of three letters, FIGW1 is ROW.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The CSV file, or a folder or zip archive of them.
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
        As from `inter_country_table`, million EUR at basic prices.

    Raises
    ------
    InputError
        Everything that is wrong with the file.
    """
    member = pick(members(paths), r"-io_.*\.csv$", "a table of FIGARO", year)
    source = Delimited(member)
    first = source.head(1)[0]
    told = progress or quiet
    flat = "obsValue" in first
    gathering = _of_flat(source, first, joined, told) if flat else _matrix(source, joined, told)
    table = gathering.table(totals=totals)
    return described(table, "figaro", SOURCE, LICENCE, year_of(member, year), "EUR")


def row(label: Label) -> Part:
    """What a row is by its label."""
    area, item = pair(label)
    return Part(INPUT, item=item) if area == DOMESTIC else SCHEME.row(label)


def _matrix(source: Delimited, joined: Joined, progress: Progress) -> Gathering:
    labels = header(source, 1, 1)
    columns = [SCHEME.column(label) for label in labels]
    gathering = Gathering(str(source.member), labels, columns, joined)
    blocks = source.blocks(1, 1, [text(label) for label in labels])
    add_rows(gathering, blocks, row, source.member, progress)
    return gathering


def _of_flat(source: Delimited, first: list[str], joined: Joined, progress: Progress) -> Gathering:
    name = str(source.member)
    matrix = read_flat(source, first, _flat(first, name), progress)
    columns = [SCHEME.column(label) for label in matrix.columns]
    return gathered(name, matrix, [row(label) for label in matrix.rows], columns, joined)


def _flat(first: list[str], name: str) -> Columns:
    """Columns of the flat file: of industries `rowIi`, of products `rowPi`."""
    rows, columns = ([k for k in first if k in (f"{side}Ii", f"{side}Pi", f"{side}Pr")]
                     for side in ("row", "col"))  # fmt: skip
    areas = [k for k in ("refArea", "counterpartArea") if k not in first]
    if len(rows) != 1 or len(columns) != 1 or areas:
        raise InputError(
            f"{name}:1: the columns are {', '.join(first)}; a flat file has refArea, rowIi, "
            "counterpartArea, colIi and obsValue"
        )
    return Columns(("refArea", rows[0]), ("counterpartArea", columns[0]), "obsValue")
