"""What factors earn in real terms: the real wage, and real incomes by factor."""

from __future__ import annotations

from cge.analysis.accounts import Accounts
from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.symbols.named import Labelled

LABOUR = "labour"


def real_factor_incomes(before: Accounts[Labelled], after: Accounts[Labelled]) -> Labelled:
    """Changes of what each factor earns after income tax, over the household's price index, %.

    Parameters
    ----------
    before, after
        Accounts of the benchmark, and of one experiment or several.

    Returns
    -------
    array
        By factor and region; not a number where a factor earns nothing in the benchmark.
    """
    old, new = real_income(before), real_income(after)
    return 100 * (new / old.where(old > 0) - 1)


def real_income(of: Accounts[Labelled]) -> Labelled:
    """What factors earn after income tax, at benchmark prices of households (factor, region)."""
    s = of.s
    paid = (s.price_factor * s.rent * s.factor_demand).sum("activity")
    return (paid - of.income_tax) / s.price_final.sel(agent=HOUSEHOLD, drop=True)


def real_wage(before: Accounts[Labelled], after: Accounts[Labelled]) -> Labelled | None:
    """Change of the real wage, %; None where no factor is labour."""
    if LABOUR not in before.s.factor.to_numpy():
        return None
    old, new = (of.s.real_factor_price.sel(factor=LABOUR, drop=True) for of in (before, after))
    return 100 * (new / old - 1)
