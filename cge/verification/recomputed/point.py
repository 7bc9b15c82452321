"""A solution beside the data, and the table of what is recomputed from both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cge.analysis.accounts import Accounts
from cge.economy.economy import Economy
from cge.engine.system import System, Values
from cge.symbols.named import NamedArray
from cge.symbols.registry import WORLD, entry_of
from cge.verification.check import Check
from cge.verification.recomputed.data import FLOW, Data

Array = np.ndarray


class Point:
    """Arrays of a solution in the order of dims of the registry.

    Attributes
    ----------
    data
        The benchmark that it starts from.
    accounts
        Payments and prices at the border.
    closure
        How factors move, and who has a budget.
    labels
        Labels of every dimension.

    Parameters
    ----------
    values
        The solution.
    system
        The compiled equations, for the values before it was solved: elements keep these that no
        equation determines, such as the price of a good that nobody sells.
    accounts
        Those of the solution.
    economy
        What was solved.
    """

    def __init__(
        self, values: Values, system: System, accounts: Accounts[NamedArray], economy: Economy
    ) -> None:
        self.values, self.accounts = values, accounts
        same = economy.of_data
        self.data = same.known(Data, lambda: Data(same.benchmark))
        self.labels, self.closure = economy.labels, economy.rules
        self._system, self._same = system, same

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Array:
        return self._shaped(name, self.values)

    def _shaped(self, name: str, values: Values) -> Array:
        return values[name].reshape([len(self.labels[d]) for d in entry_of(name).dims])

    def initial(self, name: str) -> Array:
        """A symbol before the solution."""
        return self._shaped(name, self._system.initial)

    def unless_known(self, check: Callable[[Point], Check], names: Iterable[str]) -> Check:
        """A check of symbols against the data alone; made once for those of the benchmark.

        A solution has the arrays of the benchmark themselves, which nobody can write to, where it
        leaves a symbol as it is.

        Parameters
        ----------
        check
            The check.
        names
            The symbols.
        """
        before = self._system.initial
        if all(self.values[name] is before[name] for name in names):
            return self._same.known((check, self._system), lambda: check(self))
        return check(self)

    def factor(self, name: str) -> Array | float:
        """A symbol that multiplies others; 1 where the model does not have it."""
        if name in self:
            return self[name]
        return 1.0

    @cached_property
    def world(self) -> float:
        """World factor-price index, the unit of all dollar amounts."""
        return float(self["price_world"][self.labels[WORLD].index(WORLD)])

    @property
    def own_budget(self) -> bool:
        """Whether governments have budgets of their own."""
        return self.closure.own_budget

    @cached_property
    def mobility(self) -> Array:
        """Elasticity of transformation (factor, region); infinite where a factor is mobile."""
        mobile, elasticity = self.closure.mobility(self.labels)
        return np.where(mobile, np.inf, elasticity)

    @cached_property
    def landed_change(self) -> Array:
        """Landed price relative to the benchmark (sector, origin, destination)."""
        return self["price_landed"] / self.data.landed_price

    def flow(self, array: NamedArray) -> Array:
        """An account over (sector, origin, destination) as an array."""
        return np.asarray(array.transpose(*FLOW).to_numpy())

    def to_users(self, kind: str) -> Array:
        """Price of composite goods before product tax (sector, destination, activity or agent)."""
        if "price_composite_by_user" not in self:
            return self["price_composite"][:, :, None]
        activities = len(self.labels["activity"])
        chosen = slice(activities) if kind == "activity" else slice(activities, None)
        return self["price_composite_by_user"][:, :, chosen]


Rule = Callable[[Point], Array]
Where = Callable[[Data], Array]


@dataclass(frozen=True)
class Recomputation:
    """What a variable must be.

    Attributes
    ----------
    rule
        Its value.
    where
        Elements that exist, as the data have them; all where omitted.
    size
        What differences are relative to, beside the value; for what may be zero.
    """

    rule: Rule
    where: Where | None
    size: Rule | None


# Variable -> how it is recomputed. A model without the variable does not call it.
RECOMPUTED: dict[str, Recomputation] = {}


def recomputes(
    variable: str, where: Where | None = None, size: Rule | None = None
) -> Callable[[Rule], Rule]:
    """Register a function as the recomputation of a variable."""

    def register(rule: Rule) -> Rule:
        if variable in RECOMPUTED:
            raise ValueError(f"'{variable}' is recomputed twice")
        RECOMPUTED[variable] = Recomputation(rule, where, size)
        return rule

    return register
