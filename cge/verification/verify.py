"""Independent verification: accounts recomputed from the solution, without the model's equations.

Money is followed from buyer to seller with prices and quantities alone. Receipts, for example,
are recomputed as what buyers pay less what sellers get, never by the formula of the tax.
"""

from __future__ import annotations

import xarray as xr

from cge.analysis.accounts import Accounts
from cge.engine.system import System, Values
from cge.verification.border_adjustment import check_border_adjustment
from cge.verification.budgets import check_budgets
from cge.verification.capital_energy import check_capital_energy
from cge.verification.check import Check
from cge.verification.equations import check_equations, check_homogeneity
from cge.verification.gdp import check_gdp
from cge.verification.levels import check_bounds, check_signs
from cge.verification.markets import check_markets, check_unsolved_market
from cge.verification.receipts import check_receipts
from cge.verification.sourcing import check_sourcing
from cge.verification.technology import check_technology


def verify(s: xr.Dataset, values: Values, system: System, unsolved: tuple[str, str]) -> list[Check]:
    """All checks of one solution.

    Parameters
    ----------
    s
        Variables and shockable parameters of one experiment, labelled.
    values
        The same solution as raveled arrays, parameters included.
    system
        The compiled equations, for their residuals.
    unsolved
        Factor and region of the market that was left out of the solution.
    """
    accounts = Accounts(s)
    return [
        check_equations(values, system),
        check_signs(s),
        check_bounds(s),
        check_unsolved_market(s, unsolved),
        *check_markets(accounts),
        *check_gdp(accounts),
        *check_receipts(accounts),
        *check_budgets(accounts),
        *check_technology(accounts, values),
        *check_border_adjustment(accounts),
        *check_sourcing(accounts, values),
        *check_capital_energy(accounts, values),
        check_homogeneity(values, system),
    ]


def verdict(checks: list[Check]) -> str:
    """What failed, in words; empty when all checks hold."""
    return "; ".join(str(c) for c in checks if not c.passed)
