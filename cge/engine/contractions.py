"""Sums of products as products with a kept matrix, for steps on all unknowns at once.

A sum over sellers of ``share * (cost * price[seller]) ** (1 - sigma)`` is, with elasticities and
costs that stay what they are, a matrix times one power per seller. Whatever is a product of powers
of variables with exponents that no variable moves (a monomial) may be read through: a sum of large
flows then needs no flow. Where exponents differ so that no such product exists, or where something
is added within a power, the equation is evaluated as it is written.

All of it is worked out for the parameters of one solution. Rounding apart, the numbers are those of
the equations; these have the last word, since IPOPT looks at the point that the steps find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from cge.engine.plan import Plan
from cge.engine.system import CompiledEquation, Program, System, Values
from cge.engine.tape import Array, Evaluate, Instruction, Reference, Run, Slots

FEW = 20_000  # terms of a sum up to which it is evaluated as it is written


@dataclass(frozen=True)
class Factor:
    """A power of a variable, for each of a number of terms.

    Attributes
    ----------
    symbol
        The variable.
    at, power
        Its element and its exponent in each term.
    """

    symbol: str
    at: Array
    power: Array

    def only(self, kept: Array) -> Factor:
        """The same for some of the terms."""
        return Factor(self.symbol, self.at[kept], self.power[kept])

    def value(self, values: Mapping[str, Array]) -> Array:
        """Its value in each term."""
        found = values[self.symbol].take(self.at)
        return found if (self.power == 1.0).all() else found**self.power


@dataclass(frozen=True)
class Terms:
    """Monomials, each a part of one row.

    Attributes
    ----------
    row, weight
        The row and the coefficient of each.
    factors
        What it multiplies.
    """

    row: Array
    weight: Array
    factors: tuple[Factor, ...]

    def only(self, kept: Array) -> Terms:
        """Some of them."""
        return Terms(self.row[kept], self.weight[kept], tuple(f.only(kept) for f in self.factors))

    def through(self, number: int, flow: Sequence[Terms], constant: Array) -> list[Terms]:
        """With one factor replaced by what its variable is.

        Parameters
        ----------
        number
            Which factor.
        flow
            The variable: its elements as rows, each in one part at most.
        constant
            The values of the elements that are in none.
        """
        factor, rest = self.factors[number], self.factors[:number] + self.factors[number + 1 :]
        bare, left, found = replace(self, factors=rest), np.ones(len(self.row), dtype=bool), []
        for inner in flow:
            place = np.full(len(constant), -1)
            place[inner.row] = np.arange(len(inner.row))
            known = place[factor.at] >= 0
            k, power = place[factor.at[known]], factor.power[known]
            part = bare.only(known)
            weight = part.weight * inner.weight[k] ** power
            moved = (Factor(f.symbol, f.at[k], f.power[k] * power) for f in inner.factors)
            found.append(Terms(part.row, weight, (*part.factors, *moved)))
            left &= ~known
        part, fixed = bare.only(left), factor.only(left)
        found.append(replace(part, weight=part.weight * constant[fixed.at] ** fixed.power))
        return [terms for terms in found if len(terms.row)]

    def merged(self) -> Terms:
        """With one factor for each variable and element that occurs again in all terms."""
        found: list[Factor] = []
        for factor in self.factors:
            for k, other in enumerate(found):
                if factor.symbol == other.symbol and np.array_equal(factor.at, other.at):
                    found[k] = replace(other, power=other.power + factor.power)
                    break
            else:
                found.append(factor)
        return replace(self, factors=tuple(f for f in found if f.power.any()))


class Product:
    """The sum of monomials over each row: powers by row times a matrix times powers by column.

    Parameters
    ----------
    matrix
        What the powers by column are multiplied by; sums of coefficients where there are none.
    by_row, by_column
        Powers for each row and for each column.
    """

    def __init__(
        self, matrix: sparse.csr_array | Array, by_row: list[Factor], by_column: list[Factor]
    ) -> None:
        self.matrix, self.by_row, self.by_column = matrix, by_row, by_column
        self.reads = frozenset(f.symbol for f in (*by_row, *by_column))

    def value(self, values: Mapping[str, Array]) -> Array:
        """One number per row."""
        found = self.matrix
        if self.by_column:
            first, *others = (f.value(values) for f in self.by_column)
            for other in others:
                first = first * other
            found = self.matrix @ first
        for factor in self.by_row:
            found = found * factor.value(values)
        return found


def product_of(terms: Terms, rows: int, sizes: Mapping[str, int]) -> Product | None:
    """The sums over rows as a product; None where powers are neither by row nor by one column."""
    terms = terms.merged()
    by_row, by_column, width = [], [], 0
    column: Array | None = None
    for factor in terms.factors:
        along = _along(terms.row, factor, rows)
        if along is not None:
            by_row.append(along)
            continue
        if column is None:
            column, width = factor.at, sizes[factor.symbol]
        along = _along(column, factor, width)
        if along is None:
            return None
        by_column.append(along)
    if column is None:
        return Product(np.bincount(terms.row, terms.weight, rows), by_row, [])
    matrix = sparse.coo_array((terms.weight, (terms.row, column)), (rows, width)).tocsr()
    return Product(matrix, by_row, by_column)


def _along(group: Array, factor: Factor, count: int) -> Factor | None:
    """The factor of each of some groups of terms, where all terms of a group have the same."""
    at, power = np.zeros(count, dtype=np.intp), np.zeros(count)
    at[group], power[group] = factor.at, factor.power
    same = (at[group] == factor.at).all() and (power[group] == factor.power).all()
    return Factor(factor.symbol, at, power) if same else None


def monomial(
    code: list[Instruction], slot: int, kept: Slots
) -> tuple[Array, list[tuple[Reference, Array]]] | None:
    """A slot as a coefficient times powers of references; None where it is nothing of the kind.

    Parameters
    ----------
    code
        The instructions of a tape.
    slot
        The result wanted.
    kept
        Slots that do not depend on variables, or are zero whatever these are.
    """
    if slot in kept:
        return kept[slot], []
    instruction = code[slot]
    if isinstance(instruction.source, Reference):
        return np.ones(()), [(instruction.source, np.ones(()))]
    if instruction.operation == "add":
        rest = [a for a in instruction.arguments if a not in kept or kept[a].any()]
        return monomial(code, rest[0], kept) if len(rest) == 1 else None
    if instruction.operation not in ("multiply", "divide", "power"):
        return None
    one, other = (monomial(code, a, kept) for a in instruction.arguments)
    if one is None or other is None:
        return None
    (weight, powers), (by, more) = one, other
    if instruction.operation == "multiply":
        return weight * by, powers + more
    if instruction.operation == "divide":
        return weight / by, powers + [(r, -e) for r, e in more]
    return None if more else (weight**by, [(r, e * by) for r, e in powers])


def _terms(code: list[Instruction], slot: int, kept: Slots, row: Array) -> Terms | None:
    """A slot as monomials, each a part of the row that is given for it."""
    shape = code[slot].shape
    found = monomial(code, slot, kept)
    if found is None:
        return None
    weight, powers = found

    def spread(array: Array) -> Array:
        return np.broadcast_to(array, shape).ravel()

    factors = tuple(Factor(r.symbol, spread(r.flat), spread(e)) for r, e in powers)
    return Terms(spread(row), spread(weight), factors)


def _used(terms: Terms) -> Terms:
    """Without those whose coefficient is zero."""
    used = terms.weight != 0
    return terms if used.all() else terms.only(used)


class Contractions:
    """The right sides of a plan's equations for the parameters of one solution.

    Parameters
    ----------
    system, plan
        The compiled equations and the order of solution.
    values
        The parameters, and variables where no equation determines them.

    Attributes
    ----------
    skipped
        Variables that nothing reads any more.
    """

    def __init__(self, system: System, plan: Plan, values: Values) -> None:
        self.system, self.plan, self.values = system, plan, values
        self.sizes = {s.name: s.size for s in system.symbols.values()}
        assigned = [v for b in plan.blocks for v in b.order]
        self._flows = {v: self._flow(v) for v in assigned if self.sizes[v] >= FEW}
        self._shortened: dict[str, list[tuple[Array | None, Program, Evaluate]]] = {}
        reads = {v: self._reads_of(v) for b in plan.blocks for v in (*b.order, *b.loop)}
        self.skipped = _unread(assigned, reads, frozenset(r for e in plan.outer for r in e.reads))

    def right(self, equation: CompiledEquation, values: Values) -> Array:
        """The right side of an equation."""
        parts = self._shortened.get(equation.name)
        if parts is None:
            return equation.right.value(values)
        found = np.empty(equation.rows)
        for rows, program, evaluate in parts:
            found[slice(None) if rows is None else rows] = program.by_row(evaluate(values))
        return found

    # ------------------------------------------------------------------ reading through
    def _flow(self, variable: str) -> list[Terms] | None:
        """A large variable as monomials, in parts; None where it is not."""
        parts = []
        for equation in self.plan.equations_of[variable]:
            if not equation.explicit:
                return None
            for rows, program in equation.right.parts(self.values):
                row = equation.target_flat if rows is None else equation.target_flat[rows]
                code, slot = program.tape.instructions, program.result
                shape = (-1,) + (1,) * (len(code[slot].shape) - 1)
                terms = _terms(code, slot, program.routine.kept(self.values), row.reshape(shape))
                if terms is None:
                    return None
                parts.append(terms)
        return parts

    def _reads_of(self, variable: str) -> frozenset[str]:
        """What is read to evaluate a variable, once its equations are as short as they can be."""
        reads: set[str] = set()
        for equation in self.plan.equations_of[variable]:
            if not equation.explicit:
                reads |= equation.reads
                continue
            parts = []
            for rows, program in equation.right.parts(self.values):
                sums = self._sums(program)
                given = {slot: _run(products, shape) for slot, (products, shape) in sums.items()}
                evaluate, read = program.routine.shortened(self.values, given)
                reads |= read
                reads.update(*(p.reads for products, _ in sums.values() for p in products))
                parts.append((rows, program, evaluate))
                if sums:
                    self._shortened[equation.name] = parts
        return frozenset(reads)

    def _sums(self, program: Program) -> dict[int, tuple[list[Product], tuple[int, ...]]]:
        """The sums over many terms that are products, by slot."""
        code, found = program.tape.instructions, {}
        kept = program.routine.kept(self.values)
        for slot, instruction in enumerate(code):
            if instruction.operation != "sum" or slot in kept or not instruction.live:
                continue
            if np.prod(code[instruction.arguments[0]].shape) >= FEW:
                products = self._contracted(code, instruction, kept)
                if products is not None:
                    found[slot] = products, instruction.shape
        return found

    def _contracted(
        self, code: list[Instruction], instruction: Instruction, kept: Slots
    ) -> list[Product] | None:
        """A sum as products; None where it is not."""
        rows = int(np.prod(instruction.shape))
        row = np.arange(rows).reshape(instruction.shape)
        terms = _terms(code, instruction.arguments[0], kept, row)
        products = []
        for part in self._read_through(terms) if terms is not None else ():
            product = product_of(part, rows, self.sizes) if np.isfinite(part.weight).all() else None
            if product is None:
                return None
            products.append(product)
        return products or None

    def _read_through(self, terms: Terms) -> list[Terms]:
        """Terms in which no variable is left that is a large monomial itself."""
        terms = _used(terms)
        for k, factor in enumerate(terms.factors):
            flow = self._flows.get(factor.symbol)
            if flow is not None:
                parts = terms.through(k, flow, self.values[factor.symbol])
                return [found for part in parts for found in self._read_through(part)]
        return [terms]


def _run(products: list[Product], shape: tuple[int, ...]) -> Run:
    """What computes a sum."""

    def run(_slots: Slots, values: Mapping[str, Array]) -> Array:
        first, *others = (p.value(values) for p in products)
        return sum(others, start=first).reshape(shape)

    return run


def _unread(
    assigned: list[str], reads: Mapping[str, frozenset[str]], outer: frozenset[str]
) -> frozenset[str]:
    """Assigned variables that neither the outer equations need nor what these need."""
    needed: set[str] = set()
    waiting = {*outer, *(v for v in reads if v not in assigned)}
    while waiting:
        variable = waiting.pop()
        if variable not in needed:
            needed.add(variable)
            waiting |= reads.get(variable, frozenset())
    return frozenset(v for v in assigned if v not in needed)
