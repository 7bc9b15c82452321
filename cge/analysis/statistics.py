"""What a counterfactual changed: welfare, real GDP, trade, terms of trade, emissions, receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin, by_region
from cge.analysis.added_capital import has_added_capital, net_welfare
from cge.analysis.factor_incomes import real_factor_incomes, real_wage
from cge.analysis.terms_of_trade import trade_effects
from cge.symbols.named import Labelled

EXPERIMENT = "experiment"
BENCHMARK = "benchmark"
BEYOND_COMPARISON = 100.0
"""Factor of a price beyond which a good counts in indices at its benchmark price."""

Column = tuple[xr.DataArray, str, str]


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


def summarise(data: xr.Dataset, also: Iterable[str] = ()) -> xr.Dataset:
    """Changes from the benchmark by experiment and region.

    Exports and imports both count in units shipped, at what the origin gets for them. Iceberg
    costs and what barriers waste are thus changes of technology and part of real GDP, as in GTAP.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.
    also
        Further columns, of `ON_REQUEST`: the indices by the convention of national accounts.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region). Amounts in million USD (nominal ones in units of the
        numeraire) and Mt CO2, relative changes in %. Price and quantity indices are Fisher's, of
        the prices that `within_comparison` gives. Where the closure determines the stock of
        capital, welfare is `equivalent_variation_net`; see `cge.analysis.added_capital`. What the
        data do not have is not a number: CO2 without emissions, the income of a factor that earns
        nothing; tables leave out a column of such cells alone.

    Raises
    ------
    InputError
        For names in ``also`` that are not in `ON_REQUEST`.
    """
    wanted = _requested(also)
    before = data.sel({EXPERIMENT: BENCHMARK}, drop=True)
    after = data.drop_sel({EXPERIMENT: BENCHMARK})
    emitted = before.emissions.sum("activity")
    # Data without emissions do not tell that none change.
    co2 = (after.emissions.sum("activity") - emitted).where(emitted.sum() > 0)
    old, new = Accounts(before), Accounts(after)
    columns: dict[str, Column] = {
        **_of_welfare(before, after),
        **_indices(old, new, AS_SHIPPED),
        "co2_change": (co2, "CO2 emissions", "Mt CO2"),
        "co2_percent": (
            100 * co2 / emitted.where(emitted > 0),
            "CO2 emissions",
            "%",
        ),
        "tariff_revenue": (
            after.revenue_tariff - before.revenue_tariff,
            "Tariff revenue",
            "million USD",
        ),
        "border_charge_revenue": (
            after.revenue_border_charge - before.revenue_border_charge,
            "Border charge revenue",
            "million USD",
        ),
        **_of_trade(old, new),
        **_of_factors(old, new),
    }
    if wanted:
        arrived = _indices(old, new, AS_ARRIVED)
        for name in wanted:
            values, text, unit = arrived[ON_REQUEST[name]]
            columns[name] = (values, f"{text}, national accounts", unit)
    summary = xr.Dataset(
        {
            name: values.transpose(EXPERIMENT, "region").assign_attrs(long_name=text, units=unit)
            for name, (values, text, unit) in columns.items()
        },
        attrs=data.attrs,
    )
    kept = summary.drop_vars([c for c in summary.coords if c not in (EXPERIMENT, "region")])
    return as_counted(kept, data)


def _of_welfare(before: xr.Dataset, after: xr.Dataset) -> dict[str, Column]:
    """Equivalent variation; net alone where the closure adds capital."""
    name, title, ev = "equivalent_variation", "Equivalent variation", after.equivalent_variation
    if has_added_capital(after):
        name, title, ev = f"{name}_net", f"{title} net", net_welfare(before, after)
    return {
        name: (ev, title, "million USD"),
        f"{name}_percent": (100 * ev / before.income, title, "% of benchmark income"),
    }


def _of_trade(before: Accounts, after: Accounts) -> dict[str, Column]:
    effects = trade_effects(before, after)
    unit = "% of benchmark income"
    return {
        "terms_of_trade_effect_percent": (effects.terms_of_trade, "Terms-of-trade effect", unit),
        "volume_of_trade_effect_percent": (
            effects.volume_of_trade,
            "Volume-of-trade effect",
            unit,
        ),
    }


def _of_factors(before: Accounts, after: Accounts) -> dict[str, Column]:
    wage, incomes = real_wage(before, after), real_factor_incomes(before, after)
    found = {} if wage is None else {"real_wage_percent": (wage, "Real wage", "%")}
    for factor in map(str, incomes.factor.to_numpy()):
        income = incomes.sel(factor=factor, drop=True)
        title = f"Real income of {factor.replace('_', ' ')}"
        found[f"real_income_{factor}_percent"] = (income, title, "%")
    return found


ON_REQUEST = {
    "real_gdp_national_accounts_percent": "real_gdp_percent",
    "import_volume_national_accounts_percent": "import_volume_percent",
    "terms_of_trade_national_accounts_percent": "terms_of_trade_percent",
}
"""Columns that `summarise` adds when asked, with the columns whose convention they change."""


def _requested(also: Iterable[str]) -> list[str]:
    """The names of further columns, each known and once."""
    names = list(dict.fromkeys([also] if isinstance(also, str) else also))
    unknown = [name for name in names if name not in ON_REQUEST]
    if unknown:
        raise InputError(
            [f"no column '{name}' of the summary{nearest(name, ON_REQUEST)}" for name in unknown]
        )
    return names


def _indices(old: Accounts, new: Accounts, imports: Imports) -> dict[str, Column]:
    """Real GDP, volumes of trade and terms of trade by a convention for imports."""
    prices = _comparable(old, new, imports)
    export = _export_index(old, new, prices)
    import_ = _import_index(old, new, prices, imports)
    ratios = {
        "real_gdp_percent": (_gdp_index(old, new, prices, imports)["quantity"], "Real GDP"),
        "export_volume_percent": (export["quantity"], "Export volume"),
        "import_volume_percent": (import_["quantity"], "Import volume"),
        "terms_of_trade_percent": (export["price"] / import_["price"], "Terms of trade"),
    }
    return {name: (100 * (ratio - 1), text, "%") for name, (ratio, text) in ratios.items()}


def fisher(
    p0: Labelled, q0: Labelled, p1: Labelled, q1: Labelled, dims: list[str]
) -> dict[str, Labelled]:
    """Fisher's ideal price and quantity indices over ``dims``; 1 where nothing is traded.

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
    """Fisher's ideal indices from values; 1 where nothing is traded.

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
        "quantity": quantity.where(some, 1.0),
        "price": price.where(some, 1.0),
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
