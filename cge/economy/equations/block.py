"""How equations are written: what an equation states, where it holds and its rule, in one place.

A file of equations is one :class:`Block`. Its equations are functions of the module, each under the
decorator that makes it part of the block:

>>> block = Block("Trade")
>>> @block.equation("price_landed", where=traded, title="Landed price")
... def price_landed(m, i, o, d):
...     return price_on_arrival(m, i, o, d) * m.tariff_power[i, o, d]

The function gives the value of the variable it determines, here of ``m.price_landed[i, o, d]``, or,
where it leaves that implicit, the two sides of an equality. Its name, with ``E_`` before it, is the
name of the equation; its docstring explains it on the page of equations. Unit,
symbol and source of the variable are those of its row in the registry.

A rule is read once, with placeholders for labels: it must not branch on a label, and `sum` in it is
a sum over labels. A sum over entries of a table is :func:`added`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from cge.economy.equations.ces import write_unit_cost
from cge.engine.components import Equation
from cge.engine.pyomo_private import ConcreteModel, EqualityExpression
from cge.symbols.registry import entry_of

Rule = Callable[..., Any]
Where = Callable[[ConcreteModel], np.ndarray]


def has(m: ConcreteModel, feature: str) -> bool:
    """Whether the model has a feature, see :mod:`cge.symbols.features`."""
    return feature in m.features


def added(terms: Iterable[Any]) -> Any:
    """Sum of at least one expression, over anything but labels of the model."""
    return reduce(add, terms)


@dataclass(frozen=True)
class Statement:
    """One equation as it is written.

    Attributes
    ----------
    name
        Its name, without ``E_``.
    determines
        The variable that it determines.
    over
        Sets of its rows.
    title
        What it states.
    rule
        ``rule(model, *labels)``: value of the variable, or an equality.
    where
        Gives the rows that exist in a model; None for all.
    unless
        Feature whose equation takes its place; empty for none.
    """

    name: str
    determines: str
    over: tuple[str, ...]
    title: str
    rule: Rule
    where: Where | None = None
    unless: str = ""

    @property
    def explanation(self) -> str:
        """What more there is to say about it."""
        return inspect.getdoc(self.rule) or ""

    def add_to(self, m: ConcreteModel) -> None:
        """Add the equation to a model."""
        variable = m.component(self.determines)

        def row(m: ConcreteModel, *labels: Any) -> Any:
            found = self.rule(m, *labels)
            return found if isinstance(found, EqualityExpression) else variable[labels] == found

        m.add_component(
            f"E_{self.name}",
            Equation(*self.sets(m), rule=row, determines=variable, active=self.rows(m)),
        )

    def sets(self, m: ConcreteModel) -> list[Any]:
        """Sets of its rows in a model."""
        return [m.component(name) for name in self.over]

    def rows(self, m: ConcreteModel) -> np.ndarray | None:
        """Rows that exist in a model; None for all."""
        return None if self.where is None else self.where(m)


@dataclass(frozen=True)
class UnitCost(Statement):
    """The unit cost of a CES nest, with its limit where the elasticity is 1.

    ``rule(model, transform, *labels)`` is the sum over components of share times
    ``transform(price)``.

    Attributes
    ----------
    sigma
        Elasticity of substitution; it may lack the last sets of the rows.
    divisor
        ``divisor(model, *labels)``: productivity of the nest; None for 1.
    """

    sigma: str = ""
    divisor: Rule | None = None

    def add_to(self, m: ConcreteModel) -> None:
        """Add the two forms of the equation to a model."""
        write_unit_cost(
            m,
            f"E_{self.name}",
            m.component(self.determines),
            self.sets(m),
            m.component(self.sigma),
            self.rule,
            self.divisor,
            self.rows(m),
        )


class Block:
    """The equations of one file.

    Parameters
    ----------
    title
        What they are about.
    feature
        Feature of the models that have them; empty for every model.
    """

    def __init__(self, title: str, feature: str = "") -> None:
        self.title = title
        self.feature = feature
        self.statements: list[Statement] = []

    def equation(
        self,
        determines: str,
        *,
        title: str,
        over: Sequence[str] | None = None,
        where: Where | None = None,
        unless: str = "",
        name: str = "",
    ) -> Callable[[Rule], Rule]:
        """Decorate the rule of an equation; see :class:`Statement`.

        Parameters
        ----------
        over
            Sets of its rows; those of the variable unless given.
        name
            Name of the equation; that of the function unless given.
        """

        def decorate(rule: Rule) -> Rule:
            rows = tuple(over or entry_of(determines).dims)
            named = name or rule.__name__
            self.statements.append(Statement(named, determines, rows, title, rule, where, unless))
            return rule

        return decorate

    def unit_cost(
        self,
        determines: str,
        *,
        sigma: str,
        title: str,
        where: Where | None = None,
        unless: str = "",
        divisor: Rule | None = None,
        name: str = "",
    ) -> Callable[[Rule], Rule]:
        """Decorate the total of the unit cost of a CES nest; see :class:`UnitCost`."""

        def decorate(rule: Rule) -> Rule:
            rows = entry_of(determines).dims
            named = name or rule.__name__
            self.statements.append(
                UnitCost(named, determines, rows, title, rule, where, unless, sigma, divisor)
            )
            return rule

        return decorate

    def add_to(self, m: ConcreteModel) -> None:
        """Add the equations to a model, if it has the feature."""
        if self.feature and not has(m, self.feature):
            return
        for statement in self.statements:
            if not statement.unless or not has(m, statement.unless):
                statement.add_to(m)
                m.statements[f"E_{statement.name}"] = (self, statement)
