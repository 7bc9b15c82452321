"""A folder of small tables, as `cge new benchmark` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.yaml import Document, read_document
from calibration.guard.money import Amount, read_money
from calibration.readers.delimited import Delimited
from calibration.readers.flat import Columns, Matrix, combined, gathered, read_flat
from calibration.readers.gather import Gathering, Progress
from calibration.readers.joining import Joined
from calibration.readers.members import Member
from calibration.readers.parts import INPUT, Part, category, industry
from calibration.readers.wide import described

FILES = ("intermediate.csv", "final.csv")
"""What a folder must have; `value_added.csv` and `benchmark.yaml` may be absent."""
ABOUT = "benchmark.yaml"
KEYS = ("title", "year", "unit", "currency", "source", "licence", "categories", "inputs")
"""Keys of `benchmark.yaml`; `categories` and `inputs` give agents and roles by label."""
_TABLES = {
    "intermediate.csv": Columns(("origin", "sector"), ("destination", "activity"), "value"),
    "final.csv": Columns(("origin", "sector"), ("destination", "category"), "value"),
    "value_added.csv": Columns(("input",), ("region", "activity"), "value"),
}
_MILLION = 1e6


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
        Everything that is wrong with the files.
    """
    by_name = {each.name: each for each in found}
    tables = {n: _table(by_name[n], progress) for n in _TABLES if n in by_name}
    about = _about(by_name[ABOUT]) if ABOUT in by_name else {}
    money = _money(about)
    home = by_name[FILES[0]].path.parent
    gathered = _gathered(str(home), tables, joined).table(scale=money.scale / _MILLION)
    source, licence = about.get("source", home.name), about.get("licence", "not stated")
    table = described(
        gathered, "csv", str(source), str(licence), year or about.get("year"), money.currency
    )
    said = {"agents": about.get("categories"), "inputs": about.get("inputs")}
    texts = {k: json.dumps(v) for k, v in said.items() if v}
    return table.assign_attrs(texts | ({"title": str(about["title"])} if "title" in about else {}))


def _table(member: Member, progress: Progress) -> Matrix:
    source = Delimited(member)
    first, columns = source.head(1)[0], _TABLES[member.name]
    wanted = [*columns.row, *columns.column, columns.value]
    if absent := [k for k in wanted if k not in first]:
        raise InputError(f"{member}: the header is '{','.join(first)}', lacks {', '.join(absent)}")
    return read_flat(source, first, columns, progress)


def _gathered(name: str, tables: dict[str, Matrix], joined: Joined) -> Gathering:
    flows, final = (tables[k] for k in FILES)
    paid = tables.get("value_added.csv")
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


def _about(member: Member) -> dict[str, Any]:
    """What `benchmark.yaml` says."""
    document = read_document(member.path)
    if problems := [*_problems(document)]:
        raise InputError(problems)
    return dict(document.data or {})


def _money(about: Mapping[str, Any]) -> Amount:
    """The unit of the tables: `million EUR`, or `million` beside the currency `EUR`."""
    unit, currency = (str(about.get(k, "")) for k in ("unit", "currency"))
    if not unit:
        return Amount(_MILLION, currency or "USD")
    found = read_money(unit) or read_money(f"{unit} {currency}")
    return found or Amount(0.0, "")


def _problems(document: Document) -> Iterator[str]:
    data = document.data or {}
    if not isinstance(data, dict):
        yield f"{document.place()}must be a list of keys and values"
        return
    for key, value in data.items():
        if key not in KEYS:
            yield f"{document.place((key,))}unknown key{nearest(key, KEYS)}"
        elif key in ("categories", "inputs"):
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                yield f"{document.place((key,))}must give a text for each label"
        elif key == "year" and not isinstance(value, int):
            yield f"{document.place((key,))}'{value}' is no year"
        elif key == "unit" and not _money(data).scale:
            yield f"{document.place((key,))}'{value}' is not money; write such as 'million USD'"
