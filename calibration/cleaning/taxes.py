"""Taxes on products that nothing is bought for, or that leave nothing to pay."""

from __future__ import annotations

import xarray as xr

from calibration.cleaning.costs import purchases
from calibration.cleaning.step import Found, Step, Task, refuse


def _grounded(table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Found]:
    where, instead = {"primary_input": "product_tax"}, {"primary_input": "output_tax"}
    tax = table["primary"].sel(where, drop=True).transpose("activity", "region")
    base = purchases(table)
    astray = tax.where((base <= 0) | (base + tax <= 0), 0.0)
    if not bool((astray != 0).any()):
        return table, Found()
    amounts = {"product tax": astray}
    if task.choice == "refuse":
        refuse("taxes", amounts, "leave nothing to pay", "write --clean taxes=production")
    primary = table["primary"].copy()
    primary.loc[where] = primary.sel(where) - astray
    primary.loc[instead] = primary.sel(instead) + astray
    return table.assign(primary=primary), Found("counted as taxes on production", amounts)


TAXES = Step(
    "taxes", "product taxes without purchases",
    "Industries that pay product tax and buy nothing, or get more than they pay.",
    {
        "production": "count the tax as one on production, so that it is paid out of output",
        "refuse": "refuse it",
    },
    "production", _grounded,
)  # fmt: skip
