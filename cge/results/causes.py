"""Which equation determines an element, and what each of its terms contributes to a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cge.engine.attribution import Element, Row, Substituted, contributions
from cge.engine.system import CompiledEquation, System, Values
from cge.engine.tape import Array
from cge.engine.template import Template
from cge.results.explanation import moved, number

MARKET = "E_price_factor"
LEFT_OUT = (
    "This market is left out: by Walras' law it clears when all others do, and the numeraire takes "
    "its place. It is explained as the others are."
)
KEPT = (
    "No equation determines it, as where the benchmark has no flow or a factor is mobile: it keeps "
    "its value."
)
UNMOVED = "It did not move, but for the tolerance of the solution."
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Cause:
    """What determines one element, and why it moved.

    Attributes
    ----------
    equation
        Name of the equation; empty where none determines it.
    template
        The form in which it does.
    balance
        The contributions are to the difference of the two sides, not to the element itself.
    contributions
        Element -> contribution.
    arguments
        Symbol -> flat positions of the elements that it reads.
    said
        What is special about it, in words.
    """

    equation: str = ""
    template: Template | None = None
    balance: bool = False
    contributions: Mapping[Element, float] = field(default_factory=dict)
    arguments: Mapping[str, Array] = field(default_factory=dict)
    said: str = ""

    def whole(self, element: Element) -> float:
        """What the terms explain: the change, or the gap that the element closed."""
        if self.balance:
            return -self.contributions.get(element, 0.0)
        return sum(self.contributions.values())


class Causes:
    """Finds the cause of any element of a solution.

    Parameters
    ----------
    system
        The compiled equations.
    before, after
        Values of all symbols in the benchmark and in the solution.
    left_out
        Price of the factor whose market is left out.
    """

    def __init__(self, system: System, before: Values, after: Values, left_out: Element) -> None:
        self.system = system
        self.before = before
        self.after = after
        self._left_out = left_out
        self._moving = frozenset(n for n in before if not np.array_equal(before[n], after[n]))
        self._known: dict[Element, Cause] = {}

    def of(self, element: Element) -> Cause:
        """The cause of an element of a variable."""
        if element not in self._known:
            self._known[element] = self._found(element)
        return self._known[element]

    def title_of(self, equation: str) -> str:
        """What an equation states."""
        return str(self.system.model.statements[equation][1].title)

    def name_of(self, element: Element) -> str:
        """An element in words: ``trade (HIT, CHN, USA)``."""
        name, flat = element
        return f"{name} ({self.system.symbols[name].label(flat)})"

    def exogenous(self, element: Element) -> bool:
        """Whether an element is set from outside: by data, by the closure or by a shock."""
        return not self.system.symbols[element[0]].is_variable

    def change_of(self, element: Element) -> tuple[float, float]:
        """Value of an element in the benchmark and in the solution."""
        name, flat = element
        return float(self.before[name][flat]), float(self.after[name][flat])

    def _found(self, element: Element) -> Cause:
        if element == self._left_out:
            market = next(t for t in self.system.templates if t.equation.local_name == MARKET)
            row = Row(market, element[1], element, self._moving)
            return self._balance(MARKET, row, element, LEFT_OUT)
        rows = self._rows_of(element)
        if not rows:
            return Cause(said=KEPT)
        name = rows[0][0].name
        if len(rows) > 1:
            return Cause(name, said=f"It adjusts so that {len(rows)} rows of {name} hold together.")
        row = self._row(*rows[0], element)
        if not row.explicit:
            return self._balance(name, row, element)
        before, after = self.change_of(element)
        if abs(after - before) <= _TOLERANCE * abs(before):
            return Cause(name, row.template, arguments=row.arguments, said=UNMOVED)
        found = contributions(row, self.before, self.after, after - before)
        return Cause(name, row.template, False, found, row.arguments)

    def _row(self, equation: CompiledEquation, position: int, element: Element) -> Row:
        template = equation.template_at(position, self.before)
        return Row(template, int(equation.row_flat[position]), element, self._moving)

    def _rows_of(self, element: Element) -> list[tuple[CompiledEquation, int]]:
        """The equation and the row that determine an element; several where rows do together."""
        name, flat = element
        for equation in self.system.equations:
            if equation.target == name and equation.target_flat.size:
                rows = np.flatnonzero(equation.target_flat == flat)
                if len(rows):
                    return [(equation, int(rows[0]))]
        unknown = flat in self.system.unknown(name)
        others = (e for e in self.system.equations if e.target == name and not e.target_flat.size)
        return [pair for e in others for pair in self._alike(e, element)] if unknown else []

    def _alike(
        self, equation: CompiledEquation, element: Element
    ) -> list[tuple[CompiledEquation, int]]:
        """Rows of an equation over other sets whose labels are those of an element."""
        symbol = self.system.symbols[element[0]]
        own = dict(zip(symbol.sets, np.unravel_index(element[1], symbol.shape), strict=True))
        sets = [s.name for s in equation.template.equation.index_set().subsets()]
        at = np.unravel_index(equation.row_flat, equation.shape)
        same = [positions == own[s] for s, positions in zip(sets, at, strict=True) if s in own]
        return [(equation, int(k)) for k in np.flatnonzero(np.logical_and.reduce(same))]

    def _balance(self, name: str, row: Row, element: Element, said: str = "") -> Cause:
        """What moves the two sides apart, and how the element closes the gap.

        Variables that read the element directly are put in terms of what they read, so that its
        part is seen; where none does, all variables in the row are.
        """
        given = self._reading(row, element)
        if not given and not row.reads_element(element):
            given = self._explicit_rows(row)
        found = contributions(Substituted(row, given), self.before, self.after)
        arguments = _together([row, *given.values()])
        words = " ".join(filter(None, (said, self._gap(name, element, found))))
        return Cause(name, row.template, True, found, arguments, words)

    def _reading(self, row: Row, element: Element) -> dict[Element, Row]:
        """Variables that read an element directly, among those a row reads or these read."""
        found: dict[Element, Row] = {}
        waiting = [row]
        while waiting:
            inner = self._explicit_rows(waiting.pop())
            new = {e: r for e, r in inner.items() if r.reads_element(element) and e not in found}
            found |= new
            waiting += new.values()
        return found

    def _explicit_rows(self, row: Row) -> dict[Element, Row]:
        """Variables that a row reads and that moved, with the rows that give them.

        The others follow from tears without a circle, which are therefore left as they are.
        """
        symbols = self.system.symbols
        elements = [
            (name, int(flat))
            for name, flats in row.arguments.items()
            if name in self._moving and symbols[name].is_variable and not symbols[name].tear
            for flat in flats
        ]
        placed = {e: rows[0] for e in elements if len(rows := self._rows_of(e)) == 1}
        written = {e: self._row(*at, e) for e, at in placed.items()}
        return {e: r for e, r in written.items() if r.explicit}

    def _gap(self, name: str, element: Element, found: Mapping[Element, float]) -> str:
        before, after = self.change_of(element)
        own = found.get(element, 0.0)
        if own == 0.0:
            return f"{element[0]} does not stand in it: it adjusts until the equation holds."
        market = "Market" in self.title_of(name)
        left, right = ("demand", "supply") if market else ("the left side", "the right side")
        over = "exceed" if own < 0 else "fall short of"
        return (
            f"Had it stayed at {number(before)}, {left} would {over} {right} by "
            f"{number(abs(own))}: it {moved(before, after)} and closed the gap."
        )


def _together(rows: Sequence[Row]) -> dict[str, Array]:
    """The arguments of several rows."""
    names = {name for row in rows for name in row.arguments}
    found = {n: [row.arguments[n] for row in rows if n in row.arguments] for n in sorted(names)}
    return {name: np.unique(np.concatenate(flats)) for name, flats in found.items()}
