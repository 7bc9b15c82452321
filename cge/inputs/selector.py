"""Labels named in a file: one, several, a pattern, a group, all, or all but those.

Every place where a user names labels is read by `read_selector` and resolved by `resolve`:
parameters, swaps, factor mobility, policies, sums, elasticities by activity, levels by region.
What one name means is told by `calibration.naming`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.naming import (
    ALL,
    KEEP_APART,
    FinestGroups,
    Groups,
    NamedGroups,
    meaning,
    no_groups,
)

__all__ = [
    "ALL",
    "KEEP_APART",
    "FinestGroups",
    "Groups",
    "NamedGroups",
    "Selections",
    "Selector",
    "cells",
    "meant",
    "no_groups",
    "read_selector",
    "resolve",
]


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
        found, problem = meaning(name, dim, labels, groups)
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
