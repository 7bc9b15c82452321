"""The Inter-Country Input-Output tables of the OECD."""

from __future__ import annotations

import xarray as xr

from calibration.readers.delimited import Delimited
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Paths, members, pick
from calibration.readers.parts import COST, Scheme, text
from calibration.readers.wide import add_rows, described, header, year_of

SOURCE = "OECD, Inter-Country Input-Output tables"
LICENCE = "CC BY 4.0"
AGENTS = {
    "HFCE": "household", "NPISH": "household", "GGFC": "government", "GFCF": "investment",
    "INVNT": "investment", "DPABR": "household", "DIRPA": "household",
}  # fmt: skip
INPUTS = {
    "VA": "value_added", "VALU": "value_added", "TLS": "product_tax", "TAXSUB": "product_tax",
}  # fmt: skip
SCHEME = Scheme(
    categories=frozenset(AGENTS),
    inputs={label: label for label in INPUTS},
    totals=dict.fromkeys(("OUT", "OUTPUT", "TOTAL"), COST),
    # Production for processing trade and other production are one economy.
    areas={f"MX{n}": "MEX" for n in (1, 2, 3)} | {f"CN{n}": "CHN" for n in (1, 2, 3, 4)},
)


def read_icio(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a table of the OECD.

    Labels of rows and columns are `AUS_A01_02` and `AUS_HFCE`. Parts of Mexico and China by kind
    of production (`MX1`, `CN2`) are joined into MEX and CHN. Rows `AUS_TAXSUB` of older editions,
    the taxes of one economy each, are added up: who pays is known, who receives is not kept.

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
        As from `inter_country_table`, million USD at basic prices.

    Raises
    ------
    InputError
        Everything that is wrong with the file.
    """
    member = pick(members(paths), r"\.csv$", "a table of the OECD", year)
    source = Delimited(member)
    labels = header(source, 1, 1)
    columns = [SCHEME.column(label) for label in labels]
    gathering = Gathering(str(member), labels, columns, joined)
    blocks = source.blocks(1, 1, [text(label) for label in labels])
    add_rows(gathering, blocks, SCHEME.row, member, progress or quiet)
    table = gathering.table(totals=totals)
    return described(table, "icio", SOURCE, LICENCE, year_of(member, year))
