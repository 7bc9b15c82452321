"""Labels that a row of settings means: which part of an array it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest

Labels = dict[str, list[str]]
ALL = "*"


@dataclass(frozen=True)
class Where:
    """Labels by dimension; a dimension that is not named means all its labels."""

    labels: tuple[tuple[str, tuple[str, ...]], ...]

    def mask(self, dims: tuple[str, ...], known: Labels) -> np.ndarray:
        """Which elements of an array over ``dims`` are meant.

        Raises
        ------
        InputError
            Naming each label that the data do not have.
        """
        problems = [
            f"closure: {dim} '{label}' is not in the data{nearest(label, known[dim])}"
            for dim, chosen in self.labels
            for label in chosen
            if label not in known[dim]
        ]
        if problems:
            raise InputError(problems)
        chosen = dict(self.labels)
        flags = [np.flatnonzero(np.isin(known[d], chosen.get(d, known[d]))) for d in dims]
        mask = np.zeros([len(known[d]) for d in dims], dtype=bool)
        mask[np.ix_(*flags)] = True
        return mask

    def shared(self, other: Where, dims: tuple[str, ...]) -> str | None:
        """What both mean of an array over ``dims``, in words; None where they do not meet."""
        mine, theirs = dict(self.labels), dict(other.labels)
        words = []
        for dim in dims:
            first, second = mine.get(dim), theirs.get(dim)
            if first is None and second is None:
                continue
            common = first if second is None else second
            if first is not None and second is not None:
                common = tuple(label for label in first if label in second)
            if not common:
                return None
            words.append(f"{dim} {', '.join(common)}")
        return "; ".join(words) or "all labels"


def where_of(row: dict[str, Any], dims: tuple[str, ...]) -> Where:
    """The labels that a row of a file gives for some of ``dims``."""
    named = []
    for dim in dims:
        chosen = row.get(dim, ALL)
        if chosen != ALL:
            named.append((dim, tuple(map(str, chosen if isinstance(chosen, list) else [chosen]))))
    return Where(tuple(named))


def unknown_keys(row: dict[str, Any], known: tuple[str, ...]) -> list[str]:
    """What is wrong with the keys of a row."""
    return [f"unknown key '{k}'{nearest(k, known)}" for k in row if k not in known]
