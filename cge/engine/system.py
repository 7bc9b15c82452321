"""A compiled model: symbols, array values, and one compiled program per equation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy import sparse

from cge.engine.components import (
    Parameter,
    Variable,
    equations,
    parameters,
    sets_of,
    variables,
)
from cge.engine.pyomo_private import ConcreteModel, GetItemExpression, IndexTemplate
from cge.engine.tape import Array, Reference, Routine, Tape
from cge.engine.template import Lowering, Template, TemplateError, templatize
from cge.engine.turns import in_turn

Values = dict[str, Array]


@dataclass(frozen=True)
class Symbol:
    """One array of the model: a variable or a parameter.

    ``unknown`` holds the flat positions of the unknown elements of a tear variable.
    """

    name: str
    sets: tuple[str, ...]
    labels: tuple[tuple[object, ...], ...]
    positive: bool
    tear: bool
    is_variable: bool
    unknown: Array | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each dimension."""
        return tuple(len(k) for k in self.labels)

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(np.prod(self.shape))

    def label(self, flat: int) -> str:
        """Labels of one element, for messages: ``steel, CHN``."""
        at = np.unravel_index(flat, self.shape)
        return ", ".join(str(k[i]) for k, i in zip(self.labels, at, strict=True))


Parts = list[tuple["Array | None", "Program"]]


class Program:
    """One side of an equation: its value and its derivatives, row by row.

    Parameters
    ----------
    tape, result
        The array program and the slot of its value.

    Attributes
    ----------
    reads
        Symbols it reads.
    tape, result
        As given.
    routine
        Evaluates the result.
    """

    def __init__(self, tape: Tape, result: int) -> None:
        loads = [i.source for i in tape.instructions if isinstance(i.source, Reference)]
        self.reads = frozenset(r.symbol for r in loads)
        gradient: dict[str, list[tuple[Reference, int]]] = {}
        for reference, slot in tape.gradient(result):
            gradient.setdefault(reference.symbol, []).append((reference, slot))
        for found in gradient.values():
            found.sort(key=lambda pair: pair[0].fingerprint)
        self._prepare(tape, result, gradient)

    def _prepare(
        self, tape: Tape, result: int, gradient: dict[str, list[tuple[Reference, int]]]
    ) -> None:
        self.tape = tape
        self.result = result
        self._gradient = gradient
        self.routine = Routine(tape, [result])
        self._slopes = Routine(tape, [slot for found in gradient.values() for _, slot in found])

    def restricted(self, rows: Array) -> Program:
        """The same program over some of the rows."""
        program = copy(self)
        program.__dict__.pop("entries", None)
        count = self.tape.rows
        gradient = {
            symbol: [(r.restricted(rows, count), slot) for r, slot in found]
            for symbol, found in self._gradient.items()
        }
        program._prepare(self.tape.restricted(rows), self.result, gradient)
        return program

    def value(self, values: Mapping[str, Array]) -> Array:
        """One number per row."""
        return self.by_row(self.routine(values))

    def by_row(self, found: Sequence[Array]) -> Array:
        """What the routine found, as one number per row."""
        (one,) = found
        return one.ravel() if one.size == self.tape.rows else np.full(self.tape.rows, one)

    def parts(self, values: Mapping[str, Array]) -> Parts:
        """The program with the rows it is for, None for all; see :meth:`Forms.parts`."""
        return [(None, self)]

    @cached_property
    def entries(self) -> dict[str, tuple[Array, Array]]:
        """Symbol -> row and column of each derivative by it; a pair may repeat."""
        return {symbol: self._entries(found) for symbol, found in self._gradient.items()}

    def _entries(self, found: list[tuple[Reference, int]]) -> tuple[Array, Array]:
        rows = []
        for reference, _ in found:
            shape = reference.flat.shape
            column = np.arange(self.tape.rows).reshape((-1,) + (1,) * (len(shape) - 1))
            rows.append(np.broadcast_to(column, shape).ravel())
        return np.concatenate(rows), np.concatenate([r.flat.ravel() for r, _ in found])

    def derivatives(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Symbol -> derivatives by it, in the order of :attr:`entries`."""
        return _joined(self.slopes(values))

    def slopes(self, values: Mapping[str, Array]) -> dict[str, list[Array]]:
        """Symbol -> derivatives by each reference to it, rows first."""
        slopes = iter(self._slopes(values))
        return {
            symbol: [_spread(next(slopes), r.flat.shape) for r, _ in found]
            for symbol, found in self._gradient.items()
        }


class Forms:
    """One side of an equation whose rows take one of several forms, as parameters say.

    It has the values and the derivatives of a :class:`Program`. Which row has which form may change
    with the parameters; patterns do not, because all forms read the same elements.

    Parameters
    ----------
    first
        The program of form 0, over all rows.
    program
        Gives the program of any other form, over all rows; asked when a row first needs it.
    choose
        Tells from the values of all symbols the number of the form of every row.
    depends
        The parameters by which it does.
    """

    def __init__(
        self,
        first: Program,
        program: Callable[[int], Program],
        choose: Callable[[Mapping[str, Array]], Array],
        depends: frozenset[str],
    ) -> None:
        self.reads = first.reads | depends
        self.rows = first.tape.rows
        self._programs = {0: first}
        self._program = program
        self._choose = choose
        self._depends = depends
        # The parameter arrays last given, and the parts; replaced as a pair, as in a Routine.
        self._known: tuple[dict[str, Array], Parts] | None = None

    @property
    def entries(self) -> dict[str, tuple[Array, Array]]:
        """Symbol -> row and column of each derivative by it; a pair may repeat."""
        return self._programs[0].entries

    def parts(self, values: Mapping[str, Array]) -> Parts:
        """Rows and program of each form that has rows, as parameters say; all rows are None."""
        known = self._known
        if known is not None and all(values[p] is a for p, a in known[0].items()):
            return known[1]
        form = self._choose(values)
        parts = [self._part(int(k), np.flatnonzero(form == k)) for k in np.unique(form)]
        self._known = {p: values[p] for p in self._depends}, parts
        return parts

    def _part(self, form: int, rows: Array) -> tuple[Array | None, Program]:
        if form not in self._programs:
            with in_turn():
                self._programs[form] = self._program(form)
        whole = self._programs[form]
        return (None, whole) if len(rows) == self.rows else (rows, whole.restricted(rows))

    def value(self, values: Mapping[str, Array]) -> Array:
        """One number per row."""
        found = np.empty(self.rows)
        for rows, program in self.parts(values):
            if rows is None:
                return program.value(values)
            found[rows] = program.value(values)
        return found

    def derivatives(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Symbol -> derivatives by it, in the order of :attr:`entries`."""
        whole: dict[str, list[Array]] = {}
        for rows, program in self.parts(values):
            slopes = program.slopes(values)
            if rows is None:
                return _joined(slopes)
            for symbol, parts in slopes.items():
                held = whole.setdefault(
                    symbol, [np.empty((self.rows, *p.shape[1:])) for p in parts]
                )
                for array, part in zip(held, parts, strict=True):
                    array[rows] = part
        return _joined(whole)


def _joined(slopes: Mapping[str, list[Array]]) -> dict[str, Array]:
    return {
        symbol: np.concatenate([p.ravel() for p in parts]) if len(parts) > 1 else parts[0].ravel()
        for symbol, parts in slopes.items()
    }


def _spread(numbers: Array, shape: tuple[int, ...]) -> Array:
    return numbers if numbers.shape == shape else np.broadcast_to(numbers, shape)


class CompiledEquation:
    """One equation as array programs.

    Parameters
    ----------
    template
        Its symbolic form.
    differentiable
        Symbols by which derivatives are wanted.
    active
        Its rows, as an array of booleans over its sets; None for all.

    Attributes
    ----------
    name, rows
        Name and number of active rows.
    target, target_flat
        Symbol that the equation determines and the element that each row determines.
    explicit
        The left side is the determined variable alone and does not appear on the right.
    templates
        Its own, and those of the equations that may take its place.
    """

    def __init__(
        self, template: Template, differentiable: frozenset[str], active: Array | None
    ) -> None:
        self.template = template
        self.name: str = template.equation.local_name
        lowering = Lowering(template, template.equation.model().labels, differentiable, active)
        self.rows = lowering.rows
        self.shape = tuple(len(s) for s in sets_of(template.equation))
        self.row_flat = np.ravel_multi_index(lowering.positions, self.shape)
        self.left: Program | Forms = Program(*lowering.write(template.left))
        self.right: Program | Forms = Program(*lowering.write(template.right))
        self.templates: tuple[Template, ...] = (template,)
        self._find_target(lowering)
        size = int(
            np.prod(
                [len(s) for s in sets_of(template.equation.model().find_component(self.target))]
            )
        )
        self.whole = self.rows == size and np.array_equal(self.target_flat, np.arange(size))

    def _find_target(self, lowering: Lowering) -> None:
        equation, left = self.template.equation, self.template.left
        alone = (
            isinstance(left, GetItemExpression)
            and isinstance(left.args[0], Variable)
            and all(isinstance(k, IndexTemplate) for k in left.args[1:])
        )
        named = equation.determines
        if alone and (named is None or named is left.args[0]):
            self.target: str = left.args[0].local_name
            flat = lowering.flat(left).reshape(-1)
            self.target_flat = np.broadcast_to(flat, (self.rows,))
            distinct = np.bincount(self.target_flat).max(initial=0) <= 1
            self.explicit = distinct and self.target not in self.right.reads
        elif named is None:
            raise TemplateError(
                f"equation '{self.name}' is implicit: say which variable it determines"
            )
        else:
            self.target, self.explicit = named.local_name, False
            same = [s.name for s in sets_of(named)] == [s.name for s in sets_of(equation)]
            self.target_flat = self.row_flat if same else np.arange(0)

    @property
    def reads(self) -> frozenset[str]:
        """Symbols that the equation reads; without its target where it is explicit."""
        return self.right.reads if self.explicit else self.right.reads | self.left.reads

    def difference(self, values: Mapping[str, Array]) -> Array:
        """Left side less right side, one number per row."""
        return self.left.value(values) - self.right.value(values)

    def difference_derivatives(self, values: Mapping[str, Array]) -> dict[str, sparse.csr_array]:
        """Derivatives of :meth:`difference`: symbol -> sparse matrix."""
        total: dict[str, sparse.csr_array] = {}
        for program, sign in ((self.left, 1.0), (self.right, -1.0)):
            for symbol, numbers in program.derivatives(values).items():
                shape = (self.rows, values[symbol].size)
                matrix = sparse.coo_array((sign * numbers, program.entries[symbol]), shape).tocsr()
                total[symbol] = total[symbol] + matrix if symbol in total else matrix
        return total

    def replaceable_by(
        self, others: Sequence[Template], differentiable: frozenset[str]
    ) -> CompiledEquation:
        """The equation whose rows take the form of others where these say so.

        Raises
        ------
        TemplateError
            When a form has other rows, or reads other elements; at the latest when it is needed.
        """
        joined = copy(self)
        joined.templates = (self.template, *others)
        depends = frozenset(_where(t)[0] for t in others)

        def choose(values: Mapping[str, Array]) -> Array:
            form = np.zeros(self.rows, dtype=np.int8)
            for k, other in enumerate(others, start=1):
                name, shape, holds = _where(other)
                rows = np.broadcast_to(holds(values[name].reshape(shape)), self.shape)
                form[rows.ravel()[self.row_flat]] = k
            return form

        @cache
        def compiled(form: int) -> CompiledEquation:
            other = others[form - 1]
            return CompiledEquation(other, differentiable, other.equation.active_rows)

        def side(name: str) -> Forms:
            first: Program = getattr(self, name)

            def program(form: int) -> Program:
                found: Program = getattr(compiled(form), name)
                if not _same_entries(first, found):
                    names = f"'{self.name}' and '{compiled(form).name}'"
                    raise TemplateError(f"{names} must have the same rows and read the same")
                return found

            return Forms(first, program, choose, depends)

        joined.left, joined.right = side("left"), side("right")
        return joined

    def template_at(self, row: int, values: Mapping[str, Array]) -> Template:
        """The form that an active row takes, as the values of the parameters say."""
        for other in self.templates[1:]:
            name, shape, holds = _where(other)
            rows = np.broadcast_to(holds(values[name].reshape(shape)), self.shape)
            if rows.flat[self.row_flat[row]]:
                return other
        return self.template

    def row_label(self, row: int) -> str:
        """Labels of one active row, for messages: ``steel, CHN``."""
        at = np.unravel_index(int(self.row_flat[row]), self.shape)
        sets = sets_of(self.template.equation)
        return ", ".join(str(s.ordered_data()[i]) for s, i in zip(sets, at, strict=True))


def _where(template: Template) -> tuple[str, tuple[int, ...], Callable[[Array], Array]]:
    """The parameter that decides whether an equation replaces another, its shape, and how."""
    assert template.equation.where is not None
    parameter, holds = template.equation.where
    return parameter.local_name, parameter.values_array.shape, holds


def _same_entries(one: Program, other: Program) -> bool:
    return one.entries.keys() == other.entries.keys() and all(
        all(map(np.array_equal, one.entries[s], other.entries[s])) for s in one.entries
    )


def _compiled(templates: Iterable[Template], names: frozenset[str]) -> list[CompiledEquation]:
    """Equations with rows, each with those that may take its place."""
    groups: dict[str, list[Template]] = {}
    for template in templates:
        replaced = template.equation.instead_of
        name = (template.equation if replaced is None else replaced).local_name
        groups.setdefault(name, []).append(template)
    equations = []
    for written, *others in groups.values():
        equation = CompiledEquation(written, names, written.equation.active_rows)
        if equation.rows:
            equations.append(equation.replaceable_by(others, names) if others else equation)
    return equations


class System:
    """All equations of a model, compiled, with the arrays they read.

    Parameters
    ----------
    model
        A Pyomo model made of :mod:`cge.engine.components`.
    also
        Parameters by which derivatives are wanted, as by variables.

    Attributes
    ----------
    symbols
        Name -> :class:`Symbol`, variables and parameters.
    equations
        Compiled equations, in the order they were written.
    initial
        Starting values of the variables and values of the parameters, raveled.
    """

    def __init__(self, model: ConcreteModel, also: Iterable[str] = ()) -> None:
        self.model = model
        self.symbols: dict[str, Symbol] = {}
        self.initial: Values = {}
        with in_turn():
            self._compile(also)

    def _compile(self, also: Iterable[str]) -> None:
        for variable in variables(self.model):
            self._add_symbol(variable)
        for parameter in parameters(self.model):
            self._add_symbol(parameter)
        self.templates = [templatize(e) for e in equations(self.model)]
        self._names = frozenset([*(v.local_name for v in variables(self.model)), *also])
        self.equations = _compiled(self.templates, self._names)
        self.by_name: dict[str, CompiledEquation] = {e.name: e for e in self.equations}

    @cached_property
    def written(self) -> dict[str, CompiledEquation]:
        """Every equation as it was written, with the rows that the initial parameters give it.

        To look at and to test one by one; :attr:`equations` are those that are solved.
        """
        with in_turn():
            found = [
                CompiledEquation(t, self._names, t.equation.rows_at_present())
                for t in self.templates
            ]
        return {e.name: e for e in found if e.rows}

    def _add_symbol(self, component: Variable | Parameter) -> None:
        sets = sets_of(component)
        tear = getattr(component, "tear", False)
        array = component.initial if isinstance(component, Variable) else component.values_array
        symbol = Symbol(
            name=component.local_name,
            sets=tuple(s.name for s in sets),
            labels=tuple(tuple(s.ordered_data()) for s in sets),
            positive=getattr(component, "positive", False),
            tear=tear,
            is_variable=isinstance(component, Variable),
            unknown=_unknown(component) if tear else None,
        )
        if array.shape != symbol.shape:
            raise ValueError(f"'{symbol.name}' has shape {array.shape}, its sets {symbol.shape}")
        self.symbols[symbol.name] = symbol
        self.initial[symbol.name] = array.ravel().astype(float)
        self.initial[symbol.name].flags.writeable = False

    @property
    def variables(self) -> list[str]:
        """Names of the variables."""
        return [s.name for s in self.symbols.values() if s.is_variable]

    def values(self, parameter_values: Mapping[str, Array] | None = None) -> Values:
        """Starting values, with parameters replaced where given.

        Parameters
        ----------
        parameter_values
            Parameter name -> array of the parameter's shape.
        """
        values = dict(self.initial)
        for name, array in (parameter_values or {}).items():
            given = np.asarray(array, dtype=float).ravel()
            if not np.array_equal(given, values[name]):  # the same array keeps what it led to
                values[name] = given.copy()
        return values

    def unknown(self, variable: str) -> Array:
        """Flat positions of the elements that are solved for; all others keep their value."""
        marked = self.symbols[variable].unknown
        if marked is not None:
            return marked
        determined = np.zeros(self.symbols[variable].size, dtype=bool)
        for equation in self.equations:
            if equation.target == variable:
                determined[equation.target_flat] = True
        return np.flatnonzero(determined)

    def residuals(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Residual of every row of every equation, relative to the size of its two sides.

        Sides that are small are measured against a millionth of the largest side of the equation.
        What may change sign, such as a receipt, is a difference of large numbers and may be zero
        but for their rounding: there it is a millionth of the largest variable the equation reads.
        """
        return {
            e.name: relative_residual(e, values, self._floor(e, values)) for e in self.equations
        }

    def _floor(self, equation: CompiledEquation, values: Mapping[str, Array]) -> float:
        if self.symbols[equation.target].positive:
            return 0.0
        read = [n for n in equation.reads if self.symbols[n].is_variable]
        return 1e-6 * max((float(np.abs(values[n]).max(initial=0.0)) for n in read), default=0.0)


def worst_row(equations: Sequence[CompiledEquation], residual: Array) -> str:
    """Equation and labels of the largest of the residuals of some equations, one after another."""
    worst = int(np.argmax(np.where(np.isfinite(residual), np.abs(residual), np.inf)))
    for equation in equations:
        if worst < equation.rows:
            return f"{equation.name} ({equation.row_label(worst)})"
        worst -= equation.rows
    raise ValueError("more residuals than rows of the equations")


def _unknown(tear: Variable) -> Array:
    if tear.active_elements is None:
        return np.arange(tear.initial.size)
    return np.flatnonzero(tear.active_elements)


def relative_residual(
    equation: CompiledEquation, values: Mapping[str, Array], floor: float = 0.0
) -> Array:
    """``(left - right) / max(|left|, |right|)`` per row, sizes below ``floor`` counting as that."""
    left = equation.left.value(values)
    right = equation.right.value(values)
    size = np.maximum(np.abs(left), np.abs(right))
    floor = max(floor, 1e-6 * float(size.max(initial=0.0)))
    return (left - right) / np.maximum(size, floor if floor > 0 else 1.0)
