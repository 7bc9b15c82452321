"""Inputs that differ between two results: scenario, data, closure, solver, arrays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
import yaml

from cge.analysis.statistics import EXPERIMENT
from cge.results.compared_labels import Side
from cge.results.compared_numbers import differences, in_common
from cge.results.digest import plain_value
from cge.results.inputs import CLOSURE, PLAN, SOLVER
from cge.symbols.registry import REGISTRY

Row = tuple[str, str, Any, Any]
COLUMNS = ["input", "where", "first", "second"]
ABSENT = "(none)"
# Attributes of a result that say what was asked, in the order in which a reader wants them.
_ASKED = (
    *("data", "aggregation", "structure", "technology", "abatement", "gases", "own_values"),
    "closure",
)
# Of these, a scenario says more than a user reads; its parts stand in rows of their own.
_TEXTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    PLAN: ("scenario", json.loads),
    CLOSURE: ("closure", yaml.safe_load),
    SOLVER: ("solver", json.loads),
}
_SET = ("power", "level", "elasticity")  # kinds of symbols that experiments set
_EXACT = 0.0


def inputs_apart(one: Side, other: Side) -> pd.DataFrame:
    """One row for each input that differs; see :class:`cge.results.comparison.Compared`."""
    rows = [*_texts(one, other), *_attributes(one, other), *_data(one, other), *_set(one, other)]
    return pd.DataFrame(rows, columns=COLUMNS)


def software_apart(one: Side, other: Side) -> pd.DataFrame:
    """One row for each package, and Python, whose version differs."""
    here, there = _versions(one), _versions(other)
    rows = [
        ("software", name, here.get(name, ABSENT), there.get(name, ABSENT))
        for name in dict.fromkeys([*here, *there])
        if here.get(name) != there.get(name)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _versions(side: Side) -> dict[str, str]:
    listed = str(side.data.attrs.get("versions", "")).split(", ")
    found = dict(part.rsplit(" ", 1) for part in listed if " " in part)
    return found | {"python": str(side.data.attrs.get("python", ABSENT))}


def _attributes(one: Side, other: Side) -> Iterator[Row]:
    for name in _ASKED:
        here, there = (str(each.data.attrs.get(name, "")) for each in (one, other))
        if here != there:
            yield name.replace("_", " "), "", here or ABSENT, there or ABSENT


def _texts(one: Side, other: Side) -> Iterator[Row]:
    """Entries of the scenario, the closure and the settings of the solver, by their keys."""
    for key, (name, read) in _TEXTS.items():
        here, there = (_entries(each, key, read) for each in (one, other))
        for where in dict.fromkeys([*here, *there]):
            first, second = here.get(where, ABSENT), there.get(where, ABSENT)
            if first != second:
                yield name, where, first, second


def _entries(side: Side, key: str, read: Callable[[str], Any]) -> dict[str, Any]:
    """Keys of a text, with dots between them, and their values; a text that is none, as it is."""
    text = str(side.data.attrs.get(key, ""))
    try:
        found = read(text)
        if isinstance(found, dict | list):
            return dict(_flat(found, ""))
    except (ValueError, RecursionError, yaml.YAMLError):
        pass
    return {"": text} if text else {}


def _flat(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for key, each in pairs:
        place = f"{where}.{key}" if where else str(key)
        if isinstance(each, dict | list) and each:
            yield from _flat(each, place)
        else:
            yield place, each


def _data(one: Side, other: Side) -> Iterator[Row]:
    """The benchmark that each was solved from."""
    here, there = one.benchmark, other.benchmark
    if here is None or there is None:
        if here is not there:
            held = [ABSENT if each is None else "in the file" for each in (here, there)]
            yield "benchmark", "", held[0], held[1]
        return
    yield from _arrays(here, there, "benchmark")
    for name in sorted({*map(str, here.attrs), *map(str, there.attrs)}):
        first, second = (plain_value(each.attrs.get(name, ABSENT)) for each in (here, there))
        if str(first) != str(second):
            yield "benchmark", name, first, second


def _set(one: Side, other: Side) -> Iterator[Row]:
    """Parameters of every experiment that both have, except those that a closure lets adjust."""
    chosen = [_given(each) for each in (one, other)]
    known = [str(k) for k in one.data[EXPERIMENT].to_numpy()]
    for label in known:
        if label in other.data[EXPERIMENT].to_numpy():
            here, there = (each.sel({EXPERIMENT: label}, drop=True) for each in chosen)
            yield from _arrays(here, there, f"parameters of {label}")


def _given(side: Side) -> xr.Dataset:
    entries = _entries(side, CLOSURE, yaml.safe_load)
    adjusting = {v for k, v in entries.items() if k.startswith("swap.") and k.endswith("parameter")}
    names = [
        str(name)
        for name in side.data.data_vars
        if name in REGISTRY and REGISTRY[str(name)].kind in _SET and name not in adjusting
    ]
    return side.data[[*names]].assign_coords({EXPERIMENT: side.data[EXPERIMENT]})


def _arrays(here: xr.Dataset, there: xr.Dataset, name: str) -> Iterator[Row]:
    """Arrays that differ, with the count of cells and the largest difference."""
    for key in dict.fromkeys([*map(str, here.data_vars), *map(str, there.data_vars)]):
        if key not in here or key not in there:
            held = [f"{each[key].size} cells" if key in each else ABSENT for each in (here, there)]
            yield name, key, held[0], held[1]
            continue
        pair = in_common(here[key], there[key])
        if pair is None:
            dims = [", ".join(map(str, each[key].dims)) for each in (here, there)]
            yield name, f"{key}: its dimensions", dims[0], dims[1]
        elif not np.issubdtype(pair[0].dtype, np.number):
            first, second = (each.to_numpy().astype(str) for each in pair)
            if not np.array_equal(first, second):
                yield name, key, "other labels", "other labels"
        else:
            yield from _numbers(name, key, pair)


def _numbers(name: str, key: str, pair: tuple[xr.DataArray, xr.DataArray]) -> Iterator[Row]:
    found = differences(*pair, floor=None, tolerance=_EXACT)
    if found is not None and found.differing:
        cells = f"{found.differing} of {found.elements} cells differ, most at"
        where = f"{key}: {cells} {found.where}" if found.where else key
        yield name, where, found.first, found.second
