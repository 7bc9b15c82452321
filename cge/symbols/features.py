"""Features: parts of the model that a benchmark brings or leaves out.

A benchmark dataset says by the variables it holds which optional parts its model has. Symbols of
the registry name their feature, and a model has the symbols of its features only. Some features
are alternatives: a benchmark without the variable of one has the other.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import xarray as xr

from cge.symbols.registry import PARTS

# Feature -> the benchmark variable that brings it.
BROUGHT_BY: dict[str, str] = {p.feature: p.brought_by for p in PARTS if p.brought_by}

# Feature -> the one that takes its place.
UNLESS: dict[str, str] = {p.feature: p.unless for p in PARTS if p.unless}

_SYMBOLS = {p.feature: tuple(e.name for e in p.entries()) for p in PARTS if p.feature}


def features_of(dataset: xr.Dataset) -> frozenset[str]:
    """Features of the model that a benchmark calls for."""
    brought = {f for f, variable in BROUGHT_BY.items() if variable in dataset}
    return frozenset(brought | {f for f, other in UNLESS.items() if other not in brought})


def symbols_of(feature: str) -> tuple[str, ...]:
    """Names of the symbols that a feature has.

    Raises
    ------
    KeyError
        For an unknown feature.
    """
    return _SYMBOLS[feature]


def solution_has(solution: Container[Any], feature: str) -> bool:
    """Whether a solution is that of a model with the feature: it holds symbols of it."""
    return any(name in solution for name in symbols_of(feature))
