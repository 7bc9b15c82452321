"""The rank correlations of uncertain numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calibration.errors import InputError, nearest
from cge.uncertainty.correlation import gaussian, possible
from cge.uncertainty.numbers import Uncertain
from cge.uncertainty.schema import Together, Uncertainty

Array = np.ndarray


def correlation_of(file: Uncertainty, numbers: Sequence[Uncertain]) -> Array:
    """Correlations of the normal scores of uncertain numbers, (numbers, numbers).

    Parameters
    ----------
    file
        The file that says what moves together.
    numbers
        Its numbers, as an economy has them.

    Raises
    ------
    InputError
        Labels that are not known, correlations given twice, and such as cannot be together.
    """
    size = len(numbers)
    given = np.eye(size)
    told = np.zeros((size, size), dtype=bool)
    problems: list[str] = []
    for together in file.correlations:
        for (i, j), value in _pairs(together, numbers, problems):
            if told[i, j] and given[i, j] != value:
                pair = f"{numbers[i].label} and {numbers[j].label}"
                problems.append(f"{together.place}two correlations of {pair}")
            given[i, j] = given[j, i] = value
            told[i, j] = told[j, i] = True
    if problems:
        raise InputError(dict.fromkeys(problems))
    return possible(given, [one.label for one in numbers])


def _pairs(
    together: Together, numbers: Sequence[Uncertain], problems: list[str]
) -> list[tuple[tuple[int, int], float]]:
    """Pairs of numbers, each with the correlation of its normal scores."""
    chosen = [k for k, one in enumerate(numbers) if one.entry in together.among]
    if together.labels is not None:
        return _named(together, numbers, chosen, problems)
    if together.rank is not None:
        value = float(gaussian(np.array(together.rank)))
    else:
        assert together.common is not None
        value = together.common**2
    return [((i, j), value) for n, i in enumerate(chosen) for j in chosen[n + 1 :]]


def _named(
    together: Together, numbers: Sequence[Uncertain], chosen: list[int], problems: list[str]
) -> list[tuple[tuple[int, int], float]]:
    """Pairs of labels, ``A, B``."""
    at: dict[str, list[int]] = {}
    for k in chosen:
        for label in (*numbers[k].along.values(), numbers[k].label):
            at.setdefault(label, []).append(k)
    found = []
    for names, rank in (together.labels or {}).items():
        pair = [name.strip() for name in names.split(",")]
        unknown = [name for name in pair if len(at.get(name, ())) != 1]
        problems += [f"{together.place}labels: no '{k}'{nearest(k, at)}" for k in unknown]
        if len(pair) != 2:
            problems.append(f"{together.place}labels: '{names}' is not a pair, as 'A, B'")
        elif not unknown:
            i, j = (at[name][0] for name in pair)
            found.append(((i, j), float(gaussian(np.array(rank)))))
    return found
