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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from scipy import sparse

from cge.engine.plan import Plan
from cge.engine.system import CompiledEquation, Program, System, Values
from cge.engine.tape import Array, Evaluate, Instruction, Reference, Run, Slots

Made = TypeVar("Made")
FEW = 20_000  # terms of a sum up to which it is evaluated as it is written


def _only(array: Array, kept: Array) -> Array:
    """Some of an array with one number for each term, or one for all."""
    return array[kept] if array.ndim and not kept.all() else array


def _taken(array: Array, at: Array) -> Array:
    """Elements of such an array."""
    return array.take(at) if array.ndim else array


@dataclass(frozen=True)
class Factor:
    """A power of a variable, for each of a number of terms.

    Attributes
    ----------
    symbol
        The variable.
    at
        Its element in each term.
    power
        Its exponent in each term, or one for all.
    """

    symbol: str
    at: Array
    power: Array

    def value(self, values: Mapping[str, Array]) -> Array:
        """Its value in each term."""
        found = values[self.symbol].take(self.at)
        return found if self.power.ndim == 0 and self.power == 1.0 else found**self.power


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
        if kept.all():
            return self
        factors = (Factor(f.symbol, f.at[kept], _only(f.power, kept)) for f in self.factors)
        return Terms(self.row[kept], self.weight[kept], tuple(factors))

    def places(self, size: int) -> Array:
        """Which term is the row of each of a number of elements; -1 for none."""
        places = np.full(size, -1)
        places[self.row] = np.arange(len(self.row))
        return places

    def through(self, number: int, flow: Flow, constant: Array) -> list[Terms]:
        """With one factor replaced by what its variable is.

        Parameters
        ----------
        number
            Which factor.
        flow
            The variable.
        constant
            The values of the elements that are in no part of it.
        """
        factor, rest = self.factors[number], self.factors[:number] + self.factors[number + 1 :]
        bare, left, found = replace(self, factors=rest), np.ones(len(self.row), dtype=bool), []
        for inner, places in flow:
            k = places.take(factor.at)
            known = k >= 0
            if not known.any():
                continue
            part, power, k = bare.only(known), _only(factor.power, known), _only(k, known)
            moved = (Factor(f.symbol, f.at[k], _taken(f.power, k) * power) for f in inner.factors)
            weight = part.weight * _raised(inner.weight[k], power)
            found.append(Terms(part.row, weight, (*part.factors, *moved)))
            left &= ~known
        if left.any():
            part, fixed = bare.only(left), constant[factor.at[left]]
            weight = part.weight * _raised(fixed, _only(factor.power, left))
            found.append(replace(part, weight=weight))
        return found

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


Flow = Sequence[tuple[Terms, Array]]  # each element in one part at most, and where it is there


def _raised(base: Array, power: Array) -> Array:
    if power.ndim == 0 and abs(power) == 1.0:
        return base if power == 1.0 else 1.0 / base
    return base**power


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
    return Product(_matrix(terms, column, (rows, width)), by_row, by_column)


def _matrix(terms: Terms, column: Array, shape: tuple[int, int]) -> sparse.csr_array:
    if (terms.row[1:] < terms.row[:-1]).any():
        return sparse.coo_array((terms.weight, (terms.row, column)), shape).tocsr()
    starts = np.cumsum(np.bincount(terms.row, minlength=shape[0]))
    starts = np.concatenate([[0], starts]).astype(np.int32)
    return sparse.csr_array((terms.weight, column.astype(np.int32), starts), shape)


def _along(group: Array, factor: Factor, count: int) -> Factor | None:
    """The factor of each of some groups of terms, where all terms of a group have the same."""
    found = []
    for array in (factor.at, factor.power):
        held = array
        if array.ndim:
            held = np.zeros(count, dtype=array.dtype)
            held[group] = array
            if not np.array_equal(held.take(group), array):
                return None
        found.append(held)
    return Factor(factor.symbol, *found)


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

    factors = tuple(Factor(r.symbol, spread(r.flat), spread(e) if e.ndim else e) for r, e in powers)
    return Terms(spread(row), spread(weight), factors)


def _used(terms: Terms) -> Terms:
    """Without those whose coefficient is zero."""
    used = terms.weight != 0
    return terms if used.all() else terms.only(used)


Sums = dict[int, tuple[list[Product], tuple[int, ...]]]  # slot -> what it is, and its shape


@dataclass(frozen=True)
class _Known:
    """Something worked out, and what it was worked out from.

    Attributes
    ----------
    made
        The thing.
    kept
        Slots of programs.
    through
        Large variables that were met, and what they are.
    """

    made: Any
    kept: tuple[Slots, ...]
    through: Mapping[str, Flow | None]


class Contractions:
    """The right sides of a plan's equations for the parameters of one solution.

    Parameters
    ----------
    system, plan
        The compiled equations and the order of solution.
    values
        The parameters, and variables where no equation determines them.
    last
        Those of other parameters: what does not depend on the ones that differ is taken from them.

    Attributes
    ----------
    skipped
        Variables that nothing reads any more.
    """

    def __init__(
        self, system: System, plan: Plan, values: Values, last: Contractions | None = None
    ) -> None:
        self.plan, self.values = plan, values
        self.sizes = {s.name: s.size for s in system.symbols.values()}
        self._last: dict[str, _Known] = {} if last is None else last._known
        self._known: dict[str, _Known] = {}
        assigned = [v for b in plan.blocks for v in b.order]
        self._flows = {v: self._flow(v) for v in assigned if self.sizes[v] >= FEW}
        self._shortened: dict[str, list[tuple[Array | None, Program, Evaluate]]] = {}
        reads = {v: self._reads_of(v) for b in plan.blocks for v in (*b.order, *b.loop)}
        self.skipped = _unread(assigned, reads, frozenset(r for e in plan.outer for r in e.reads))
        self._last = {}

    def _once(
        self, key: str, kept: tuple[Slots, ...], make: Callable[[dict[str, Flow | None]], Made]
    ) -> Made:
        """What the last contractions know, where it was worked out from the same, or anew."""
        known = self._last.get(key)
        if (
            known is None
            or not _same(known.kept, kept)
            or any(self._flows[v] is not flow for v, flow in known.through.items())
        ):
            through: dict[str, Flow | None] = {}
            known = _Known(make(through), kept, through)
        self._known[key] = known
        return known.made

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
    def _flow(self, variable: str) -> Flow | None:
        """A large variable as monomials, in parts; None where it is not."""
        equations = self.plan.equations_of[variable]
        if not all(e.explicit for e in equations):
            return None
        parts = [(e.target_flat, *part) for e in equations for part in e.right.parts(self.values)]
        kept = tuple(program.routine.kept(self.values) for *_, program in parts)

        def made(_: dict[str, Flow | None]) -> Flow | None:
            flow = []
            for (target, rows, program), slots in zip(parts, kept, strict=True):
                code, slot = program.tape.instructions, program.result
                row = (target if rows is None else target[rows]).reshape(
                    (-1,) + (1,) * (len(code[slot].shape) - 1)
                )
                terms = _terms(code, slot, slots, row)
                if terms is None:
                    return None
                flow.append((terms, terms.places(self.sizes[variable])))
            return flow

        return self._once(variable, kept, made)

    def _reads_of(self, variable: str) -> frozenset[str]:
        """What is read to evaluate a variable, once its equations are as short as they can be."""
        reads: set[str] = set()
        for equation in self.plan.equations_of[variable]:
            if not equation.explicit:
                reads |= equation.reads
                continue
            parts = []
            for k, (rows, program) in enumerate(equation.right.parts(self.values)):
                kept, key = program.routine.kept(self.values), f"{equation.name}.{k}"
                sums = self._once(key, (kept,), partial(self._sums, program, kept))
                given = {slot: _run(products, shape) for slot, (products, shape) in sums.items()}
                evaluate, read = program.routine.shortened(self.values, given)
                reads |= read
                reads.update(*(p.reads for products, _ in sums.values() for p in products))
                parts.append((rows, program, evaluate))
                if sums:
                    self._shortened[equation.name] = parts
        return frozenset(reads)

    def _sums(self, program: Program, kept: Slots, through: dict[str, Flow | None]) -> Sums:
        """What is a product, by slot: sums of many terms, and few elements of a large monomial."""
        code: list[Instruction] = program.tape.instructions
        found: Sums = {}
        for slot, instruction in enumerate(code):
            if slot in kept or not instruction.live:
                continue
            argument = self._many(code, slot, through)
            if argument is not None:
                products = self._contracted(code, argument, instruction.shape, kept, through)
                if products is not None:
                    found[slot] = products, instruction.shape
        return found

    def _many(
        self, code: list[Instruction], slot: int, through: dict[str, Flow | None]
    ) -> int | None:
        """What there is to sum up, if it is much."""
        instruction = code[slot]
        if isinstance(instruction.source, Reference):
            large = self._met(instruction.source.symbol, through) is not None
            return slot if large and np.prod(instruction.shape) < FEW else None
        if instruction.operation != "sum":
            return None
        (argument,) = instruction.arguments
        return argument if np.prod(code[argument].shape) >= FEW else None

    def _met(self, symbol: str, through: dict[str, Flow | None]) -> Flow | None:
        """What a variable is, if it is large."""
        if symbol not in self._flows:
            return None
        return through.setdefault(symbol, self._flows[symbol])

    def _contracted(
        self,
        code: list[Instruction],
        slot: int,
        shape: tuple[int, ...],
        kept: Slots,
        through: dict[str, Flow | None],
    ) -> list[Product] | None:
        """The sum of a slot to a shape as products; None where it is not."""
        rows = int(np.prod(shape))
        terms = _terms(code, slot, kept, np.arange(rows).reshape(shape))
        products = []
        for part in self._read_through(terms, through) if terms is not None else ():
            product = product_of(part, rows, self.sizes) if np.isfinite(part.weight).all() else None
            if product is None:
                return None
            products.append(product)
        return products or None

    def _read_through(self, terms: Terms, through: dict[str, Flow | None]) -> list[Terms]:
        """Terms in which no variable is left that is a large monomial itself."""
        terms = _used(terms)
        for k, factor in enumerate(terms.factors):
            flow = self._met(factor.symbol, through)
            if flow is not None:
                parts = terms.through(k, flow, self.values[factor.symbol])
                return [found for part in parts for found in self._read_through(part, through)]
        return [terms]


def _same(one: tuple[Slots, ...], other: tuple[Slots, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


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
