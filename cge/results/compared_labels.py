"""Labels that only one of two results has, or that stand for other members in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calibration.membership import members
from cge.analysis.statistics import EXPERIMENT
from cge.results.result import Result

_CHECKS = "check"  # names of checks, which are no labels of the economy
_MOST = 8  # labels that a sentence names


def labels_apart(one: Result, other: Result) -> list[str]:
    """Sentences on labels and members of labels that the results do not have in common."""
    known = [str(dim) for dim in one.data.dims if dim in other.data.dims and dim != _CHECKS]
    found = []
    for dim in known:
        here, there = _labels(one, dim), _labels(other, dim)
        found += only(dim, here, there)
        if not set(here) & set(there):
            found.append(f"no {dim} is in both, so nothing by {dim} is compared")
    found += only("dimension", *([str(d) for d in each.data.dims] for each in (one, other)))
    return [*found, *_other_members(one, other)]


def _labels(result: Result, dim: str) -> list[str]:
    return [str(label) for label in result.data[dim].to_numpy()]


def only(kind: str, here: list[str], there: list[str]) -> list[str]:
    """Sentences on the names of a kind that only the first, or only the second, result has."""
    found = []
    for place, mine, others in (("first", here, there), ("second", there, here)):
        names = [name for name in mine if name not in others]
        if names:
            named = kind if len(names) == 1 else _plural(kind)
            found.append(f"only the {place} result has {named} {_named(names)}")
    return found


def _plural(kind: str) -> str:
    if kind == EXPERIMENT:
        return "experiments"
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _named(labels: Iterable[str]) -> str:
    every = list(labels)
    more = len(every) - _MOST
    return ", ".join(every[:_MOST]) + (f" and {more} more" if more > 0 else "")


def _other_members(one: Result, other: Result) -> Iterator[str]:
    """Labels of one name that stand for other countries or industries."""
    if one.benchmark is None or other.benchmark is None:
        return
    for dim in ("region", "sector"):
        here, there = members(one.benchmark, dim), members(other.benchmark, dim)
        for label in here.keys() & there.keys():
            left = [k for k in here[label] if k not in there[label]]
            right = [k for k in there[label] if k not in here[label]]
            said = [f"{_named(left)} in the first result alone"] * bool(left)
            said += [f"{_named(right)} in the second alone"] * bool(right)
            if said:
                yield f"{dim} {label} holds {' and '.join(said)}"
