"""First-order effects of trade on welfare, after Caliendo and Parro (2015), by good and partner."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from cge.analysis.accounts import Accounts, as_seller
from cge.symbols.named import Labelled

MILLION = "million USD"
EFFECTS = ("terms_of_trade", "volume_of_trade")


def effects_by_flow(before: xr.Dataset, after: xr.Dataset) -> xr.Dataset:
    """Terms-of-trade and volume-of-trade effects of every flow.

    Of the change of welfare, Caliendo and Parro (2015, section 4.1) single out, for region n with
    exports E and imports M at the origin's price, tariff rate t, and prices c of the origin::

        terms of trade   sum over goods and partners i of  E_ni dln c_n - M_in dln c_i
        volume of trade  sum over goods and partners i of  t_in M_in (dln M_in - dln c_i)

    They hold for small changes: amounts and rates are those of the benchmark. Prices are what an
    origin gets per unit shipped, over the world factor-price index, in which foreign saving is
    fixed; logarithms are of the whole change. A flow that is zero, or becomes it, has no effects.

    Parameters
    ----------
    before, after
        Variables and parameters of the benchmark, and of one experiment or several.

    Returns
    -------
    xarray.Dataset
        ``terms_of_trade`` and ``volume_of_trade``, million USD, (region, partner, sector)
        and the dims of experiments; the effects on the region of its trade with the partner.
    """
    return effects_of(Accounts(before), Accounts(after))


def effects_of(old: Accounts, new: Accounts) -> xr.Dataset:
    """As `effects_by_flow`, of accounts."""
    titles = {name: f"{name.replace('_', '-').capitalize()} effect" for name in EFFECTS}
    dims = ("region", "partner", "sector")
    return xr.Dataset(
        {
            name: array.transpose(..., *dims)
            .drop_attrs()
            .assign_attrs(long_name=titles[name], units=MILLION)
            for name, array in _effects(old, new).items()
        },
        attrs=new.s.attrs,
    )


def _effects(old: Accounts[Labelled], new: Accounts[Labelled]) -> dict[str, Labelled]:
    """Effects of every flow, by name."""
    dearer = _log_change(old.export_price / old.price_world, new.export_price / new.price_world)
    more = _log_change(old.exported, new.exported)
    value = old.export_price * old.exported
    paid = dearer * value + _of_margins(old, new)
    imports = {"destination": "region", "origin": "partner"}
    exports = {"origin": "region", "destination": "partner"}
    duty = (old.s.tariff_power - 1) * (value + old.margin_price * old.exported) * more
    return {
        "terms_of_trade": paid.rename(exports) - paid.rename(imports),
        "volume_of_trade": duty.rename(imports),
    }


def _of_margins(old: Accounts[Labelled], new: Accounts[Labelled]) -> Labelled:
    """What margins supplied to other regions gain by dearer services (sector, o, d)."""
    before, after = as_seller(old.s.price_basic), as_seller(new.s.price_basic)
    dearer = _log_change(before / old.price_world, after / new.price_world)
    return dearer * before * old.margins_exported


def trade_effects(before: Accounts[Labelled], after: Accounts[Labelled]) -> dict[str, Labelled]:
    """Effects of all goods and partners together, % of benchmark income, by name (region)."""
    return {
        name: 100 * effect.sum(["partner", "sector"]) / before.s.income
        for name, effect in _effects(before, after).items()
    }


def _log_change(before: Labelled, after: Labelled) -> Labelled:
    """Logarithm of the ratio of two levels; 0 where one of them is 0."""
    both = (before > 0) & (after > 0)
    ratio: Any = np.log(after.where(both, 1.0) / before.where(both, 1.0))
    found: Labelled = ratio
    return found
