"""Array programs: what a rule becomes when every index is an axis.

A :class:`Tape` is a list of instructions over NumPy arrays. Axis 0 of every array runs over the
rows of an equation, further axes over the indices of its sums, numbered by nesting depth. Because
row ``k`` reads only its own references, one reverse sweep gives every entry of the Jacobian.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Reference:
    """A gather from one symbol: ``values[symbol].ravel()[flat]``, of the tape's array shape."""

    symbol: str
    flat: Array


@dataclass(frozen=True)
class Instruction:
    """One array operation; ``arguments`` are slots of earlier results."""

    operation: str
    arguments: tuple[int, ...]
    axis: int = 0


@dataclass
class Tape:
    """An array program with one value per row.

    Attributes
    ----------
    rows
        Number of rows, the length of axis 0.
    instructions
        In order of evaluation; instruction ``k`` writes slot ``k``.
    references
        Slot -> the reference it loads.
    constants
        Slot -> the number it holds.
    differentiable
        Symbols whose references get derivatives.
    result
        Slot of the value of the program.
    """

    rows: int
    instructions: list[Instruction] = field(default_factory=list)
    references: dict[int, Reference] = field(default_factory=dict)
    constants: dict[int, float] = field(default_factory=dict)
    differentiable: frozenset[str] = frozenset()
    result: int = -1
    _known: dict[object, int] = field(default_factory=dict)
    _live: list[bool] = field(default_factory=list)
    _shapes: list[tuple[int, ...]] = field(default_factory=list)
    _fixed: dict[int, Array] = field(default_factory=dict)

    # ------------------------------------------------------------------ writing
    def constant(self, value: float) -> int:
        """Slot of a number."""
        return self._add(("constant", value), Instruction("load", ()), (), constant=value)

    def reference(self, symbol: str, indices: str, flat: Array) -> int:
        """Slot of a gather; references with the same ``indices`` share a slot."""
        key = ("reference", symbol, indices)
        found = Reference(symbol, flat)
        return self._add(key, Instruction("load", ()), flat.shape, reference=found)

    def apply(self, operation: str, *arguments: int) -> int:
        """Slot of an elementwise operation; equal operations share a slot."""
        shape = np.broadcast_shapes(*(self._shapes[a] for a in arguments))
        return self._add((operation, arguments), Instruction(operation, arguments), shape)

    def sum(self, argument: int, axis: int, length: int) -> int:
        """Slot of the sum of ``argument`` over an axis of ``length`` labels."""
        shape = self._shapes[argument]
        if not shape or shape[axis] == 1:  # the same term for every label
            return self.apply("multiply", argument, self.constant(float(length)))
        summed = shape[:axis] + (1,) + shape[axis + 1 :]
        return self._add(("sum", argument, axis), Instruction("sum", (argument,), axis), summed)

    def _add(
        self,
        key: object,
        instruction: Instruction,
        shape: tuple[int, ...],
        constant: float | None = None,
        reference: Reference | None = None,
    ) -> int:
        slot = self._known.get(key)
        if slot is not None:
            return slot
        slot = len(self.instructions)
        self._known[key] = slot
        self.instructions.append(instruction)
        live = any(self._live[a] for a in instruction.arguments)
        if constant is not None:
            self.constants[slot] = constant
        if reference is not None:
            self.references[slot] = reference
            live = reference.symbol in self.differentiable
        self._live.append(live)
        self._shapes.append(shape)
        return slot

    # ------------------------------------------------------------------ running
    def forget(self) -> None:
        """Drop what was computed from parameters alone; call it when a parameter changes."""
        self._fixed.clear()

    def run(self, values: Mapping[str, Array]) -> list[Array]:
        """Evaluate every slot.

        Parameters
        ----------
        values
            Symbol -> its array, raveled.
        """
        slots: list[Array] = []
        for slot, instruction in enumerate(self.instructions):
            result = self._fixed.get(slot)
            if result is None:
                result = self._evaluate(slot, instruction, slots, values)
                if not self._live[slot]:
                    self._fixed[slot] = result
            slots.append(result)
        return slots

    def value(self, slots: list[Array]) -> Array:
        """The result of a run, one number per row."""
        result = slots[self.result]
        return np.broadcast_to(result.reshape(result.shape[:1]), (self.rows,))

    def _evaluate(
        self,
        slot: int,
        instruction: Instruction,
        slots: list[Array],
        values: Mapping[str, Array],
    ) -> Array:
        if instruction.operation == "load":
            reference = self.references.get(slot)
            if reference is None:
                return np.asarray(self.constants[slot])
            return values[reference.symbol].take(reference.flat)
        arguments = [slots[a] for a in instruction.arguments]
        if instruction.operation == "sum":
            return _sum_axis(arguments[0], instruction.axis)
        return FORWARD[instruction.operation](*arguments)

    def derivatives(self, slots: list[Array]) -> list[tuple[Reference, Array]]:
        """Partial derivatives of every row with respect to each differentiable reference.

        Returns
        -------
        list of (reference, array)
            The array has the reference's shape: entry ``[k, ...]`` belongs to row ``k`` and the
            element ``reference.flat[k, ...]``.
        """
        last = self.result
        adjoints: dict[int, Array] = {}
        if self._live[last]:
            adjoints[last] = np.ones((self.rows,) + (1,) * (slots[last].ndim - 1))
        found: list[tuple[Reference, Array]] = []
        for slot in range(last, -1, -1):
            if slot not in adjoints:
                continue
            adjoint = adjoints.pop(slot)
            if slot in self.references:
                found.append((self.references[slot], adjoint))
                continue
            for argument, partial in self._pull_back(slot, slots, adjoint):
                partial = _fold(partial, slots[argument].shape)
                held = adjoints.get(argument)
                adjoints[argument] = partial if held is None else held + partial
        return found

    def _pull_back(
        self, slot: int, slots: list[Array], adjoint: Array
    ) -> list[tuple[int, Array]]:
        instruction = self.instructions[slot]
        arguments = [slots[a] for a in instruction.arguments]
        if instruction.operation == "sum":
            return [(instruction.arguments[0], np.broadcast_to(adjoint, arguments[0].shape))]
        rules = BACKWARD[instruction.operation]
        return [
            (argument, rule(adjoint, slots[slot], *arguments))
            for argument, rule in zip(instruction.arguments, rules, strict=True)
            if self._live[argument]
        ]


def _sum_axis(values: Array, axis: int) -> Array:
    return values.sum(axis=axis, keepdims=True)


def _fold(values: Array, shape: tuple[int, ...]) -> Array:
    """Sum over the axes along which an argument was broadcast."""
    if values.shape == shape:
        return values
    axes = tuple(k for k, n in enumerate(shape) if n == 1 and values.shape[k] != 1)
    values = values.sum(axis=axes, keepdims=True) if axes else values
    return np.broadcast_to(values, shape)


def _power_base(g: Array, r: Array, a: Array, b: Array) -> Array:
    """Adjoint of the base of a power; reuses the result where the base cannot be zero."""
    if b.ndim == 0 and float(b).is_integer():
        return g * b * np.power(a, b - 1)
    return g * b * r / a


FORWARD: dict[str, Callable[..., Array]] = {
    "add": np.add,
    "multiply": np.multiply,
    "divide": np.divide,
    "negative": np.negative,
    "power": np.power,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
}

# operation -> one rule per argument: (adjoint, result, *arguments) -> adjoint of the argument
BACKWARD: dict[str, tuple[Callable[..., Array], ...]] = {
    "add": (lambda g, r, a, b: g, lambda g, r, a, b: g),
    "multiply": (lambda g, r, a, b: g * b, lambda g, r, a, b: g * a),
    "divide": (lambda g, r, a, b: g / b, lambda g, r, a, b: -g * r / b),
    "negative": (lambda g, r, a: -g,),
    "power": (
        _power_base,
        lambda g, r, a, b: g * r * np.log(a),
    ),
    "exp": (lambda g, r, a: g * r,),
    "log": (lambda g, r, a: g / a,),
    "sqrt": (lambda g, r, a: g / (2 * r),),
}
