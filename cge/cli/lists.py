"""``cge list``: what can be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.files.yaml import read_document
from cge.cli.columns import print_columns
from cge.cli.terminal import say
from cge.inputs import find as locations
from cge.inputs.kinds import KINDS, OTHER_LISTS

Rows = Iterator[tuple[str, ...]]


def print_lists(kind: str | None) -> None:
    """Print one list, or all of them; see `cge.cli.app.list_`.

    Raises
    ------
    calibration.errors.InputError
        There is no list of that kind.
    """
    if kind is not None and kind not in _LISTS:
        raise InputError(f"list: unknown kind '{kind}'{nearest(kind, _LISTS)}")
    if kind is not None:
        print_columns([], _LISTS[kind]())
        return
    for name, rows in _LISTS.items():
        say(f"{name}\n")
        print_columns([], rows())
        say("")


def _titles(kind: str) -> Rows:
    """Titles of the shipped files of a kind, which need no reading beyond their words."""
    for name, path in locations.shipped(kind).items():
        yield name, str(read_document(path).data["title"])


def _datasets() -> Rows:
    import h5py

    for name, path in locations.shipped("benchmarks").items():
        with h5py.File(path) as file:
            title = file.attrs.get("title", "")
        yield name, title.decode() if isinstance(title, bytes) else str(title)


def _aggregations() -> Rows:
    for name, path in locations.shipped("aggregations").items():
        yield name, _size(path)


def _size(path: Path) -> str:
    columns = ("dimension", "member", "label")
    table = read_table(path, columns, ("description",))
    dims = [dim for dim, _ in {(row["dimension"], row["label"]) for row in table.rows}]
    return f"{dims.count('region')} regions, {dims.count('sector')} sectors"


def _indicators() -> Rows:
    from calibration.indicators import read_catalogue

    catalogue = read_catalogue(locations.data_directory() / "indicators" / "catalogue.yaml")
    yield "indicator", "dimension", "unit", "what it is", "source"
    for one in catalogue.indicators.values():
        yield one.name, one.dimension, one.unit, one.title, one.source


def _parameters() -> Rows:
    from cge.symbols.registry import SHOCKABLE

    yield "parameter", "kind", "dimensions", "unit", "description"
    for entry in SHOCKABLE:
        yield entry.name, entry.kind, ", ".join(entry.dims), entry.unit, entry.description


_OTHERS: dict[str, Callable[[], Rows]] = {
    "datasets": _datasets,
    "aggregations": _aggregations,
    "indicators": _indicators,
    "parameters": _parameters,
}
_LISTS = {
    name: _OTHERS.get(name, partial(_titles, name))
    for name in (*(kind.name for kind in KINDS.values()), *OTHER_LISTS)
}
