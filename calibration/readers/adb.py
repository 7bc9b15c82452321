"""The multiregional input-output tables of the Asian Development Bank."""

from __future__ import annotations

import xarray as xr

from calibration.readers.areas import ADB
from calibration.readers.gather import Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Paths, members, pick
from calibration.readers.parts import COST, INDUSTRY
from calibration.readers.sheets import Sheet
from calibration.readers.wide import described, year_of
from calibration.readers.wiod import INPUTS, WORDS
from calibration.readers.workbook import Codes, read_workbook

SOURCE = "Asian Development Bank, Multiregional Input-Output Tables"
LICENCE = "terms of use of the Asian Development Bank; not read"
CATEGORIES = ("F1", "F2", "F3", "F4", "F5")
AGENTS = {
    "F1": "household", "F2": "household", "F3": "government", "F4": "investment",
    "F5": "investment",
}  # fmt: skip
CODES = Codes(
    industries={f"c{n}": f"c{n}" for n in range(1, 36)},
    categories={k: (k, word) for k, word in zip(CATEGORIES, WORDS, strict=True)},
    inputs=tuple(INPUTS),
    totals={"r60": (INDUSTRY,), "r69": COST},
    areas=ADB,
)


def read_adb(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a table of 62, 72 or more economies and 35 industries.

    Needs the package python-calamine (`pip install cge[excel]`). Economies get the codes of
    ISO 3166: PRC is CHN, TAP is TWN.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The workbook, or a folder or zip archive of them.
    year : int, optional
        Of the table; the first year in the name of the file unless given.
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
    member = pick(members(paths), r"mrio.*\.xls[xbm]?$", "a table of the ADB", year)
    gathering = read_workbook(Sheet(member), CODES, joined, progress or quiet)
    table = gathering.table(totals=totals)
    return described(table, "adb", SOURCE, LICENCE, year_of(member, year, first=True))
