"""The formats that are read, and which of them a file seems to be in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.errors import InputError
from calibration.readers import adb, eora, exiobase, figaro, gloria, icio, plain, wiod, wiod_2016
from calibration.readers.members import Paths
from calibration.readers.recognise import recognised

__all__ = ["FORMATS", "Format", "recognised"]


@dataclass(frozen=True)
class Format:
    """A layout in which tables are published.

    Attributes
    ----------
    name : str
        What commands call it.
    title : str
        Name of the table.
    published : str
        Where it is published: institution, page and web address.
    layouts : tuple of str
        Layouts that are tested.
    lacks : str
        What is not in it.
    read : callable
        `read(paths, *, year=None, joined=None, progress=None, totals="check")` to an inter-country
        table, or, where `benchmark` is true, to a benchmark.
    agents : mapping of str to str
        Agent of each category of final demand; empty where the user must say.
    inputs : mapping of str to str
        Role of each primary input: labour, capital, value_added, output_tax, product_tax, margin
        or none.
    benchmark : bool
        Whether `read` returns a complete benchmark.
    checked : str
        Against what the layout was checked; all layouts are tested on files in them that the tests
        write.
    """

    name: str
    title: str
    published: str
    layouts: tuple[str, ...]
    lacks: str
    read: Callable[..., xr.Dataset]
    agents: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    benchmark: bool = False
    checked: str = ""


def _named(name: str, read: Callable[..., xr.Dataset]) -> Callable[..., xr.Dataset]:
    """The reader; where it fails over a file of another format, the message says which."""

    @wraps(read)
    def reading(paths: Paths, **options: Any) -> xr.Dataset:
        try:
            return read(paths, **options)
        except InputError as error:
            first = paths if isinstance(paths, str | Path) else next(iter(paths), "")
            seems = recognised(first)
            if seems in (None, name) or seems not in FORMATS:
                raise
            hint = f"{first}: looks like {FORMATS[seems].title}; its format is '{seems}'"
            raise InputError([hint, *error.problems]) from error

    return reading


def _formats(*formats: Format) -> dict[str, Format]:
    return {each.name: each for each in formats}


_ROLES = ("labour", "capital", "value_added", "output_tax", "product_tax", "margin")
_AGENTS = ("household", "government", "investment")
# What labels are taken to mean in tables of your own.
_OWN_AGENTS = icio.AGENTS | figaro.AGENTS | {k: k for k in _AGENTS}
_OWN_INPUTS = icio.INPUTS | figaro.INPUTS | {k: k for k in _ROLES}

FORMATS = _formats(
    Format(
        "icio",
        "an Inter-Country Input-Output table of the OECD",
        "OECD, Inter-Country Input-Output tables, https://www.oecd.org/en/data/datasets/"
        "inter-country-input-output-tables.html",
        ("editions 2021, 2023 and 2025, one CSV file a year",),
        "taxes by who receives them; labour apart from capital",
        _named("icio", icio.read_icio),
        icio.AGENTS,
        icio.INPUTS,
        checked="labels as in the description of the edition of 2025 and as public programs read "
        "those of 2021 and 2023; not tried on an official file",
    ),
    Format(
        "figaro",
        "a FIGARO table",
        "Eurostat, FIGARO tables, https://ec.europa.eu/eurostat/web/esa-supply-use-input-tables/"
        "database",
        ("matrix, `AT_A01`", "flat file, `icioiRow`, ..., `obsValue`; industries or products"),
        "dollars (the numbers are million EUR)",
        _named("figaro", figaro.read_figaro),
        figaro.AGENTS | icio.AGENTS,
        figaro.INPUTS,
        checked="rows and labels as public programs read the editions of 2022 and 2026; not tried "
        "on an official file",
    ),
    Format(
        "wiod2013",
        "a table of the World Input-Output Database, release of 2013",
        "University of Groningen, World Input-Output Database, 2013 release, "
        "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2013-release",
        ("`wiot_YYYY.RData`, tried on files of 1995 to 2011", "`wiotYY_row_apr12.xlsx`"),
        "labour apart from capital; in R data, value added and taxes",
        _named("wiod2013", wiod.read_wiod),
        wiod.AGENTS,
        wiod.INPUTS,
        checked="R data: read from the files of 1995, 2007, 2008 and 2011; workbook: as pymrio "
        "reads it, not tried on an official file",
    ),
    Format(
        "wiod2016",
        "a table of the World Input-Output Database, release of 2016",
        "University of Groningen, World Input-Output Database, 2016 release, "
        "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release",
        ("`WIOTYYYY_Nov16_ROW.xlsb` and `.xlsx`", "`WIOTYYYY_October16_ROW.RData`, `.dta`, `.csv`"),
        "labour apart from capital",
        _named("wiod2016", wiod_2016.read_wiod_2016),
        wiod_2016.AGENTS,
        wiod_2016.INPUTS,
        checked="order of industries and rows as in derived data of 2014 and in descriptions of "
        "the Stata files; not tried on an official file",
    ),
    Format(
        "exiobase3",
        "EXIOBASE 3",
        "EXIOBASE consortium, EXIOBASE 3, https://doi.org/10.5281/zenodo.3583070",
        ("`IOT_YYYY_pxp.zip`, `IOT_YYYY_ixi.zip` or their folder",),
        "dollars (the numbers are million EUR); taxes in versions without `F_Y.txt`",
        _named("exiobase3", exiobase.read_exiobase),
        exiobase.AGENTS,
        exiobase.INPUTS,
        checked="names of files, rows and columns as public programs read version 3.8.2; not "
        "tried on an official file",
    ),
    Format(
        "eora26",
        "Eora26",
        "Eora global supply chain database, Eora26, https://worldmrio.com/eora26/",
        ("`Eora26_YYYY_bp_T.txt`, `_FD.txt`, `_VA.txt` and `labels_*.txt`, folder or zip",),
        "taxes on products",
        _named("eora26", eora.read_eora),
        eora.AGENTS,
        eora.INPUTS,
        checked="as pymrio reads it; that the unit is thousand USD, and the sign of subsidies, "
        "are recalled; not tried on an official file",
    ),
    Format(
        "adb",
        "a multiregional table of the Asian Development Bank",
        "Asian Development Bank, Multiregional Input-Output Tables, https://kidb.adb.org/mrio",
        ("`ADB-MRIO-YYYY.xlsx`, 62, 72 or more economies, 35 industries",),
        "labour apart from capital",
        _named("adb", adb.read_adb),
        adb.AGENTS,
        wiod.INPUTS,
        checked="place of rows and columns as public programs check them; codes of economies that "
        "are not ISO 3166 are recalled; not tried on an official file",
    ),
    Format(
        "gloria",
        "GLORIA",
        "Industrial Ecology Virtual Laboratory, GLORIA, https://ielab.info",
        ("`*_T-Results_*`, `*_Y-Results_*`, `*_V-Results_*` at basic prices, with the ReadMe",),
        "taxes on products (in files of their own, which are not read)",
        _named("gloria", gloria.read_gloria),
        eora.AGENTS,
        eora.INPUTS,
        checked="order of labels and blocks as pymrio reads version 57; not tried on an official "
        "file",
    ),
    Format(
        "csv",
        "a text table of your own",
        "by you",
        (
            "matrix, labels `AUS_A01` or in two rows and columns",
            "long, `origin,sector,destination,user,value`",
            "folder of `cge new benchmark`",
            "commas, semicolons or tabs; decimal commas; UTF-8, UTF-16, Windows-1252",
        ),
        "what you leave out",
        _named("csv", plain.read_csv),
        _OWN_AGENTS,
        _OWN_INPUTS,
    ),
    Format(
        "excel",
        "a workbook of your own",
        "by you",
        ("the first sheet, as matrix or long table",),
        "what you leave out",
        _named("excel", plain.read_excel),
        _OWN_AGENTS,
        _OWN_INPUTS,
    ),
)
