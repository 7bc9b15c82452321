"""Price and quantity indices between two solutions: GDP, exports, imports, terms of trade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

import numpy as np

from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin, by_region
from cge.symbols.named import Labelled

BEYOND_COMPARISON = 100.0
"""Factor of a price beyond which a good counts in indices at its benchmark price."""


@dataclass(frozen=True)
class Imports:
    """A convention for the price and the quantity of imports; both have the same value.

    Attributes
    ----------
    price, quantity
        Arrays (sector, origin, destination) of a solution.
    """

    price: Callable[[Accounts], Any]
    quantity: Callable[[Accounts], Any]


AS_SHIPPED = Imports(lambda a: a.export_price, lambda a: a.exported)
"""Units shipped at the origin's price: what is lost on the way is a matter of technology."""

AS_ARRIVED = Imports(lambda a: a.import_price, lambda a: a.imported)
"""Units that arrive at the price on arrival, as national accounts count them: what is lost on the
way is a matter of prices."""


def ratios(
    old: Accounts[Labelled], new: Accounts[Labelled], imports: Imports
) -> dict[str, tuple[Labelled, str]]:
    """Real GDP, volumes of trade and terms of trade by a convention for imports.

    Returns
    -------
    dict
        By the name of the column: the ratio of the experiment to the benchmark by region, and what
        it is.
    """
    prices = _comparable(old, new, imports)
    export = _export_index(old, new, prices)
    import_ = _import_index(old, new, prices, imports)
    return {
        "real_gdp_percent": (_gdp_index(old, new, prices, imports)["quantity"], "Real GDP"),
        "export_volume_percent": (export["quantity"], "Export volume"),
        "import_volume_percent": (import_["quantity"], "Import volume"),
        "terms_of_trade_percent": (export["price"] / import_["price"], "Terms of trade"),
    }


def fisher(
    p0: Labelled, q0: Labelled, p1: Labelled, q1: Labelled, dims: list[str]
) -> dict[str, Labelled]:
    """Fisher's ideal price and quantity indices over ``dims``; none where nothing is traded.

    ``apart`` is how far the indices of Laspeyres and Paasche part, the same for prices and
    quantities: the larger over the smaller, less 1.
    """
    return ideal(*crossed(p0, q0, p1, q1, dims))


def crossed(
    p0: Labelled, q0: Labelled, p1: Labelled, q1: Labelled, dims: list[str]
) -> list[Labelled]:
    """Values at prices and quantities of two solutions, in the order of `ideal`."""
    return [(p * q).sum(dims) for p in (p0, p1) for q in (q0, q1)]


def ideal(v00: Labelled, v01: Labelled, v10: Labelled, v11: Labelled) -> dict[str, Labelled]:
    """Fisher's ideal indices from values; not a number where nothing is traded.

    Parameters
    ----------
    v00, v01, v10, v11
        Values at prices (first digit) and quantities (second) of two solutions, 0 and 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        quantity = ((v01 / v00) * (v11 / v10)) ** 0.5
        price = ((v10 / v00) * (v11 / v01)) ** 0.5
        apart = np.exp(abs(np.log((v01 / v00) / (v11 / v10)))) - 1
    some = (v00 > 0) & (v11 > 0)
    return {
        "quantity": quantity.where(some),
        "price": price.where(some),
        "apart": apart.where(some, 0.0),
    }


def indices_apart(before: Accounts[Labelled], after: Accounts[Labelled]) -> dict[str, Labelled]:
    """How far Laspeyres and Paasche indices of GDP, exports and imports part (region).

    See `fisher`; not a number where the value of one at prices of the other solution is negative.
    """
    prices = _comparable(before, after)
    return {
        "GDP": _gdp_index(before, after, prices)["apart"],
        "exports": _export_index(before, after, prices)["apart"],
        "imports": _import_index(before, after, prices)["apart"],
    }


@dataclass(frozen=True)
class _Prices(Generic[Labelled]):
    """Prices at which the quantities of an experiment are valued."""

    paid_by_agents: Labelled
    of_exports: Labelled
    of_margins: Labelled
    of_imports: Labelled


def _prices(of: Accounts[Labelled], imports: Imports = AS_SHIPPED) -> _Prices[Labelled]:
    of_margins = as_seller(of.s.price_basic)
    return _Prices(of.price_paid_by_agents, of.export_price, of_margins, imports.price(of))


def _comparable(
    before: Accounts[Labelled], after: Accounts[Labelled], imports: Imports = AS_SHIPPED
) -> _Prices[Labelled]:
    """Prices of an experiment, those beyond comparison at their benchmark level."""
    level = after.price_world / before.price_world
    old, new = _prices(before, imports), _prices(after, imports)
    return _Prices(
        within_comparison(old.paid_by_agents, new.paid_by_agents, level),
        within_comparison(old.of_exports, new.of_exports, level),
        within_comparison(old.of_margins, new.of_margins, level),
        within_comparison(old.of_imports, new.of_imports, level),
    )


def within_comparison(old: Labelled, new: Labelled, level: Labelled) -> Labelled:
    """New prices, but old ones at the new price level where a price explodes or collapses.

    An index at new prices values benchmark quantities at them. A good whose price rises a million
    times then decides the index alone, though hardly any of it was ever sold.

    Parameters
    ----------
    old, new
        Prices of the benchmark and of an experiment.
    level
        World price level of the experiment over that of the benchmark, so that a numeraire makes
        no difference.

    Returns
    -------
    array
        `new` itself where no price changes by more than a factor of `BEYOND_COMPARISON`.
    """
    change = new / (old * level)
    extreme = (change > BEYOND_COMPARISON) | (change < 1 / BEYOND_COMPARISON)
    return new.where(~extreme, old * level) if bool(extreme.any()) else new


def _export_index(
    before: Accounts[Labelled], after: Accounts[Labelled], prices: _Prices[Labelled]
) -> dict[str, Labelled]:
    """Price and quantity of exports as they leave (region)."""
    dims = ["sector", "destination"]
    goods = crossed(before.export_price, before.exported, prices.of_exports, after.exported, dims)
    index = ideal(*_sums(goods, _of_margins(before, after, prices, dims)))
    return {k: by_region(v, "origin") for k, v in index.items()}


def _import_index(
    before: Accounts[Labelled],
    after: Accounts[Labelled],
    prices: _Prices[Labelled],
    imports: Imports = AS_SHIPPED,
) -> dict[str, Labelled]:
    """Price and quantity of imports (region)."""
    price, old, new = imports.price(before), imports.quantity(before), imports.quantity(after)
    dims = ["sector", "origin"]
    goods = crossed(price, old, prices.of_imports, new, dims)
    index = ideal(*_sums(goods, _of_margins(before, after, prices, dims)))
    return {k: by_region(v, "destination") for k, v in index.items()}


def _of_margins(
    before: Accounts[Labelled],
    after: Accounts[Labelled],
    prices: _Prices[Labelled],
    dims: list[str],
) -> list[Labelled]:
    """Margins supplied across borders, at prices and quantities of two solutions."""
    old, new = before.margins_exported, after.margins_exported
    return crossed(as_seller(before.s.price_basic), old, prices.of_margins, new, dims)


def _sums(goods: list[Labelled], margins: list[Labelled]) -> list[Labelled]:
    return [a + b for a, b in zip(goods, margins, strict=True)]


def _gdp_index(
    before: Accounts[Labelled],
    after: Accounts[Labelled],
    prices: _Prices[Labelled],
    imports: Imports = AS_SHIPPED,
) -> dict[str, Labelled]:
    """Indices of GDP by expenditure: final purchases, exports, less imports (region)."""

    def value(at: _Prices[Labelled], quantities: Accounts[Labelled]) -> Labelled:
        bought = (at.paid_by_agents * quantities.s.final_demand).sum(["sector", "agent"])
        sold = at_origin(at.of_exports * quantities.exported)
        imported = at_destination(at.of_imports * imports.quantity(quantities))
        margins = at.of_margins * quantities.margins_exported
        net = sold - imported + at_origin(margins) - at_destination(margins)
        return by_region(bought, "destination") + net

    old = _prices(before, imports)
    return ideal(*(value(at, q) for at in (old, prices) for q in (before, after)))
