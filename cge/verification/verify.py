"""Independent verification: accounts recomputed from the solution, without the model's equations.

Money is followed from buyer to seller with prices and quantities alone. Receipts, for example,
are recomputed as what buyers pay less what sellers get, never by the formula of the tax.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cge.analysis.accounts import Accounts
from cge.economy.economy import Economy
from cge.engine.system import System, Values
from cge.verification.border_adjustment import check_border_adjustment
from cge.verification.budgets import check_budgets
from cge.verification.capital_energy import check_capital_energy
from cge.verification.check import Check
from cge.verification.equations import check_equations, check_homogeneity
from cge.verification.gdp import check_gdp
from cge.verification.generation import check_generation
from cge.verification.levels import check_bounds, check_signs
from cge.verification.markets import check_markets, check_unsolved_market
from cge.verification.parameters import check_asked, check_elasticities, check_held
from cge.verification.receipts import check_receipts
from cge.verification.recomputed import Point
from cge.verification.shares import check_numeraire, check_shares
from cge.verification.sourcing import check_sourcing
from cge.verification.technology import check_technology
from cge.verification.variables import check_variables


def verify(
    values: Values,
    system: System,
    economy: Economy,
    asked: Mapping[str, np.ndarray] | None = None,
) -> list[Check]:
    """All checks of one solution.

    Parameters
    ----------
    values
        A solution as raveled arrays by symbol, parameters included.
    system
        The compiled equations, for their residuals.
    economy
        The economy that was solved: its benchmark data, its closure, and the market that was left
        out of the solution.
    asked
        Parameters that the experiment sets; all others must be those of the benchmark.
    """
    s = economy.named(values)
    accounts = Accounts(s)
    point = Point(values, system, accounts, economy)
    return [
        check_equations(values, system),
        check_signs(s),
        check_bounds(s),
        check_unsolved_market(s, economy.unsolved_market),
        *check_markets(accounts),
        *check_gdp(accounts),
        *check_receipts(accounts),
        *check_budgets(accounts),
        *check_technology(accounts, values),
        *check_border_adjustment(accounts),
        *check_sourcing(accounts, values),
        *check_capital_energy(accounts, values),
        *check_generation(accounts, values),
        *check_variables(point),
        check_numeraire(point),
        check_held(point, economy),
        check_asked(point, economy, asked or {}),
        check_elasticities(point, economy),
        check_shares(point),
        check_homogeneity(values, system),
    ]


def verdict(checks: list[Check]) -> str:
    """What failed, in words; empty when all checks hold."""
    return "; ".join(str(c) for c in checks if not c.passed)
