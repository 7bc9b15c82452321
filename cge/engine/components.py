"""Pyomo components whose numbers live in arrays and whose rows are written once, as templates.

A model is an ordinary ``pyomo.environ.ConcreteModel``. What differs is that nothing is expanded
while it is written: an :class:`Equation` keeps its rule, a :class:`Variable` makes no data object
before one is asked for, and a :class:`Parameter` is a view of a NumPy array. The compiler reads
the rules as templates; :mod:`cge.engine.expansion` makes the ordinary Pyomo model of the same
components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from cge.engine.pyomo_private import (
    ConcreteModel,
    Constraint,
    IndexedConstraint,
    IndexedParam,
    IndexedVar,
    Numeric_GetItemExpression,
    Param,
    PositiveReals,
    Reals,
    Set,
    Var,
    construct_anonymous_sets,
)

Mask = np.ndarray | None


def sets_of(component: Any) -> list[Any]:
    """The one-dimensional sets that index a component, in order."""
    return list(component.index_set().subsets())


class Labels:
    """Positions of labels along each index set, shared by the components of one model."""

    def __init__(self) -> None:
        self._positions: dict[str, dict[Any, int]] = {}

    def add(self, name: str, labels: Iterable[Any]) -> None:
        """Remember the ordered labels of a set."""
        self._positions[name] = {label: k for k, label in enumerate(labels)}

    def positions(self, index_set: Any) -> dict[Any, int]:
        """Position of every label of a one-dimensional set."""
        return self._positions[index_set.local_name]


_reading_template: ContextVar[bool] = ContextVar("reading a template", default=False)


@contextmanager
def reading_template() -> Iterator[None]:
    """While a rule is read as a template, constant labels stay symbolic like any other index."""
    token = _reading_template.set(True)
    try:
        yield
    finally:
        _reading_template.reset(token)


def _symbolic(component: Any, index: Any) -> Any:
    labels = index if isinstance(index, tuple) else (index,)
    return Numeric_GetItemExpression((component, *labels))


def _at(component: Any, index: Any) -> tuple[int, ...]:
    """Position of an index in the array of a component."""
    labels = index if isinstance(index, tuple) else (index,)
    positions = component.model().labels.positions
    return tuple(positions(s)[k] for s, k in zip(sets_of(component), labels, strict=True))


class Parameter(IndexedParam):
    """An exogenous array: a Pyomo ``Param`` that reads a NumPy array instead of data objects."""

    _constructed: bool

    def __init__(self, *sets: Any, values: np.ndarray, **keywords: Any) -> None:
        super().__init__(*sets, mutable=True, **keywords)
        self.values_array = np.asarray(values, dtype=float)

    def construct(self, data: Any = None) -> None:
        """Make the index sets known; the numbers are in the array already."""
        if self._constructed:
            return
        self._constructed = True
        construct_anonymous_sets(self)

    def __len__(self) -> int:
        return int(self.values_array.size)

    def __contains__(self, index: Any) -> bool:
        return index in self.index_set()

    def _getitem_when_not_present(self, index: Any) -> Any:
        if _reading_template.get():
            return _symbolic(self, index)
        return float(self.values_array[_at(self, index)])


class Variable(IndexedVar):
    """An endogenous array; its data objects appear only where an expanded model asks for them.

    Parameters
    ----------
    sets
        One-dimensional Pyomo sets.
    initial
        Array of starting values, also the scale of each element. Elements that no equation
        determines keep their value.
    positive
        A positive variable is solved for as the log of its ratio to the starting value.
    tear
        The outer solver works on this variable; all others follow from it.
    active
        Elements of a tear that are unknown; None for all. Elsewhere the equations say it.
    """

    def __init__(
        self,
        *sets: Any,
        initial: np.ndarray,
        positive: bool = True,
        tear: bool = False,
        active: Mask = None,
        **keywords: Any,
    ) -> None:
        domain = PositiveReals if positive else Reals
        super().__init__(*sets, dense=False, domain=domain, **keywords)
        self.initial = np.asarray(initial, dtype=float)
        self.positive = positive
        self.tear = tear
        self.active_elements = None if active is None else np.asarray(active, dtype=bool)

    def _getitem_when_not_present(self, index: Any) -> Any:
        if _reading_template.get():
            return _symbolic(self, index)
        data = super()._getitem_when_not_present(index)
        data.set_value(float(self.initial[_at(self, index)]), skip_validation=True)
        return data


class Equation(IndexedConstraint):
    """One block of equations, kept as a rule.

    Parameters
    ----------
    sets
        One-dimensional Pyomo sets: one row per combination of labels.
    rule
        ``rule(model, *labels)`` returning ``left == right``. It must not branch on a label: rows
        that do not apply are left out by ``active``.
    determines
        The :class:`Variable` this equation determines. Needed only where the left side is not
        that variable alone.
    active
        Array of booleans, one per row, or None for all rows.
    instead_of
        An equation over the same rows whose place this one takes where ``where`` says so. Both must
        read the same elements of the same variables, so that a row may change its form from one
        solution to the next.
    where
        A parameter over the same sets, and a function that tells from its array which rows.
    """

    def __init__(
        self,
        *sets: Any,
        rule: Callable[..., Any],
        determines: Variable | None = None,
        active: Mask = None,
        instead_of: Equation | None = None,
        where: Condition | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(*sets, rule=rule, **keywords)
        self.row = rule
        self.determines = determines
        self.active_rows = None if active is None else np.asarray(active, dtype=bool)
        self.instead_of = instead_of
        self.where = where
        self.replaced_by: list[Equation] = []
        if instead_of is not None:
            instead_of.replaced_by.append(self)

    def construct(self, data: Any = None) -> None:
        """Keep the rule; rows are made only when the model is expanded."""
        construct_anonymous_sets(self)

    def rows_at_present(self) -> Mask:
        """Rows that the parameters leave to this equation; None for all."""
        active = self.active_rows
        for other, wanted in ((self, True), *((e, False) for e in self.replaced_by)):
            if other.where is not None:
                parameter, holds = other.where
                shape = tuple(len(k) for k in sets_of(self))
                rows = np.broadcast_to(holds(parameter.values_array), shape) == wanted
                active = rows if active is None else active & rows
        return active

    def expanded(self) -> Constraint:
        """An ordinary Pyomo constraint with one row per active combination of labels."""
        active = self.rows_at_present()
        if active is None:
            return Constraint(*sets_of(self), rule=self.row)

        sets, positions = sets_of(self), self.model().labels.positions

        def row(model: Any, *index: Any) -> Any:
            at = tuple(positions(s)[k] for s, k in zip(sets, index, strict=True))
            return self.row(model, *index) if active[at] else Constraint.Skip

        return Constraint(*sets_of(self), rule=row)


Condition = tuple[Parameter, Callable[[np.ndarray], np.ndarray]]


def new_model(name: str, sets: dict[str, Iterable[Any]]) -> ConcreteModel:
    """An empty model with its index sets.

    Parameters
    ----------
    name
        Name of the model.
    sets
        Ordered labels of each one-dimensional set.
    """
    model = ConcreteModel(name=name)
    model.labels = Labels()
    for set_name, labels in sets.items():
        ordered = list(labels)
        model.add_component(set_name, Set(initialize=ordered))
        model.labels.add(set_name, ordered)
    return model


def equations(model: ConcreteModel) -> list[Equation]:
    """The equations of a model, in the order they were written."""
    return [c for c in model.component_objects(Constraint) if isinstance(c, Equation)]


def variables(model: ConcreteModel) -> list[Variable]:
    """The variables of a model, in the order they were written."""
    return [v for v in model.component_objects(Var) if isinstance(v, Variable)]


def parameters(model: ConcreteModel) -> list[Parameter]:
    """The parameters of a model, in the order they were written."""
    return [p for p in model.component_objects(Param) if isinstance(p, Parameter)]
