"""What two results have in common, and labels that only one has or that mean others in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xarray as xr

from calibration.errors import first_of
from calibration.membership import members
from cge.analysis.statistics import EXPERIMENT
from cge.results.result import Result

# Dims whose labels are those of another.
_FOLLOW = {
    "region": ("region", "origin", "destination"),
    "sector": ("sector", "activity", "margin_sector"),
}
_MOST = 8  # labels that a sentence names


@dataclass(frozen=True)
class Side:
    """One of two results, as far as it can be compared with the other.

    Attributes
    ----------
    whole
        All of its variables and parameters.
    data, benchmark, tables
        Its variables, the data that it started from (None in files of older versions), and
        statistics by the name of their table; without labels that mean something else in the other.
    """

    whole: xr.Dataset
    data: xr.Dataset
    benchmark: xr.Dataset | None
    tables: dict[str, xr.Dataset]


def sides(one: Result, other: Result) -> tuple[Side, Side]:
    """Both results without the labels that stand for other countries or industries in each."""
    foreign = {
        dim: labels for kind, labels in _foreign(one, other).items() for dim in _FOLLOW[kind]
    }
    return _side(one, foreign), _side(other, foreign)


def _side(result: Result, foreign: Mapping[str, Mapping[str, str]]) -> Side:
    def known(data: xr.Dataset) -> xr.Dataset:
        kept = {
            dim: [label for label in data[dim].to_numpy() if str(label) not in labels]
            for dim, labels in foreign.items()
            if dim in data.dims and labels
        }
        return data.sel(kept) if kept else data

    benchmark = None if result.benchmark is None else known(result.benchmark)
    tables = {name: known(table) for name, table in _tables(result).items()}
    return Side(result.data, known(result.data), benchmark, tables)


def _tables(result: Result) -> dict[str, xr.Dataset]:
    """Statistics along experiment and region, by the name of their table."""
    found = {"summary": result.summary()}
    if result.contributions is not None:
        found["contributions of packages"] = result.contributions
    if result.decomposition is not None:
        found["decomposition of welfare"] = result.decomposition.table()
    return found


def labels_apart(one: Result, other: Result) -> list[str]:
    """Sentences on labels and members of labels that the results do not have in common."""
    dims = [[str(dim) for dim in each.data.dims if dim != "check"] for each in (one, other)]
    found = only("dimension", *dims)
    told: set[str] = set()
    for dim in sorted((d for d in dims[0] if d in dims[1]), key=_is_other):
        here, there = _labels(one, dim), _labels(other, dim)
        if str((here, there)) in told:
            continue  # origins are regions
        told.add(str((here, there)))
        found += only(dim, here, there)
        if not set(here) & set(there):
            found.append(f"no {dim} is in both, so nothing by {dim} is compared")
    for kind, labels in _foreign(one, other).items():
        found += [f"{kind} {label} {said}, so it is not compared" for label, said in labels.items()]
    return found


def _is_other(dim: str) -> bool:
    """Whether a dim is named after those that a reader thinks of first."""
    return dim not in (EXPERIMENT, *_FOLLOW)


def _labels(result: Result, dim: str) -> list[str]:
    return [str(label) for label in result.data[dim].to_numpy()]


def only(kind: str, here: list[str], there: list[str]) -> list[str]:
    """Sentences on the names of a kind that only the first, or only the second, result has."""
    found = []
    for place, mine, others in (("first", here, there), ("second", there, here)):
        names = [name for name in mine if name not in others]
        if names:
            named = kind if len(names) == 1 else _plural(kind)
            found.append(f"only the {place} result has {named} {first_of(names, _MOST)}")
    return found


def _plural(kind: str) -> str:
    if kind == EXPERIMENT:
        return "experiments"
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _foreign(one: Result, other: Result) -> dict[str, dict[str, str]]:
    """Regions and sectors of one name that stand for others in each, and for which."""
    if one.benchmark is None or other.benchmark is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    for kind in _FOLLOW:
        here, there = members(one.benchmark, kind), members(other.benchmark, kind)
        both = {label: (here[label], there[label]) for label in here if label in there}
        found[kind] = {
            label: _holds(*pair) for label, pair in both.items() if set(pair[0]) != set(pair[1])
        }
    return found


def _holds(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    left, right = ([k for k in a if k not in b] for a, b in ((here, there), (there, here)))
    said = [f"{first_of(left, _MOST)} in the first result alone"] * bool(left)
    said += [f"{first_of(right, _MOST)} in the second alone"] * bool(right)
    return f"holds {' and '.join(said)}"
