"""A solution has the parameters that were asked for, and the elasticities of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from cge.economy.economy import Economy
from cge.symbols.registry import ELASTICITIES, HELD, entry_of
from cge.verification.check import Check, largest, relative_error
from cge.verification.recomputed import Point
from cge.verification.recomputed.data import Array, Data

# Name of a symbol, and what is to be equal: found and expected.
Pair = tuple[str, Array, Array]


def check_asked(p: Point, economy: Economy, asked: Mapping[str, Array]) -> Check:
    """What no swap lets adjust is as the experiment sets it, or as in the benchmark.

    Parameters
    ----------
    p
        A solution.
    economy
        What was solved.
    asked
        Parameters of the experiment; the benchmark's where it has none.
    """
    adjusts: dict[str, Array] = {}
    for swap in economy.rules.swaps:
        where = swap.adjusts(economy.labels)
        adjusts[swap.parameter] = adjusts.get(swap.parameter, np.zeros_like(where)) | where

    def pairs() -> Iterable[Pair]:
        for name in map(str, economy.parameters.data_vars):
            wanted = asked.get(name, economy.parameter_arrays[name])
            found = p[name]
            where = adjusts.get(name)
            yield name, found, wanted if where is None else np.where(where, found, wanted)

    return _worst("parameters as asked", pairs(), p)


def check_elasticities(p: Point, economy: Economy) -> Check:
    """Elasticities of the data, in every element."""
    data = Data(economy.benchmark)
    names = [e.name for e in ELASTICITIES if e.name in p]
    pairs = ((name, p[name], data.over(name, *entry_of(name).dims)) for name in names)
    return _worst("elasticities of the data", pairs, p)


def check_held(p: Point, economy: Economy) -> Check:
    """What a closure holds is at its level."""

    def pairs() -> Iterable[Pair]:
        for swap in economy.rules.swaps:
            found = p[swap.variable]
            held = swap.holds(economy.labels)
            yield swap.variable, found, np.where(held, p[f"{HELD}{swap.variable}"], found)

    return _worst("held variables", pairs(), p)


def _worst(check: str, pairs: Iterable[Pair], p: Point) -> Check:
    worst = Check(check, 0.0, "none")
    for name, found, expected in pairs:
        if np.array_equal(found, expected):
            continue
        error = relative_error(found, expected, 0.0)
        at = largest(check, error, entry_of(name).dims, p.labels)
        if not at.error <= worst.error:
            worst = Check(check, at.error, f"{name} ({at.where})")
    return worst
