"""``cge list``: what can be named."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from calibration.errors import InputError, nearest
from cge.cli.columns import print_columns
from cge.cli.terminal import say
from cge.inputs import find as locations

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


def _scenarios() -> Rows:
    from cge.scenarios import shipped_scenarios

    for name, scenario in shipped_scenarios().items():
        yield name, scenario.title


def _problems() -> Rows:
    from cge.design.problem import Problem

    for name, path in locations.shipped("problems").items():
        yield name, Problem.from_file(path).title


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
    with path.open(newline="", encoding="utf-8-sig") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        found = {(row["dimension"], row["label"]) for row in csv.DictReader(lines)}
    dims = [dim for dim, _ in found]
    return f"{dims.count('region')} regions, {dims.count('sector')} sectors"


def _closures() -> Rows:
    from cge.settings.closures import read_closure

    for name, path in locations.shipped("closures").items():
        yield name, read_closure(path).title


def _structures() -> Rows:
    from cge.settings.structures import read_structure

    for name, path in locations.shipped("structures").items():
        yield name, read_structure(path).title


def _technologies() -> Rows:
    from cge.settings.technologies import read_technology

    for name, path in locations.shipped("technologies").items():
        yield name, read_technology(path).title


def _titles(kind: str) -> Callable[[], Rows]:
    """Titles of shipped settings that need no reading beyond their words."""

    def rows() -> Rows:
        import yaml

        for name, path in locations.shipped(kind).items():
            yield name, str(yaml.safe_load(path.read_text(encoding="utf-8"))["title"])

    return rows


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


_LISTS: dict[str, Callable[[], Rows]] = {
    "scenarios": _scenarios,
    "problems": _problems,
    "datasets": _datasets,
    "aggregations": _aggregations,
    "closures": _closures,
    "structures": _structures,
    "technologies": _technologies,
    "indicators": _indicators,
    "schedules": _titles("schedules"),
    "funds": _titles("funds"),
    "abatements": _titles("abatements"),
    "parameters": _parameters,
}
