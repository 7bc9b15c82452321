"""Is every unknown determined? A matching of equations and unknowns, element by element.

A square system can still be unsolvable whatever its numbers: some equations share too few
unknowns, and other unknowns are left without any. A maximum matching finds both sides.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from calibration.errors import first_of
from cge.engine.plan import StructureError
from cge.engine.system import CompiledEquation, System
from cge.engine.tape import Array

SIDES = ("left", "right")
NAMED = 6  # as many names of one kind as a message lists


def check_structure(system: System) -> None:
    """Raise where the equations cannot determine the unknowns.

    Raises
    ------
    StructureError
        Naming the equations that are one too many, the unknowns that nothing determines, and
        what competes for the same unknowns.
    """
    numbers, count = _number_unknowns(system)
    starts = np.cumsum([0, *(e.rows for e in system.equations)])
    incidence = _incidence(system, numbers, starts, count)
    matched = csgraph.maximum_bipartite_matching(incidence, perm_type="column")
    surplus = np.flatnonzero(matched < 0)
    lost = np.setdiff1d(np.arange(count), matched)
    if len(surplus) or len(lost):
        raise StructureError(_message(system, numbers, starts, incidence, matched, surplus, lost))


def _number_unknowns(system: System) -> tuple[dict[str, Array], int]:
    """Number of every unknown element by symbol, -1 where an element is given."""
    numbers, count = {}, 0
    for name in system.variables:
        at = system.unknown(name)
        numbers[name] = np.full(system.symbols[name].size, -1)
        numbers[name][at] = np.arange(count, count + len(at))
        count += len(at)
    return numbers, count


def _incidence(
    system: System, numbers: dict[str, Array], starts: Array, count: int
) -> sparse.csr_array:
    """Which unknown (column) appears in which row of which equation."""
    rows, columns = [], []
    for start, equation in zip(starts, system.equations, strict=False):
        for row, column in _appearances(equation, numbers):
            rows.append(start + row)
            columns.append(column)
    at = (np.concatenate(rows), np.concatenate(columns))
    ones = np.ones(len(at[0]), dtype=np.int8)
    return sparse.csr_array((ones, at), (int(starts[-1]), count))


def _appearances(
    equation: CompiledEquation, numbers: dict[str, Array]
) -> list[tuple[Array, Array]]:
    found = []
    for side in SIDES:
        for symbol, (rows, flat) in getattr(equation, side).entries.items():
            column = numbers[symbol][flat]
            found.append((rows[column >= 0], column[column >= 0]))
    return found


def _message(
    system: System,
    numbers: dict[str, Array],
    starts: Array,
    incidence: sparse.csr_array,
    matched: Array,
    surplus: Array,
    lost: Array,
) -> str:
    parts = []
    if len(surplus):
        names = _equations_of(system, starts, surplus)
        rivals = _rivals(incidence, matched, surplus)
        others = sorted({n.split(" (")[0] for n in _equations_of(system, starts, rivals)})
        parts.append(
            f"{first_of(names, NAMED)} cannot hold: all unknowns it could determine are determined "
            f"by {first_of(others, NAMED)}"
        )
    if len(lost):
        parts.append(f"nothing determines {first_of(_unknowns_of(system, numbers, lost), NAMED)}")
    return "; ".join(parts)


def _rivals(incidence: sparse.csr_array, matched: Array, surplus: Array) -> Array:
    """Rows that compete, directly or through others, for the unknowns of the surplus rows."""
    owner = np.full(incidence.shape[1], -1)
    owner[matched[matched >= 0]] = np.flatnonzero(matched >= 0)
    seen = set(surplus.tolist())
    waiting = list(seen)
    while waiting:
        row = waiting.pop()
        for column in incidence.indices[incidence.indptr[row] : incidence.indptr[row + 1]]:
            other = int(owner[column])
            if other >= 0 and other not in seen:
                seen.add(other)
                waiting.append(other)
    return np.array(sorted(seen - set(surplus.tolist())), dtype=int)


def _equations_of(system: System, starts: Array, rows: Array) -> list[str]:
    found = []
    for row in rows:
        k = int(np.searchsorted(starts, row, side="right")) - 1
        equation = system.equations[k]
        found.append(f"{equation.name} ({equation.row_label(int(row - starts[k]))})")
    return found


def _unknowns_of(system: System, numbers: dict[str, Array], columns: Array) -> list[str]:
    return [
        f"{name} ({system.symbols[name].label(int(flat))})"
        for name, number in numbers.items()
        for flat in np.flatnonzero(np.isin(number, columns))
    ]
