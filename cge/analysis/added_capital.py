"""Welfare net of the cost of capital that a closure adds and that nobody saved for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import xarray as xr

from calibration.membership import lists_by_label
from cge.symbols.named import Labelled, Solved

ADJUSTS = "adjusts"
"""Attribute of endowments: the regions by factor whose endowment the closure determines."""
NET_TITLE = "Equivalent variation net of the cost of added capital"
NET_STATEMENT = "welfare is net of the cost of the capital that the closure adds"
GROSS_TITLE = "Equivalent variation, gross"
COST = "added_capital_cost"
CAPITAL, INVESTMENT = "capital", "investment"


def adjusts(endowment: xr.DataArray) -> Mapping[str, list[str]]:
    """Regions whose endowment the closure determines, by factor; empty where there are none."""
    return lists_by_label(endowment.attrs, ADJUSTS)


def adding_regions(s: xr.Dataset) -> Sequence[str]:
    """Regions whose stock of capital the closure determines; mostly none."""
    return adjusts(s.endowment).get(CAPITAL, [])


def cost_of_added_capital(
    before: Solved[Labelled], after: Solved[Labelled], regions: Sequence[str]
) -> Labelled:
    """What capital costs a year that the closure adds, million USD at benchmark prices.

    A stock K that lasts must earn what its owners ask for and its wear: the benchmark return after
    income tax. One unit costs the price of investment p, so a year of the added stock costs::

        (1 - benchmark tax on its income) p (K - benchmark K)

    K is measured by its benchmark earnings. The cost is money of the experiment; over the price of
    utility it is money at benchmark prices. Where the real return is back at the benchmark, it is
    what the added capital earns after tax: net welfare counts no income of capital that nobody
    saved for. Capital that a scenario adds is a gift and costs nothing.

    Parameters
    ----------
    before, after
        Variables and parameters of the benchmark, and of one experiment or several.
    regions
        Those whose stock the closure determines.

    Returns
    -------
    array
        By region; negative where capital leaves, whose saving is spared.
    """
    added = (after.endowment - before.endowment).sel(factor=CAPITAL, drop=True)
    of_closure = reduce(or_, (added["region"] == region for region in regions))
    tax = (
        before.income_tax_power.sel(factor=CAPITAL, drop=True) - 1 + before.income_surtax_power - 1
    )
    price = after.price_final.sel(agent=INVESTMENT, drop=True) / after.price_utility
    return ((1 - tax) * price * added).where(of_closure, 0.0)


def net_welfare(
    before: Solved[Labelled], after: Solved[Labelled], regions: Sequence[str]
) -> Labelled:
    """Equivalent variation less the cost of capital that the closure adds, million USD.

    It is the equivalent variation of the income that is left after the cost. With committed
    purchases (Stone-Geary) this holds to first order.
    """
    cost = cost_of_added_capital(before, after, regions)
    return after.equivalent_variation - cost


def with_net_welfare(data: xr.Dataset, benchmark: str, along: str) -> xr.Dataset:
    """A result with the cost of added capital and net welfare as variables, beside the gross one.

    Unchanged where no capital adjusts.
    """
    regions = adding_regions(data)
    if not regions:
        return data
    before = data.sel({along: benchmark}, drop=True)
    cost = cost_of_added_capital(before, data, regions).transpose(along, "region")
    named = {
        COST: (cost, "Cost of capital that the closure adds"),
        "equivalent_variation_net": (
            data.equivalent_variation - cost,
            NET_TITLE,
        ),
    }
    return data.assign(
        {
            name: array.drop_attrs().assign_attrs(long_name=title, units="million USD")
            for name, (array, title) in named.items()
        }
    )
