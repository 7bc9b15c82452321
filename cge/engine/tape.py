"""Array programs: what a rule becomes when every index is an axis.

A :class:`Tape` is a list of instructions over NumPy arrays. Axis 0 of every array runs over the
rows of an equation, further axes over the indices of its sums, numbered by nesting depth. Because
row ``k`` reads only its own references, one reverse sweep gives every entry of the Jacobian; the
sweep is written onto the tape as further instructions, so that values and derivatives are run,
shared and kept by the same few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

Array = np.ndarray
Rule = Callable[..., int]


@dataclass(frozen=True)
class Reference:
    """A gather from one symbol: ``values[symbol].ravel()[flat]``, of the tape's array shape.

    Arrays of values are never written to once they are read, so that views will do.
    """

    symbol: str
    flat: Array

    @cached_property
    def strides(self) -> tuple[int, ...] | None:
        """Steps along each axis where positions grow evenly along all of them; else None."""
        flat = self.flat
        if not flat.size:
            return None
        first = int(flat.flat[0])
        steps = [
            int(flat.take(1, k).flat[0]) - first if n > 1 else 0 for k, n in enumerate(flat.shape)
        ]
        along = (step * np.arange(n) for step, n in zip(steps, flat.shape, strict=True))
        even = sum(np.ix_(*along), first)
        return tuple(steps) if np.array_equal(even, flat) else None

    @cached_property
    def _view(self) -> tuple[int, tuple[int, ...]] | None:
        """Offset and strides in bytes of what the gather finds, where a view will do."""
        if self.strides is None:
            return None
        size = np.dtype(float).itemsize
        return int(self.flat.flat[0]) * size, tuple(size * step for step in self.strides)

    def read(self, values: Array) -> Array:
        """What the gather finds: a view where positions grow evenly, a copy elsewhere."""
        if self._view is None:
            return values.take(self.flat)
        return np.ndarray(self.flat.shape, values.dtype, values, *self._view)

    @property
    def fingerprint(self) -> tuple[tuple[int, ...], int, int]:
        """Tells gathers from the same symbol apart, in an order that does not depend on a tape."""
        flat = self.flat.ravel()
        return self.flat.shape, int(flat.sum()), int(flat @ np.arange(len(flat)))

    def restricted(self, rows: Array, count: int) -> Reference:
        """The same gather for some of ``count`` rows."""
        return replace(self, flat=self.flat[rows]) if len(self.flat) == count else self


@dataclass(frozen=True)
class Instruction:
    """One array operation on the results of earlier slots.

    Attributes
    ----------
    operation
        ``load``, ``sum`` or a key of :data:`FORWARD`.
    arguments
        Slots it reads.
    shape
        Shape of its result; axes of length 1 are broadcast.
    live
        It depends on a variable, not on parameters alone.
    axis
        Axis of a sum.
    source
        What a load reads.
    """

    operation: str
    arguments: tuple[int, ...]
    shape: tuple[int, ...]
    live: bool
    axis: int = 0
    source: Reference | float = 0.0


class Tape:
    """Instructions with one value per row; instruction ``k`` writes slot ``k``.

    Parameters
    ----------
    rows
        Number of rows, the length of axis 0.
    variables
        Symbols whose references get derivatives.
    """

    def __init__(self, rows: int, variables: frozenset[str] = frozenset()) -> None:
        self.rows = rows
        self.variables = variables
        self.instructions: list[Instruction] = []
        self._known: dict[object, int] = {}

    # ------------------------------------------------------------------ writing
    def constant(self, value: float) -> int:
        """Slot of a number."""
        return self._add(("constant", value), Instruction("load", (), (), False, source=value))

    def reference(self, symbol: str, indices: str, flat: Array) -> int:
        """Slot of a gather; references with the same ``indices`` share a slot."""
        live, source = symbol in self.variables, Reference(symbol, flat)
        load = Instruction("load", (), flat.shape, live, source=source)
        return self._add(("reference", symbol, indices), load)

    def apply(self, operation: str, *arguments: int) -> int:
        """Slot of an elementwise operation; equal operations share a slot."""
        if operation == "multiply":
            if 1.0 in map(self.number, arguments):
                return arguments[0] if self.number(arguments[1]) == 1.0 else arguments[1]
            arguments = self._parted(*arguments)
        shape = np.broadcast_shapes(*(self.instructions[a].shape for a in arguments))
        live = any(self.instructions[a].live for a in arguments)
        return self._add((operation, arguments), Instruction(operation, arguments, shape, live))

    def _parted(self, *factors: int) -> tuple[int, ...]:
        """Two factors with the same product: one of variables, one of parameters to be kept."""
        parts = [self._parts(f) for f in factors]
        live = [v for v, _ in parts if v is not None]
        fixed = [p for _, p in parts if p is not None]
        if not live or len(live) + len(fixed) < 3:
            return factors
        shapes = [self._shape(live), self._shape(fixed)]
        if np.broadcast_shapes(*shapes) != shapes[0]:  # it would be kept at a size of its own
            return factors
        return self._product(live), self._product(fixed)

    def _parts(self, slot: int) -> tuple[int | None, int | None]:
        """What of a product depends on variables, and on parameters alone."""
        instruction = self.instructions[slot]
        if not instruction.live:
            return None, slot
        if instruction.operation == "multiply":
            one, other = instruction.arguments
            if not self.instructions[other].live:
                return one, other
            if not self.instructions[one].live:
                return other, one
        return slot, None

    def _shape(self, slots: list[int]) -> tuple[int, ...]:
        return np.broadcast_shapes(*(self.instructions[s].shape for s in slots))

    def _product(self, slots: list[int]) -> int:
        return reduce(lambda a, b: self.apply("multiply", a, b), slots)

    def sum(self, argument: int, axis: int, length: int) -> int:
        """Slot of the sum of ``argument`` over an axis of ``length`` labels."""
        inner = self.instructions[argument]
        if not inner.shape or inner.shape[axis] == 1:  # the same term for every label
            return self.apply("multiply", argument, self.constant(float(length)))
        shape = (*inner.shape[:axis], 1, *inner.shape[axis + 1 :])
        return self._add(
            ("sum", argument, axis), Instruction("sum", (argument,), shape, inner.live, axis)
        )

    def number(self, slot: int) -> float | None:
        """The number a slot holds; None where it is not a constant."""
        instruction = self.instructions[slot]
        source = instruction.source
        constant = instruction.operation == "load" and not isinstance(source, Reference)
        return source if constant else None  # type: ignore[return-value]

    def _add(self, key: object, instruction: Instruction) -> int:
        slot = self._known.setdefault(key, len(self.instructions))
        if slot == len(self.instructions):
            self.instructions.append(instruction)
        return slot

    def restricted(self, rows: Array) -> Tape:
        """The same program over some of the rows; slots keep their numbers."""
        tape = Tape(len(rows), self.variables)
        tape.instructions = [self._restricted(i, rows) for i in self.instructions]
        return tape

    def _restricted(self, instruction: Instruction, rows: Array) -> Instruction:
        shape, source = instruction.shape, instruction.source
        if not shape or shape[0] != self.rows:
            return instruction
        if isinstance(source, Reference):
            source = source.restricted(rows, self.rows)
        return replace(instruction, shape=(len(rows), *shape[1:]), source=source)

    # ------------------------------------------------------------------ derivatives
    def gradient(self, result: int) -> list[tuple[Reference, int]]:
        """Write the derivatives of a result by every reference to a variable.

        Returns
        -------
        list of (reference, slot)
            Entry ``[k, ...]`` of the slot, broadcast to the shape of the reference, is the
            derivative of row ``k`` by element ``reference.flat[k, ...]``.
        """
        adjoints = {result: self.constant(1.0)}
        found: list[tuple[Reference, int]] = []
        for slot in range(result, -1, -1):
            if slot not in adjoints or not self.instructions[slot].live:
                continue
            instruction = self.instructions[slot]
            if isinstance(instruction.source, Reference):
                found.append((instruction.source, adjoints[slot]))
                continue
            for argument, rule in zip(
                instruction.arguments, BACKWARD[instruction.operation], strict=True
            ):
                if self.instructions[argument].live:
                    partial = rule(self, adjoints[slot], slot, *instruction.arguments)
                    partial = self._fold(partial, instruction, self.instructions[argument])
                    held = adjoints.get(argument)
                    adjoints[argument] = (
                        partial if held is None else self.apply("add", held, partial)
                    )
        return found

    def _fold(self, partial: int, result: Instruction, argument: Instruction) -> int:
        """Sum a derivative over the axes along which an argument was broadcast."""
        if result.operation == "sum":
            return partial
        for axis, length in enumerate(result.shape):
            if length != 1 and argument.shape[axis] == 1:
                partial = self.sum(partial, axis, length)
        return partial


Slots = dict[int, Array]
Run = Callable[[Slots, Mapping[str, Array]], Array]
Evaluate = Callable[[Mapping[str, Array]], list[Array]]


@dataclass(frozen=True)
class Steps:
    """What a routine does at every point, for parameters of one kind.

    Attributes
    ----------
    steps
        Slot, what computes it, and the slots that nothing reads afterwards.
    zeros
        Slots that are zero whatever the variables are.
    results
        Where the wanted slots stand.
    reads
        Variables that are loaded.
    """

    steps: list[tuple[int, Run, list[int]]]
    zeros: Slots
    results: list[int]
    reads: frozenset[str]

    def __call__(self, values: Mapping[str, Array], kept: Slots) -> list[Array]:
        """The wanted slots, from those that depend on parameters alone."""
        slots = dict(kept)
        for slot, run, freed in self.steps:
            slots[slot] = run(slots, values)
            for used in freed:
                del slots[used]
        return [slots[s] for s in self.results]


class Routine:
    """Evaluates some slots of a tape.

    What depends on parameters alone is computed once for as long as the same parameter arrays are
    given. Products with a parameter that is zero everywhere, or one everywhere, are not computed: a
    tax that nobody levies costs nothing. Everything else is freed after its last use.

    Parameters
    ----------
    tape
        The instructions.
    results
        Slots to compute.
    """

    def __init__(self, tape: Tape, results: Sequence[int]) -> None:
        self.tape = tape
        self.results = list(results)
        code = tape.instructions
        needed = _needed(dict(enumerate(code)), results)
        self._live = [s for s in needed if code[s].live]
        self._fixed = [s for s in needed if not code[s].live]
        kept = {a for s in self._live for a in code[s].arguments} | set(results)
        self._kept = [s for s in self._fixed if s in kept]
        self._read = {_symbol(code[s]) for s in self._fixed} - {""}
        # The parameter arrays last given, what depends on them alone, and the steps; replaced as
        # one, so that threads may evaluate at the same time.
        self._known: tuple[dict[str, Array], Slots, Steps] | None = None
        self._steps: tuple[list[float | None], Steps] | None = None

    def __call__(self, values: Mapping[str, Array]) -> list[Array]:
        """The wanted slots, for raveled ``values`` of every symbol."""
        _, kept, steps = self._at(values)
        return steps(values, kept)

    def kept(self, values: Mapping[str, Array]) -> Slots:
        """The slots that depend on parameters alone, or are zero whatever the variables are."""
        return self._at(values)[1]

    def shortened(
        self, values: Mapping[str, Array], given: Mapping[int, Run]
    ) -> tuple[Evaluate, frozenset[str]]:
        """An evaluation for these parameters alone, and the variables that it loads.

        Parameters
        ----------
        values
            The parameters.
        given
            What computes some slots in another way, from values alone.
        """
        _, kept, steps = self._at(values)
        if given:
            steps = self._steps_of({s: _plain(a) for s, a in kept.items()}, given)
        return lambda values: steps(values, kept), steps.reads

    def _at(self, values: Mapping[str, Array]) -> tuple[dict[str, Array], Slots, Steps]:
        """The parameters that are read, what depends on them alone, and the steps."""
        known = self._known
        if known is None or any(values[p] is not a for p, a in known[0].items()):
            known = self._known = self._known_of(values)
        return known

    def _known_of(self, values: Mapping[str, Array]) -> tuple[dict[str, Array], Slots, Steps]:
        slots: Slots = {}
        for slot in self._fixed:
            slots[slot] = _run(self.tape.instructions[slot], None)(slots, values)
        kept = {s: slots[s] for s in self._kept}
        plain = [_plain(a) for a in kept.values()]
        if self._steps is None or self._steps[0] != plain:
            self._steps = plain, self._steps_of(dict(zip(kept, plain, strict=True)), {})
        steps = self._steps[1]
        return {p: values[p] for p in self._read}, kept | steps.zeros, steps

    def _steps_of(self, number: dict[int, float | None], given: Mapping[int, Run]) -> Steps:
        """The steps, where some slots that are kept hold one number, zero or one, everywhere."""
        code = self.tape.instructions
        stands: dict[int, int] = {}
        zeros: Slots = {}
        written: dict[int, Instruction] = {}
        for slot in self._live:
            known = slot in given
            arguments = () if known else tuple(stands.get(a, a) for a in code[slot].arguments)
            instruction = replace(code[slot], arguments=arguments)
            if known:
                written[slot] = instruction
                continue
            if _vanishes(instruction, number):
                number[slot] = 0.0
                zeros[slot] = np.broadcast_to(0.0, instruction.shape)
                continue
            same = _unchanged(instruction, number)
            if same is not None and code[same].shape == instruction.shape:
                stands[slot] = same
            else:
                written[slot] = instruction
        results = [stands.get(s, s) for s in self.results]
        written = {s: written[s] for s in _needed(written, results)}
        last = {a: s for s, i in written.items() for a in i.arguments if a in written}
        freed: dict[int, list[int]] = {s: [] for s in written}
        for argument, slot in last.items():
            if argument not in results:
                freed[slot].append(argument)
        runs = [
            (s, given.get(s) or _run(i, _reusable(code, i, freed[s])), freed[s])
            for s, i in written.items()
        ]
        reads = frozenset(_symbol(i) for s, i in written.items() if s not in given) - {""}
        return Steps(runs, zeros, results, reads)


def _symbol(instruction: Instruction) -> str:
    return instruction.source.symbol if isinstance(instruction.source, Reference) else ""


def _needed(written: Mapping[int, Instruction], results: Iterable[int]) -> list[int]:
    """The slots among those written that results need, in order."""
    needed: set[int] = set()
    waiting = [s for s in results if s in written]
    while waiting:
        slot = waiting.pop()
        if slot not in needed:
            needed.add(slot)
            waiting.extend(a for a in written[slot].arguments if a in written)
    return sorted(needed)


def _plain(array: Array) -> float | None:
    """Zero or one, where that is what an array holds everywhere."""
    first = float(array.flat[0]) if array.size else None
    return first if first in (0.0, 1.0) and (array == first).all() else None


def _vanishes(instruction: Instruction, number: Mapping[int, float | None]) -> bool:
    """The result is zero, because of arguments that are."""
    zero = [number.get(a) == 0.0 for a in instruction.arguments]
    if instruction.operation == "multiply":
        return any(zero)
    if instruction.operation in ("add", "negative", "sum"):
        return all(zero)
    return instruction.operation == "divide" and zero[0]


def _unchanged(instruction: Instruction, number: Mapping[int, float | None]) -> int | None:
    """The argument that the result equals, because of the other."""
    neutral = {"add": 0.0, "multiply": 1.0}.get(instruction.operation)
    if neutral is None:
        return None
    one, other = instruction.arguments
    if number.get(one) == neutral:
        return other
    return one if number.get(other) == neutral else None


def _reusable(
    code: Sequence[Instruction], instruction: Instruction, freed: list[int]
) -> int | None:
    """An argument whose memory can take the result; None if there is none.

    What is loaded may be a view.
    """
    if instruction.operation not in FORWARD:
        return None
    shape = instruction.shape
    return next((a for a in freed if code[a].shape == shape and code[a].operation != "load"), None)


def _run(instruction: Instruction, into: int | None) -> Run:
    """What computes an instruction, into the memory of another slot where one is given."""
    source, operation = instruction.source, instruction.operation
    if isinstance(source, Reference):
        symbol, read = source.symbol, source.read
        return lambda slots, values: read(values[symbol])
    if operation == "load":
        number = np.asarray(source)
        return lambda slots, values: number
    first, *rest = instruction.arguments
    if operation == "sum":
        axis = instruction.axis
        return lambda slots, values: np.add.reduce(slots[first], axis=axis, keepdims=True)
    function = FORWARD[operation]
    if not rest:
        if into is None:
            return lambda slots, values: function(slots[first])
        return lambda slots, values: function(slots[first], out=slots[into])
    (second,) = rest
    if into is None:
        return lambda slots, values: function(slots[first], slots[second])
    return lambda slots, values: function(slots[first], slots[second], out=slots[into])


FORWARD: dict[str, np.ufunc] = {
    "add": np.add,
    "multiply": np.multiply,
    "divide": np.divide,
    "negative": np.negative,
    "power": np.power,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
}


def _by_divisor(t: Tape, g: int, r: int, _a: int, b: int) -> int:
    return t.apply("negative", t.apply("divide", t.apply("multiply", g, r), b))


def _by_base(t: Tape, g: int, r: int, a: int, b: int) -> int:
    """Reuses the result, except for whole powers, whose base may be zero or negative."""
    number = t.number(b)
    if number is not None and number.is_integer():
        slope = t.apply("multiply", b, t.apply("power", a, t.constant(number - 1)))
    else:
        slope = t.apply("multiply", b, t.apply("divide", r, a))
    return t.apply("multiply", g, slope)


def _by_exponent(t: Tape, g: int, r: int, a: int, _b: int) -> int:
    return t.apply("multiply", g, t.apply("multiply", r, t.apply("log", a)))


# operation -> one rule per argument: (tape, adjoint, result, *arguments) -> adjoint of the argument
BACKWARD: dict[str, tuple[Rule, ...]] = {
    "add": (lambda t, g, r, a, b: g, lambda t, g, r, a, b: g),
    "multiply": (
        lambda t, g, r, a, b: t.apply("multiply", g, b),
        lambda t, g, r, a, b: t.apply("multiply", g, a),
    ),
    "divide": (lambda t, g, r, a, b: t.apply("divide", g, b), _by_divisor),
    "negative": (lambda t, g, r, a: t.apply("negative", g),),
    "power": (_by_base, _by_exponent),
    "exp": (lambda t, g, r, a: t.apply("multiply", g, r),),
    "log": (lambda t, g, r, a: t.apply("divide", g, a),),
    "sqrt": (lambda t, g, r, a: t.apply("divide", g, t.apply("multiply", t.constant(2.0), r)),),
    "abs": (lambda t, g, r, a: t.apply("multiply", g, t.apply("sign", a)),),
    "sign": (lambda t, g, r, a: t.constant(0.0),),
    "sum": (lambda t, g, r, a: g,),
}
