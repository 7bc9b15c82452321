"""The solution of a problem of optimal design, and what was verified of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from calibration.files.card import Card, Carded
from cge.design.card import optimum_card
from cge.design.problem import OPTIMUM, Problem
from cge.results.result import Result
from cge.scenarios import Scenario

# Of the violations of the first-order conditions, relative to the largest gradient met.
KKT_TOLERANCE = 1e-5
# Between the solution that was searched with and the one that was solved anew for the result.
SAME_WITHIN = 1e-6


@dataclass(frozen=True, repr=False)
class Optimum(Carded):
    """The best levels of the controls, and the economy there.

    Attributes
    ----------
    problem
        The problem that was solved.
    result
        The optimum as the experiment ``optimum`` of an ordinary result, solved anew and verified.
    scenario
        The optimum as a scenario.
    controls
        By control: value, lower, upper, unit, and ``at`` (``lower``, ``upper`` or empty).
    constraints
        By constraint: benchmark, value, at_least, at_most, unit; ``shadow_price``, by how much the
        objective improves per unit by which the binding limit is relaxed, and its unit.
    objective
        Value, unit, and value in the benchmark.
    kkt
        Largest violation of the first-order conditions, relative to the largest gradient met.
    difference
        Largest difference of objective and constraints between search and result, relative to
        their size, or to how far the controls move them.
    iterations, solutions, gradients
        Of the search: iterations, solutions of the model, gradients.
    message
        The message of IPOPT.
    """

    problem: Problem
    result: Result
    scenario: Scenario
    controls: pd.DataFrame
    constraints: pd.DataFrame
    objective: pd.Series
    kkt: float
    difference: float
    iterations: int
    solutions: int
    gradients: int
    message: str

    def _card(self) -> Card:
        return optimum_card(self)

    @property
    def verified(self) -> bool:
        """The result is verified and the first-order conditions of an optimum hold."""
        return not self.verdict

    @property
    def verdict(self) -> str:
        """The failed checks; empty when all hold."""
        said = [] if self.result.verified else [self.result.verdict]
        said += [self._missed(name) for name in self.constraints.index if self._missed(name)]
        if not self.kkt <= KKT_TOLERANCE:
            said.append(
                f"first-order conditions are violated by {self.kkt:.1e}; IPOPT: {self.message}"
            )
        if not self.difference <= SAME_WITHIN:
            said.append(f"solved anew, the optimum differs by {self.difference:.1e}")
        return "; ".join(said)

    @property
    def status(self) -> str:
        """Verdict in a few words."""
        return "verified" if self.verified else f"NOT VERIFIED: {self.verdict}"

    def _missed(self, name: str) -> str:
        """Which limit of a constraint is not met; empty where both are."""
        row = self.constraints.loc[name]
        slack = KKT_TOLERANCE * max(abs(row["value"] - row["benchmark"]), 1e-9 * abs(row["value"]))
        if row["at_least"] - slack <= row["value"] <= row["at_most"] + slack:
            return ""
        limit = row["at_most"] if row["value"] > row["at_most"] else row["at_least"]
        return (
            f"'{name}' is {row['value']:.6g} where its limit is {limit:.6g} {row['unit']}: "
            "no levels found within the bounds keep it"
        )

    def summary(self) -> object:
        """Changes from the benchmark; see :meth:`cge.results.result.Result.summary`."""
        return self.result.summary()


__all__ = ["OPTIMUM", "Optimum"]
