"""Labels named in a file: one, several, a pattern, a group, all, or all but those.

Every place where a user names labels is read by `read_selector` and resolved by `resolve`:
parameters, swaps, factor mobility, policies, sums, elasticities by activity, levels by region.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.errors import InputError, nearest
from calibration.factors import PARTS_OF
from calibration.membership import lists_by_label, members
from calibration.variables import REGION_DIMS, SECTOR_DIMS

if TYPE_CHECKING:
    import xarray as xr

    import calibration.groups

ALL = "all"
FACTOR = "factor"
KEEP_APART = "name labels, or run an aggregation that keeps these apart (cge list aggregations)"
_FINEST = dict.fromkeys((*REGION_DIMS, "partner"), "region") | dict.fromkeys(SECTOR_DIMS, "sector")

# groups(dim, name): labels of a named group along a dimension, None for an unknown name.
Groups = Callable[[str, str], Sequence[str] | None]


def no_groups(_dim: str, _name: str) -> Sequence[str] | None:
    """Know no groups."""
    return None


@dataclass(frozen=True)
class NamedGroups:
    """The groups of a file, as the labels of one dataset; errors can name the nearest group.

    Of factors, a group is one that was split into parts: its name means all that behave as it.

    Attributes
    ----------
    groups : calibration.groups.Groups
        All groups, at the finest level.
    benchmark : xarray.Dataset
        The dataset whose labels are meant, at any level of aggregation.
    """

    groups: calibration.groups.Groups
    benchmark: xr.Dataset

    def __call__(self, dim: str, name: str) -> Sequence[str] | None:
        """Labels of a group along a dimension, none where the data have none; None if unknown.

        Raises
        ------
        calibration.errors.InputError
            A label is only partly in the group.
        """
        if name not in self.names(dim):
            return None
        if dim == FACTOR:
            return self._factors[name]
        inside = self.groups.of(_FINEST[dim])[name].inside(self.benchmark)
        finest = members(self.benchmark, _FINEST[dim]).values()
        if not any(inside.intersection(each) for each in finest):
            return ()
        return self.groups.resolve(_FINEST[dim], name, self.benchmark)

    def names(self, dim: str) -> list[str]:
        """Names of the groups along a dimension."""
        if dim == FACTOR:
            return list(self._factors)
        return list(self.groups.of(_FINEST[dim])) if dim in _FINEST else []

    @property
    def _factors(self) -> dict[str, list[str]]:
        return lists_by_label(self.benchmark.attrs, PARTS_OF)


class FinestGroups(NamedGroups):
    """The same groups as their members at the finest level."""

    def __call__(self, dim: str, name: str) -> Sequence[str] | None:
        """Members of a group along a dimension; None for an unknown name."""
        if name not in self.names(dim):
            return None
        return sorted(self.groups.of(_FINEST[dim])[name].inside(self.benchmark))


@dataclass(frozen=True)
class Selector:
    """Names of labels along one dimension.

    Attributes
    ----------
    names : tuple of str
        Labels, patterns with ``*``, ``?`` or ``[...]``, names of groups, and ``all``.
    excluded : bool
        Select every label but those named.
    """

    names: tuple[str, ...]
    excluded: bool = False

    def __str__(self) -> str:
        names = self.names[0] if len(self.names) == 1 else f"[{', '.join(self.names)}]"
        return f"{{not: {names}}}" if self.excluded else names

    def to_plain(self) -> str | list[str] | dict[str, Any]:
        """The selector as it is written in a scenario file."""
        names = self.names[0] if len(self.names) == 1 else list(self.names)
        return {"not": names} if self.excluded else names


def read_selector(value: Any) -> Selector:
    """Read a selector from the value of a YAML key.

    Raises
    ------
    ValueError
        The value is neither a label, a list of labels, nor ``{not: ...}``; the text says why.
    """
    if isinstance(value, Selector):
        return value
    if isinstance(value, dict):
        if list(value) != ["not"]:
            raise ValueError(f"{value!r} is not a selection; write labels or {{not: labels}}")
        return Selector(_names(value["not"]), excluded=True)
    return Selector(_names(value))


def _names(value: Any) -> tuple[str, ...]:
    names = list(value) if isinstance(value, list | tuple) else [value]
    if not names:
        raise ValueError("names no label; leave the key out to select all")
    wrong = [name for name in names if not isinstance(name, str) or not name]
    if wrong:
        raise ValueError(
            f"{wrong[0]!r} is not a label; a label that looks like a number needs quotes"
        )
    return tuple(names)


def resolve(
    selector: Selector,
    dim: str,
    labels: Sequence[str],
    groups: Groups = no_groups,
    may_be_absent: bool = False,
) -> tuple[list[str], list[str]]:
    """Labels that a selector means, in the order of the dimension, and what is wrong with it.

    A name is looked for among the labels first, then read as ``all``, as a pattern, as a group.

    Parameters
    ----------
    selector : Selector
        What to resolve.
    dim : str
        Name of the dimension.
    labels : sequence of str
        All labels along it.
    groups : callable
        ``groups(dim, name)`` gives the labels of a group, or None.
    may_be_absent : bool
        Whether a group, or all that is named, may have no label here.

    Returns
    -------
    selected : list of str
        The labels selected.
    problems : list of str
        One sentence per name that means nothing here.
    """
    named: set[str] = set()
    problems: list[str] = []
    for name in selector.names:
        found, problem = _meaning(name, dim, labels, groups)
        if problem is None and not found and not may_be_absent:
            problem = f"group '{name}' has no {dim} in this aggregation"
        named.update(found)
        problems += [problem] if problem else []
    selected = [label for label in labels if (label in named) != selector.excluded]
    if not problems and not selected and not may_be_absent:
        problems.append(f"{selector} leaves no {dim}")
    return selected, problems


def meant(
    value: Any, dim: str, labels: Sequence[str], groups: Groups = no_groups
) -> tuple[list[str], list[str]]:
    """Labels that a value as it is written means, and what is wrong with it; as `resolve`."""
    try:
        selector = read_selector(value)
    except ValueError as error:
        return [], [str(error)]
    return resolve(selector, dim, labels, groups)


class Selections:
    """What selectors mean among the labels of a dataset; each is resolved once.

    Parameters
    ----------
    labels : mapping of sequence of str
        All labels by dimension.
    groups : callable
        As in `resolve`.
    """

    def __init__(self, labels: Mapping[str, Sequence[str]], groups: Groups = no_groups) -> None:
        self.labels = labels
        self.groups = groups
        self._found: dict[tuple[str, Selector], tuple[np.ndarray, list[str]]] = {}

    def of(self, dim: str, selector: Selector) -> tuple[np.ndarray, list[str]]:
        """Positions of the labels that a selector means, ascending, and what is wrong with it."""
        if (dim, selector) not in self._found:
            labels = self.labels[dim]
            chosen, problems = resolve(selector, dim, labels, self.groups)
            inside = np.isin(np.array(labels, dtype=str), chosen)
            self._found[dim, selector] = np.flatnonzero(inside), problems
        return self._found[dim, selector]


def cells(
    of: str,
    where: Mapping[str, Selector],
    labels: Mapping[str, Sequence[str]],
    groups: Groups = no_groups,
) -> tuple[np.ndarray, list[str]]:
    """Elements of an array that selectors mean, and what is wrong with them.

    Parameters
    ----------
    of : str
        Whose array it is, for messages.
    where : mapping of Selector
        By dimension; a dimension that is not named means all its labels.
    labels : mapping of sequence of str
        Labels of the array by dimension, in the order of its dimensions.
    groups : callable
        As in `resolve`.

    Returns
    -------
    mask : numpy.ndarray of bool
        In the shape of the array; whole where something is wrong.
    problems : list of str
        One sentence per dimension that the array lacks and per name that means nothing.
    """
    mask = np.ones([len(known) for known in labels.values()], dtype=bool)
    problems = []
    for dim, selector in where.items():
        if dim not in labels:
            problems.append(f"{dim}: '{of}' has no {dim}, only {', '.join(labels)}")
            continue
        chosen, found = resolve(selector, dim, labels[dim], groups)
        problems += [f"{dim}: {problem}" for problem in found]
        if not found:
            inside = np.isin(np.array(labels[dim], dtype=str), chosen)
            mask &= inside.reshape([-1 if other == dim else 1 for other in labels])
    return mask, problems


def _meaning(
    name: str, dim: str, labels: Sequence[str], groups: Groups
) -> tuple[Sequence[str], str | None]:
    """Labels that a name stands for, none where it is a group without any; or what is wrong."""
    if name in labels:
        return [name], None
    if name == ALL:
        return labels, None
    matches = [label for label in labels if fnmatchcase(label, name)]
    if matches:
        return matches, None
    try:
        found = groups(dim, name)
    except InputError as error:
        return [], "; ".join([*error.problems, KEEP_APART])
    if found is None:
        return [], _no_meaning(name, dim, labels, groups)
    return [label for label in found if label in labels], None


def _no_meaning(name: str, dim: str, labels: Sequence[str], groups: Groups) -> str:
    if any(sign in name for sign in "*?["):
        return f"'{name}' matches no {dim}{nearest(name, labels)}"
    named = groups.names(dim) if isinstance(groups, NamedGroups) else []
    article = "an" if dim[0] in "aeiou" else "a"
    kind = f"{article} {dim}" if not named else f"{article} {dim} or group"
    # Where no name is alike, the labels are what to choose from; groups are too many to list.
    choices = nearest(name, [*labels, *named]) or nearest(name, labels)
    return f"'{name}' is not {kind}{choices}"
