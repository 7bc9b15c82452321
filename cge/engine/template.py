"""From a rule to an array program: Pyomo templates lowered to a :class:`~cge.engine.tape.Tape`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cge.engine.components import (
    Equation,
    Labels,
    Parameter,
    Variable,
    reading_template,
    sets_of,
)
from cge.engine.pyomo_private import (
    DivisionExpression,
    EqualityExpression,
    GetItemExpression,
    IndexTemplate,
    NegationExpression,
    PowExpression,
    ProductExpression,
    SumExpressionBase,
    TemplateSumExpression,
    UnaryFunctionExpression,
    is_potentially_variable,
    summand,
    template_id,
    template_set,
    templatize_constraint,
)
from cge.engine.tape import Array, Tape


class TemplateError(ValueError):
    """A rule uses something that has no array form."""


@dataclass(frozen=True)
class Template:
    """The symbolic form of one equation: ``left == right`` over ``indices``."""

    equation: Equation
    left: Any
    right: Any
    indices: tuple[IndexTemplate, ...]


def templatize(equation: Equation) -> Template:
    """Read the rule of an equation once, with placeholders for its labels."""
    with reading_template():
        expression, indices = templatize_constraint(equation)
    if not isinstance(expression, EqualityExpression):
        raise TemplateError(f"equation '{equation.name}': the rule must return left == right")
    left, right = expression.args
    if is_potentially_variable(right) and not is_potentially_variable(left):
        left, right = right, left  # Python may ask the right operand first
    return Template(equation, left, right, tuple(indices))


def row_positions(equation: Equation, active: Array | None) -> tuple[Array, ...]:
    """Position of each active row along each index set of an equation, one array per set."""
    shape = tuple(len(s) for s in sets_of(equation))
    if active is None:
        return np.unravel_index(np.arange(int(np.prod(shape))), shape) if shape else (np.zeros(1),)
    if active.shape != shape:
        raise TemplateError(
            f"equation '{equation.name}': active has shape {active.shape}, its rows {shape}"
        )
    return np.nonzero(active)


def depth_of_sums(node: Any) -> int:
    """How deep the sums of an expression nest, counting every index of a sum."""
    if isinstance(node, TemplateSumExpression):
        own = sum(len(group) for group in node.template_iters())
        return own + depth_of_sums(summand(node))
    return max((depth_of_sums(a) for a in _arguments(node)), default=0)


def _arguments(node: Any) -> tuple[Any, ...]:
    if isinstance(node, GetItemExpression) or not hasattr(node, "args"):
        return ()
    return tuple(node.args)


class Lowering:
    """Writes the expressions of one equation onto tapes, over its active rows."""

    def __init__(
        self,
        template: Template,
        labels: Labels,
        differentiable: frozenset[str],
        active: Array | None,
    ) -> None:
        self.template = template
        self.labels = labels
        self.differentiable = differentiable
        self.positions = row_positions(template.equation, active)
        self.rows = len(self.positions[0])
        self.dimensions = 1 + max(depth_of_sums(template.left), depth_of_sums(template.right))
        # index template -> (axis, the set whose labels it runs over, positions in that set)
        self.axes: dict[int, tuple[int, Any, Array]] = {}
        for k, index in enumerate(template.indices):
            row_set = sets_of(template.equation)[k]
            self.axes[template_id(index)] = (0, row_set, self.positions[k])

    def write(self, expression: Any) -> tuple[Tape, int]:
        """A tape with the program of an expression, and the slot of its value."""
        tape = Tape(self.rows, self.differentiable)
        return tape, self._write(expression, tape, 0)

    # ------------------------------------------------------------------ expressions
    def _write(self, node: Any, tape: Tape, depth: int) -> int:
        if isinstance(node, int | float | np.number):
            return tape.constant(float(node))
        if isinstance(node, TemplateSumExpression):
            return self._write_sum(node, tape, depth)
        if isinstance(node, GetItemExpression):
            return tape.reference(node.args[0].name, str(node), self.flat(node))
        for kind, write in WRITERS:
            if isinstance(node, kind):
                slots = [self._write(a, tape, depth) for a in _arguments(node)]
                return write(node, tape, slots)
        raise TemplateError(
            f"equation '{self.template.equation.name}': no array form for {node} "
            f"({type(node).__name__})"
        )

    def _write_sum(self, node: TemplateSumExpression, tape: Tape, depth: int) -> int:
        axes: list[tuple[int, int]] = []
        for group in node.template_iters():
            for index, index_set in zip(group, template_set(group[0]).subsets(), strict=True):
                depth += 1
                length = len(index_set)
                shape = [1] * self.dimensions
                shape[depth] = length
                self.axes[template_id(index)] = (depth, index_set, np.arange(length).reshape(shape))
                axes.append((depth, length))
        slot = self._write(summand(node), tape, depth)
        for axis, length in reversed(axes):
            slot = tape.sum(slot, axis, length)
        return slot

    # ------------------------------------------------------------------ references
    def flat(self, node: GetItemExpression) -> Array:
        """Flat positions in the array of the component that a reference reads."""
        component = node.args[0]
        indices = node.args[1:]
        if not isinstance(component, Parameter | Variable):
            raise TemplateError(
                f"equation '{self.template.equation.name}': '{component}' is not an array component"
            )
        flat = np.zeros((1,) * self.dimensions, dtype=np.int64)
        for index, target in zip(indices, sets_of(component), strict=True):
            flat = flat * len(target) + self._positions(index, target, component)
        if component.name in self.differentiable:  # rows stay apart in derivatives
            flat = np.broadcast_to(flat, (self.rows, *flat.shape[1:]))
        return np.ascontiguousarray(flat, dtype=np.intp)

    def _positions(self, index: Any, target: Any, component: Any) -> Array:
        """Positions of an index expression along one set of a component."""
        if isinstance(index, IndexTemplate):
            _, source, positions = self.axes[template_id(index)]
            translated = self._translate(source, target, component)[positions]
            return self._spread(translated)
        positions_of = self.labels.positions(target)
        if not hasattr(index, "args"):
            return np.asarray(self._find(index, positions_of, component))
        labels = self._label_values(index)
        found = [self._find(k, positions_of, component) for k in labels.ravel().tolist()]
        return np.asarray(found).reshape(labels.shape)

    def _label_values(self, index: Any) -> Array:
        """Values of an arithmetic index such as ``t - 1``."""
        if isinstance(index, IndexTemplate):
            _, source, positions = self.axes[template_id(index)]
            return self._spread(np.asarray(list(self.labels.positions(source)))[positions])
        if not hasattr(index, "args"):
            return np.asarray(index)
        values = [self._label_values(a) for a in index.args]
        if isinstance(index, SumExpressionBase):
            return np.asarray(sum(values[1:], start=values[0]))
        raise TemplateError(f"index expression {index} is not a sum")

    def _spread(self, positions: Array) -> Array:
        if positions.ndim == 1:  # along the rows
            return positions.reshape((-1,) + (1,) * (self.dimensions - 1))
        return positions

    def _translate(self, source: Any, target: Any, component: Any) -> Array:
        known = self.labels.positions(target)
        return np.asarray([self._find(k, known, component) for k in self.labels.positions(source)])

    def _find(self, label: Any, positions: dict[Any, int], component: Any) -> int:
        try:
            return positions[label]
        except KeyError:
            name = self.template.equation.name
            raise TemplateError(
                f"equation '{name}': '{component.name}' has no label {label!r}"
            ) from None


def _chain(operation: str) -> Callable[[Any, Tape, list[int]], int]:
    def write(_node: Any, tape: Tape, slots: list[int]) -> int:
        total = slots[0]
        for slot in slots[1:]:
            total = tape.apply(operation, total, slot)
        return total

    return write


def _function(node: Any, tape: Tape, slots: list[int]) -> int:
    return tape.apply(node.getname(), *slots)


WRITERS: list[tuple[type, Callable[[Any, Tape, list[int]], int]]] = [
    (SumExpressionBase, _chain("add")),
    (DivisionExpression, _chain("divide")),
    (ProductExpression, _chain("multiply")),
    (PowExpression, _chain("power")),
    (NegationExpression, lambda _n, tape, s: tape.apply("negative", *s)),
    (UnaryFunctionExpression, _function),
]
