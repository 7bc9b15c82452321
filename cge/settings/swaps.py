"""Swaps of exogenous for endogenous symbols: a parameter adjusts so that a variable is held.

Parameter and variable need as many elements as each other. They have the same dimensions, or what
only one of them has is narrowed to a single label: ``transfer`` (region) can hold ``real_spending``
(agent, region) of the agent ``government``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest
from cge.settings.where import Labels, Where, unknown_keys, where_of
from cge.symbols.registry import REGISTRY

Row = dict[str, Any]


@dataclass(frozen=True)
class Swap:
    """``parameter`` adjusts so that ``variable`` stays at its level, where the labels say."""

    parameter: str
    variable: str
    where: Where

    def adjusts(self, known: Labels) -> np.ndarray:
        """Elements of the parameter that adjust."""
        return self.where.mask(REGISTRY[self.parameter].dims, known)

    def holds(self, known: Labels) -> np.ndarray:
        """Elements of the variable that are held."""
        return self.where.mask(REGISTRY[self.variable].dims, known)


@dataclass(frozen=True)
class Pair:
    """All swaps of one parameter for one variable, joined.

    Attributes
    ----------
    equation
        Name of the equation that holds the variable.
    adjusts, holds
        Elements of the parameter and of the variable.
    """

    parameter: str
    variable: str
    equation: str
    adjusts: np.ndarray
    holds: np.ndarray


def pairs_of(swaps: Sequence[Swap], known: Labels) -> list[Pair]:
    """Swaps by pair of symbols; a variable that several parameters hold has an equation each."""
    names = list(dict.fromkeys((s.parameter, s.variable) for s in swaps))
    found = []
    for parameter, variable in names:
        chosen = [s for s in swaps if (s.parameter, s.variable) == (parameter, variable)]
        alone = sum(v == variable for _, v in names) == 1
        equation = f"E_fixed_{variable}" + ("" if alone else f"_by_{parameter}")
        adjusts = np.logical_or.reduce([s.adjusts(known) for s in chosen])
        holds = np.logical_or.reduce([s.holds(known) for s in chosen])
        found.append(Pair(parameter, variable, equation, adjusts, holds))
    return found


def adjusting(pairs: Sequence[Pair]) -> dict[str, np.ndarray]:
    """Elements of every parameter that adjust, whatever they hold."""
    found: dict[str, np.ndarray] = {}
    for pair in pairs:
        found[pair.parameter] = pair.adjusts | found.get(pair.parameter, False)
    return found


def read_swaps(rows: Sequence[Row]) -> tuple[Swap, ...]:
    """Swaps from rows without problems; see `swap_problems`."""
    return tuple(Swap(row["parameter"], row["variable"], where_of(row, _dims(row))) for row in rows)


def row_of(text: str) -> Row:
    """A swap written in one line, as a row; empty, and so refused, when a part has no ``=``."""
    first, *rest = [part.partition("=") for part in text.split(",")]
    if not all(sign for _, sign, _ in (first, *rest)):
        return {}
    labels = {dim.strip(): [x.strip() for x in chosen.split("+")] for dim, _, chosen in rest}
    return {**labels, "parameter": first[0].strip(), "variable": first[2].strip()}


def text_of(row: Row) -> str:
    """A row written in one line."""
    parts = [f"{row['parameter']}={row['variable']}"]
    for dim, chosen in where_of(row, _dims(row)).labels:
        parts.append(f"{dim}={'+'.join(chosen)}")
    return ",".join(parts)


def swap_problems(row: Any) -> list[str]:
    """What is wrong with a row, apart from labels that the data lack."""
    if not isinstance(row, dict) or not {"parameter", "variable"} <= set(row):
        return ["needs 'parameter' (which adjusts) and 'variable' (which is held)"]
    parameters = [e.name for e in REGISTRY.values() if e.kind in ("level", "power")]
    variables = [e.name for e in REGISTRY.values() if e.kind == "variable"]
    parameter, variable = row["parameter"], row["variable"]
    found = []
    if parameter not in parameters:
        found.append(f"unknown parameter '{parameter}'{nearest(parameter, parameters)}")
    if variable not in variables:
        found.append(f"unknown variable '{variable}'{nearest(variable, variables)}")
    if found:
        return found
    return _dimension_problems(row) + unknown_keys(row, ("parameter", "variable", *_dims(row)))


def _dimension_problems(row: Row) -> list[str]:
    adjusts, held = (REGISTRY[row[key]].dims for key in ("parameter", "variable"))
    chosen = dict(where_of(row, _dims(row)).labels)
    alone = [d for d in _dims(row) if (d in adjusts) != (d in held)]
    wide = [d for d in alone if len(chosen.get(d, ())) != 1]
    if not wide:
        return []
    return [
        f"'{row['parameter']}' ({', '.join(adjusts)}) cannot adjust to hold '{row['variable']}' "
        f"({', '.join(held)}): their dimensions differ; give one label of {', '.join(wide)}"
    ]


def refuse_overlaps(closure: str, swaps: Sequence[Swap]) -> None:
    """Each element of a symbol can be swapped once.

    Raises
    ------
    InputError
        Naming every symbol that two swaps share, and the labels where they meet.
    """
    problems = []
    for first, second in combinations(swaps, 2):
        for symbol in ("parameter", "variable"):
            name = getattr(first, symbol)
            if name != getattr(second, symbol):
                continue
            shared = first.where.shared(second.where, REGISTRY[name].dims)
            if shared is not None:
                problems.append(f"closure '{closure}': '{name}' is in two swaps for {shared}")
    if problems:
        raise InputError(list(dict.fromkeys(problems)))


def _dims(row: Row) -> tuple[str, ...]:
    """Dimensions of the parameter, then those that only the variable has."""
    dims = (*REGISTRY[row["parameter"]].dims, *REGISTRY[row["variable"]].dims)
    return tuple(dict.fromkeys(dims))
