"""The World Input-Output Database, release of 2013: 40 economies and a rest of the world."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.readers.areas import WIOD
from calibration.readers.gather import Gathering, Progress, quiet
from calibration.readers.joining import Joined
from calibration.readers.members import Member, Paths, members, pick
from calibration.readers.parts import COST, INDUSTRY, category, industry
from calibration.readers.rdata import read_objects
from calibration.readers.sheets import Sheet, is_workbook
from calibration.readers.wide import described
from calibration.readers.workbook import Codes, read_workbook

CATEGORIES = ("households", "non_profit", "government", "fixed_investment", "inventories")
PARTS = ("inter", "final", "output", "countries", "industries")
SOURCE = (
    "World Input-Output Database, release of 2013; Timmer, Dietzenbacher, Los, Stehrer and "
    "de Vries (2015), Review of International Economics 23"
)
LICENCE = "CC BY 4.0"
AGENTS = dict(
    zip(CATEGORIES, ("household", "household", "government", *["investment"] * 2), strict=True)
)
INPUTS = {
    "r99": "product_tax", "r61": "none", "r62": "none", "r63": "none", "r64": "value_added",
    "r65": "margin",
}  # fmt: skip
WORDS = ("household", "non-profit", "government", "capital formation", "inventor")
"""In the names of categories, which tell whether codes mean what they should."""
CODES = Codes(
    industries={f"c{n}": f"c{n}" for n in range(1, 36)},
    categories=dict(
        zip(("c37", "c38", "c39", "c41", "c42"), zip(CATEGORIES, WORDS, strict=True), strict=True)
    ),
    inputs=tuple(INPUTS),
    totals={"r60": (INDUSTRY,), "r69": COST},
    areas=WIOD,
)


def read_wiod(
    paths: Paths,
    *,
    year: int | None = None,
    joined: Joined = None,
    progress: Progress | None = None,
    totals: str = "check",
) -> xr.Dataset:
    """Read a world table of one year, from an R data file or a workbook.

    The R data file is one of the `wiot_YYYY.RData`, a list with `inter`, `final`, `output`,
    `countries` and `industries`, without value added. Reading it needs the package rdata
    (`pip install cge[wiod]`). The workbook is one of the `wiotYY_row_apr12.xlsx`, which has value
    added and taxes; reading it needs python-calamine (`pip install cge[excel]`). Tables at hand as
    arrays need only `inter_country_table`.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        The file, or a folder or zip archive of them.
    year : int, optional
        Of the table; from the file unless given.
    joined : str, Path or Mapping, optional
        Aggregation into which economies and industries are joined while the file is read.
    progress : callable, optional
        Told of rows read, as `progress("read", detail=...)`.
    totals : str
        `check` or `drop`; see `Gathering.table`.

    Returns
    -------
    xarray.Dataset
        As from `inter_country_table`, million USD at basic prices, with `CATEGORIES` of final
        demand and the industries `c1` to `c35`. Romania and the rest of the world are labelled
        ROU and ROW.

    Raises
    ------
    InputError
        The file or a package is missing, the file holds something else, or its rows do not sum
        to its output.
    """
    pattern = r"^wiot.*\.(rdata|xlsx?)$" if year is None else rf"^wiot_?({year}|{year % 100:02}_)"
    member = pick(members(paths), pattern, "a table of WIOD 2013", year)
    if is_workbook(member):
        gathering = read_workbook(Sheet(member), CODES, joined, progress or quiet)
        found = re.match(r"wiot(\d\d)_", member.name.casefold())
        of_file = _whole_year(int(found[1])) if found else None
    else:
        gathering, of_file = _of_objects(member, joined)
    table = gathering.table(totals=totals)
    return described(table, "wiod2013", SOURCE, LICENCE, of_file if year is None else year)


def _whole_year(last: int) -> int:
    """The year of the last two digits of one; the release has those from 1995 to 2011."""
    return 1900 + last if last > 50 else 2000 + last


def _of_objects(member: Member, joined: Joined) -> tuple[Gathering, int | None]:
    found = _table(member, read_objects(member))
    economies = [WIOD.get(str(k), str(k)) for k in found["countries"]]
    goods = [(e, str(i)) for e in economies for i in found["industries"]]
    buyers = [(e, k) for e in economies for k in CATEGORIES]
    flows, final, output = (np.asarray(found[k], float) for k in ("inter", "final", "output"))
    shapes = flows.shape, final.shape, output.size
    wanted = (len(goods),) * 2, (len(goods), len(buyers)), len(goods)
    if shapes != wanted:
        raise InputError(f"{member}: inter, final and output are of {shapes}, must be {wanted}")
    parts = [*map(industry, goods), *map(category, buyers)]
    gathering = Gathering(str(member), [*goods, *buyers], parts, joined)
    gathering.add(goods, parts[: len(goods)], np.hstack([flows, final]))
    gathering.add_outputs(goods, output.ravel())
    return gathering, int(np.ravel(found["year"])[0]) if "year" in found else None


def _table(member: Member, objects: dict[str, Any]) -> dict[str, Any]:
    """The one object of the file that is a world table."""
    for item in objects.values():
        if isinstance(item, dict) and all(part in item for part in PARTS):
            return item
    named = ", ".join(objects) or "nothing"
    raise InputError(f"{member}: holds {named}; no list with {', '.join(PARTS)}")
