"""What a counterfactual changed: welfare, real GDP, trade, terms of trade, emissions, receipts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from cge.results import accounts as a

Term = Callable[[xr.Dataset], xr.DataArray]

EXPERIMENT = "experiment"
BENCHMARK = "benchmark"


def summarise(data: xr.Dataset) -> xr.Dataset:
    """Changes from the benchmark by experiment and region.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region). Amounts in million USD (nominal ones in units of the
        numeraire) and Mt CO2, relative changes in %. Price and quantity indices are Fisher's.
    """
    before = data.sel({EXPERIMENT: BENCHMARK}, drop=True)
    after = data.drop_sel({EXPERIMENT: BENCHMARK})
    co2 = after.emissions.sum("activity") - before.emissions.sum("activity")
    ev = after.equivalent_variation
    export = _trade_index(before, after, "origin")
    import_ = _trade_index(before, after, "destination")
    columns = {
        "equivalent_variation": (ev, "Equivalent variation", "million USD"),
        "equivalent_variation_percent": (
            100 * ev / before.income,
            "Equivalent variation",
            "% of benchmark income",
        ),
        "real_gdp_percent": (100 * (_real_gdp(before, after) - 1), "Real GDP", "%"),
        "export_volume_percent": (100 * (export["quantity"] - 1), "Export volume", "%"),
        "import_volume_percent": (100 * (import_["quantity"] - 1), "Import volume", "%"),
        "terms_of_trade_percent": (
            100 * (export["price"] / import_["price"] - 1),
            "Terms of trade",
            "%",
        ),
        "co2_change": (co2, "CO2 emissions", "Mt CO2"),
        "co2_percent": (
            100 * co2 / before.emissions.sum("activity").where(lambda e: e > 0),
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
    }
    summary = xr.Dataset(
        {
            name: values.transpose(EXPERIMENT, "region").assign_attrs(long_name=text, units=unit)
            for name, (values, text, unit) in columns.items()
        },
        attrs=data.attrs,
    )
    return summary.drop_vars([c for c in summary.coords if c not in (EXPERIMENT, "region")])


def fisher(
    p0: xr.DataArray, q0: xr.DataArray, p1: xr.DataArray, q1: xr.DataArray, dims: list[str]
) -> dict[str, xr.DataArray]:
    """Fisher's ideal price and quantity indices over ``dims``; 1 where nothing is traded."""

    def total(p: xr.DataArray, q: xr.DataArray) -> xr.DataArray:
        return (p * q).sum(dims)

    v00, v01, v10, v11 = total(p0, q0), total(p0, q1), total(p1, q0), total(p1, q1)
    with np.errstate(divide="ignore", invalid="ignore"):
        quantity = ((v01 / v00) * (v11 / v10)) ** 0.5
        price = ((v10 / v00) * (v11 / v01)) ** 0.5
    some = (v00 > 0) & (v11 > 0)
    return {"quantity": quantity.where(some, 1.0), "price": price.where(some, 1.0)}


def _trade_index(before: xr.Dataset, after: xr.Dataset, side: str) -> dict[str, xr.DataArray]:
    """Price and quantity of exports (``origin``) or imports (``destination``) by region."""
    price, quantity = _border_terms(side)
    other = "destination" if side == "origin" else "origin"
    index = fisher(
        price(before),
        quantity(before) * a.foreign(before),
        price(after),
        quantity(after) * a.foreign(after),
        ["sector", other],
    )
    return {k: a.by_region(v, side) for k, v in index.items()}


def _border_terms(side: str) -> tuple[Term, Term]:
    """Exports are counted as they leave, imports as they arrive."""
    if side == "origin":
        return a.export_price, a.shipped
    return a.import_price, lambda s: s.trade


def _real_gdp(before: xr.Dataset, after: xr.Dataset) -> xr.DataArray:
    """Fisher quantity index of GDP by expenditure: final purchases, exports, less imports."""

    def value(prices: xr.Dataset, quantities: xr.Dataset) -> xr.DataArray:
        bought = prices.final_tax_power * prices.price_composite * quantities.final_demand
        final = a.by_region(bought.sum(["sector", "agent"]), "destination")
        sold = a.export_price(prices) * a.shipped(quantities) * a.foreign(quantities)
        arrived = a.import_price(prices) * quantities.trade * a.foreign(quantities)
        return (
            final
            + a.by_region(sold.sum(["sector", "destination"]), "origin")
            - a.by_region(arrived.sum(["sector", "origin"]), "destination")
        )

    laspeyres = value(before, after) / value(before, before)
    paasche = value(after, after) / value(after, before)
    return (laspeyres * paasche) ** 0.5
