"""Every variable is what its recomputation from data and definitions says."""

from __future__ import annotations

import numpy as np

from cge.symbols.registry import entry_of
from cge.verification.check import Check, largest, relative_error
from cge.verification.recomputed import RECOMPUTED, Point, Recomputation


def check_variables(p: Point) -> list[Check]:
    """One check for each variable that the model has and that is recomputed."""
    with np.errstate(all="ignore"):  # what is not a number fails its check
        return [_check(p, n, again) for n, again in RECOMPUTED.items() if n in p]


def _check(p: Point, name: str, again: Recomputation) -> Check:
    found, expected = p[name], again.rule(p)
    if again.where is not None:
        expected = np.where(again.where(p.data), expected, p.initial(name))
    least = 0.0 if again.size is None else again.size(p)
    error = relative_error(found, expected, least)
    return largest(f"recomputed: {name}", error, entry_of(name).dims, p.labels)
