"""A folder of small tables, as `cge new benchmark` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import xarray as xr

from calibration.errors import InputError, alike
from calibration.readers.about import NAME as ABOUT
from calibration.readers.about import read_about
from calibration.readers.delimited import Delimited
from calibration.readers.flat import Columns, Matrix, combined, gathered, read_flat
from calibration.readers.gather import Gathering, Progress
from calibration.readers.joining import Joined
from calibration.readers.members import Member
from calibration.readers.parts import INPUT, Part, category, industry
from calibration.readers.strays import strays
from calibration.readers.wide import described

FILES = ("intermediate.csv", "final.csv")
"""What a folder must have; `value_added.csv` and `benchmark.yaml` may be absent."""
PAID = "value_added.csv"
_TABLES = {
    "intermediate.csv": Columns(("origin", "sector"), ("destination", "activity"), "value"),
    "final.csv": Columns(("origin", "sector"), ("destination", "category"), "value"),
    PAID: Columns(("input",), ("region", "activity"), "value"),
}
_MILLION = 1e6


def is_folder(found: Sequence[Member]) -> bool:
    """Whether files are those of such a folder, perhaps without some of them."""
    names = {each.name for each in found}
    return len(names) > 1 and bool(names & {*_TABLES, ABOUT})


def read_folder(
    found: Sequence[Member], year: int | None, joined: Joined, progress: Progress
) -> xr.Dataset:
    """Read a folder of tables; see `read_csv`.

    Parameters
    ----------
    found : sequence of Member
        Files of the folder.
    year, joined, progress
        As of `read_csv`.

    Raises
    ------
    InputError
        Everything that is wrong with the files; files that are not there.
    """
    by_name = {each.name: each for each in found}
    home = found[0].path.parent
    if problems := [*_missing(str(home), list(by_name))]:
        raise InputError(problems)
    tables = {n: _table(by_name[n], progress) for n in _TABLES if n in by_name}
    about = read_about(by_name.get(ABOUT))
    labels = {
        "categories": [item for _, item in tables["final.csv"].columns],
        "inputs": [label for (label,) in tables[PAID].rows] if PAID in tables else [],
    }
    problems = [*about.misfits(labels, list(by_name)), *_strays(str(home), tables)]
    if problems:
        raise InputError(problems)
    money = about.money
    gathering = _gathered(str(home), tables, joined).table(scale=money.scale / _MILLION)
    said = about.data
    source, licence = said.get("source", home.name), said.get("licence", "not stated")
    table = described(
        gathering, "csv", str(source), str(licence), year or said.get("year"), money.currency
    )
    title = {"title": str(said["title"])} if "title" in said else {}
    return table.assign_attrs(about.meanings() | title)


def _missing(home: str, names: Sequence[str]) -> Iterator[str]:
    """Files that a folder must have and has not."""
    others = [name for name in names if name not in (*_TABLES, ABOUT)]
    for name in FILES:
        if name not in names:
            yield f"{home}: has no {name}, which a folder of tables needs{alike(name, others)}"


def _table(member: Member, progress: Progress) -> Matrix:
    source = Delimited(member)
    first, columns = source.head(1)[0], _TABLES[member.name]
    wanted = [*columns.row, *columns.column, columns.value]
    if absent := [k for k in wanted if k not in first]:
        raise InputError(f"{member}: the header is '{','.join(first)}', lacks {', '.join(absent)}")
    return read_flat(source, first, columns, progress)


def _strays(home: str, tables: Mapping[str, Matrix]) -> Iterator[str]:
    named = {f"{home}/{name}": matrix for name, matrix in tables.items()}
    sellers = {place: m.rows for place, m in named.items() if not place.endswith(f"/{PAID}")}
    buyers = {place: m.columns for place, m in named.items()}
    return strays(sellers, buyers, {item for _, item in tables["final.csv"].columns})


def _gathered(name: str, tables: Mapping[str, Matrix], joined: Joined) -> Gathering:
    flows, final = (tables[k] for k in FILES)
    paid = tables.get(PAID)
    # Final demand pays taxes, too: its categories stand where activities do.
    pay = [k for k in (paid.columns if paid else []) if k not in set(final.columns)]
    industries = list(dict.fromkeys([*flows.rows, *final.rows, *flows.columns, *pay]))
    matrix = combined(list(tables.values()), industries, industries)
    known = set(industries)
    if both := [f"{area}_{item}" for area, item in final.columns if (area, item) in known]:
        raise InputError(f"{name}: {', '.join(both)}: an industry, and a category of final demand")
    columns = [industry(k) if k in known else category(k) for k in matrix.columns]
    rows = [industry(k) if k in known else Part(INPUT, item=k[0]) for k in matrix.rows]
    return gathered(name, matrix, rows, columns, joined)
