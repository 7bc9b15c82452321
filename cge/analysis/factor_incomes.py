"""What factors earn in real terms: the real wage, and real incomes by factor."""

from __future__ import annotations

import xarray as xr

from cge.analysis.accounts import Accounts
from cge.economy.benchmark.arrays import HOUSEHOLD

LABOUR = "labour"


def real_factor_incomes(before: xr.Dataset, after: xr.Dataset) -> xr.DataArray:
    """Changes of what each factor earns after income tax, over the household's price index, %.

    Parameters
    ----------
    before, after
        Variables and parameters of the benchmark, and of one experiment or several.

    Returns
    -------
    xarray.DataArray
        By factor and region; not a number where a factor earns nothing in the benchmark.
    """
    old, new = _real_income(before), _real_income(after)
    return 100 * (new / old.where(old > 0) - 1)


def _real_income(s: xr.Dataset) -> xr.DataArray:
    paid = (s.price_factor * s.rent * s.factor_demand).sum("activity")
    return (paid - Accounts(s).income_tax) / s.price_final.sel(agent=HOUSEHOLD, drop=True)


def real_wage(before: xr.Dataset, after: xr.Dataset) -> xr.DataArray | None:
    """Change of the real wage, %; None where no factor is labour."""
    if LABOUR not in before.factor:
        return None
    old, new = (s.real_factor_price.sel(factor=LABOUR, drop=True) for s in (before, after))
    return 100 * (new / old - 1)
