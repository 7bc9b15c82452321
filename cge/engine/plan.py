"""The order of solution: which variables are assigned, which are solved for in a block.

Given the tear variables, everything else is computed along the graph of components: a variable
with an equation of its own is an assignment; variables that depend on each other form a block, of
which only a few *loop variables* need a linear algebra solve, the rest being assignments in terms
of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from cge.engine.system import CompiledEquation, System


class StructureError(ValueError):
    """The equations cannot be matched with the unknowns; the message names the pair."""


@dataclass(frozen=True)
class Block:
    """Variables computed together.

    Attributes
    ----------
    order
        Assigned variables, in order of evaluation.
    loop
        Variables solved for; empty where the block is one assignment.
    """

    order: tuple[str, ...]
    loop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How a system is solved.

    Attributes
    ----------
    tears
        Variables of the outer problem.
    blocks
        Inner blocks that the outer equations need, in order.
    reports
        Blocks evaluated once at the end, since no outer equation needs them.
    outer
        Equations of the outer problem.
    equations_of
        Inner variable -> the equations that determine its elements.
    """

    tears: tuple[str, ...]
    blocks: tuple[Block, ...]
    reports: tuple[Block, ...]
    outer: tuple[CompiledEquation, ...]
    equations_of: Mapping[str, tuple[CompiledEquation, ...]]


def make_plan(system: System) -> Plan:
    """Derive the order of solution from the equations and the tears marked in the model."""
    tears = tuple(s.name for s in system.symbols.values() if s.is_variable and s.tear)
    outer = tuple(e for e in system.equations if e.target in tears)
    equations_of: dict[str, list[CompiledEquation]] = {}
    for equation in system.equations:
        if equation.target not in tears:
            equations_of.setdefault(equation.target, []).append(equation)
    _check_square(system, tears, outer, equations_of)
    reads = {
        v: {u for e in found for u in e.reads if u in equations_of}
        for v, found in equations_of.items()
    }
    needed = _ancestors([u for e in outer for u in e.reads], reads)
    blocks = [_block(system, group, reads, equations_of) for group in _components(reads)]
    return Plan(
        tears=tears,
        blocks=tuple(b for b in blocks if needed & {*b.order, *b.loop}),
        reports=tuple(b for b in blocks if not needed & {*b.order, *b.loop}),
        outer=outer,
        equations_of={v: tuple(found) for v, found in equations_of.items()},
    )


def counts(system: System) -> dict[str, tuple[int, int]]:
    """Variable -> (rows of its equations, elements they determine)."""
    rows: dict[str, int] = {}
    for equation in system.equations:
        rows[equation.target] = rows.get(equation.target, 0) + equation.rows
    unknowns = {v: len(system.unknown(v)) for v in rows}
    return {v: (rows[v], unknowns[v]) for v in rows}


def _check_square(
    system: System,
    tears: tuple[str, ...],
    outer: tuple[CompiledEquation, ...],
    equations_of: Mapping[str, list[CompiledEquation]],
) -> None:
    rows = sum(e.rows for e in outer)
    unknowns = sum(len(system.unknown(t)) for t in tears)
    if rows != unknowns:
        names = ", ".join(e.name for e in outer) or "none"
        raise StructureError(
            f"the outer problem has {rows} equations ({names}) "
            f"for {unknowns} unknowns ({', '.join(tears)})"
        )
    for variable, found in equations_of.items():
        if any(len(e.target_flat) != e.rows for e in found):
            names = ", ".join(e.name for e in found)
            raise StructureError(f"'{names}' must have one row per element of '{variable}'")
        if sum(e.rows for e in found) != len(system.unknown(variable)):
            names = ", ".join(e.name for e in found)
            raise StructureError(f"'{variable}' is determined twice, by {names}")


def _ancestors(sinks: Iterable[str], reads: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [s for s in sinks if s in reads]
    while waiting:
        variable = waiting.pop()
        if variable not in seen:
            seen.add(variable)
            waiting.extend(reads[variable])
    return seen


def _components(reads: Mapping[str, set[str]]) -> list[list[str]]:
    """Strongly connected groups of variables, in order of evaluation."""
    names = list(reads)
    if not names:
        return []
    at = {v: k for k, v in enumerate(names)}
    pairs = [(at[v], at[u]) for v in names for u in reads[v]]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = sparse.csr_array((ones, (rows, columns)), shape=(len(names),) * 2)
    _, group_of = csgraph.connected_components(graph, connection="strong")
    before: dict[int, set[int]] = {int(g): set() for g in group_of}
    for row, column in pairs:
        if group_of[row] != group_of[column]:
            before[int(group_of[row])].add(int(group_of[column]))
    ordered = TopologicalSorter(before).static_order()
    return [[names[k] for k in np.flatnonzero(group_of == g)] for g in ordered]


def _block(
    system: System,
    group: list[str],
    reads: Mapping[str, set[str]],
    equations_of: Mapping[str, list[CompiledEquation]],
) -> Block:
    implicit = [v for v in group if not all(e.explicit for e in equations_of[v])]
    inside = {v: {u for u in reads[v] if u in group} for v in group}
    loop = _loop_variables(system, group, inside, implicit)
    rest = {v: inside[v] - set(loop) for v in group if v not in loop}
    order = tuple(TopologicalSorter(rest).static_order())
    return Block(order, loop)


def _loop_variables(
    system: System, group: list[str], inside: Mapping[str, set[str]], implicit: list[str]
) -> tuple[str, ...]:
    """The smallest set of variables that, once known, makes the others assignments."""
    others = sorted((v for v in group if v not in implicit), key=lambda v: system.symbols[v].size)
    for count in range(len(others) + 1):
        for extra in combinations(others, count):
            loop = {*implicit, *extra}
            rest = {v: inside[v] - loop for v in group if v not in loop}
            if _has_order(rest):
                return tuple(v for v in group if v in loop)
    raise StructureError(f"no order of evaluation for {', '.join(group)}")  # pragma: no cover


def _has_order(reads: Mapping[str, set[str]]) -> bool:
    try:
        TopologicalSorter(reads).prepare()
    except CycleError:
        return False
    return True
