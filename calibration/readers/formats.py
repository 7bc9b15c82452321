"""The formats that are read, and which of them a file seems to be in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.errors import InputError
from calibration.readers import figaro, icio, plain
from calibration.readers.members import Paths
from calibration.readers.recognise import recognised


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


def _named(name: str, read: Callable[..., xr.Dataset]) -> Callable[..., xr.Dataset]:
    """The reader; where it fails over a file of another format, the message says which."""

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
