"""A solution as benchmark data, so that every statistic of data is one of a counterfactual too."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.gases import COUNTED, COUNTED_HOUSEHOLD, OTHER, OTHER_HOUSEHOLD, as_counted
from calibration.margins import output_of
from calibration.variables import ELASTICITIES, OPTIONAL, VARIABLES
from cge.analysis.accounts import Accounts, as_seller
from cge.analysis.sourcing import benchmark_sources, spending_by_source
from cge.economy.benchmark.arrays import HOUSEHOLD

# Nothing in a solution changes these.
_KEPT = (
    *("distance", "sales_on_prior", "sales_imputed", *ELASTICITIES),
    "factor_part_share",
    *("energy_good", "energy_factor", "sigma_capital_energy", "sigma_energy"),
    *("non_electric_good", "non_coal_good", "sigma_non_electric", "sigma_non_coal"),
    *("generation_good", "sigma_generation"),
)


def as_benchmark(solution: xr.Dataset, benchmark: xr.Dataset) -> xr.Dataset:
    """The accounts of one solution at its own prices, laid out as a benchmark dataset.

    Calibrated again, it is an economy in which the shocks of the solution have already happened.
    Payments for which a benchmark has no place of their own are booked where they accrue: border
    charges and the destination's barrier rents with tariffs, the origin's rents with export taxes,
    carbon payments with output taxes (`carbon_price` tells how much), border receipts passed on
    with foreign saving.

    Parameters
    ----------
    solution
        Variables and parameters of one experiment.
    benchmark
        The benchmark it started from, which gives distances, elasticities and attributes.

    Returns
    -------
    xarray.Dataset
        Variables of :data:`calibration.variables.VARIABLES`, in million
        units of the numeraire and Mt CO2.
    """
    s, a = solution, Accounts(solution)
    sales = as_seller(s.price_basic) * a.shipped
    at_border = a.price_at_border * a.shipped + a.rent_abroad * s.trade
    border = at_border + a.margin_price * a.shipped
    landed = s.price_landed * s.trade
    bought, consumed = a.intermediate_use, a.final_use
    earned = s.price_factor * s.rent * s.factor_demand
    inputs = a.factor_payments + a.factor_tax + a.intermediate_spending
    values = {
        "sales": sales,
        "export_tax": at_border - sales,
        "tariff_revenue": landed - border,
        "tariff_rate": (landed / border - 1).where(border > 0, s.tariff_power - 1),
        "intermediate_use": bought,
        "intermediate_tax": (s.intermediate_tax_power - 1) * bought,
        "final_use": consumed,
        "final_tax": a.paid_by_agents - consumed,
        "consumption_tax": s.revenue_consumption_tax,
        "income_tax": a.income_tax,
        "value_added": earned,
        "factor_tax": (s.factor_tax_power - 1) * earned,
        "output_tax": s.price_basic * s.output - inputs,
        "foreign_saving": s.capital_inflow + s.get("border_transfer", 0.0),
        "co2": s.emissions,
    }
    if "committed_use" in benchmark:
        values["committed_use"] = a.price_to_agents * benchmark["committed_use"]
    if "price_composite_by_user" in s:
        paid = spending_by_source(s, benchmark_sources(benchmark))
        values["sales_by_user"] = paid * (sales / landed).where(landed > 0, 0.0)
    if "household_emissions" in s:
        values["co2_household"] = s.household_emissions
    values |= _electricity(s, benchmark)
    if "emissions_by_fuel" in s:
        values |= _by_fuel(a, benchmark)
    elif "co2_process" in benchmark:  # the same part of what an activity emits
        emitted = benchmark.co2
        values["co2_process"] = (
            benchmark.co2_process / emitted.where(emitted > 0, 1.0) * s.emissions
        )
    values |= _other_gases(a, benchmark)
    if "abatement_elasticity" not in s:  # whose curve would start somewhere else
        values |= _carbon_prices(a)
    if "margin_rate" in s:
        values |= _margins(a)
    if "nqp" in s:
        values["nqp"] = s.nqp
    known = VARIABLES | OPTIONAL
    data = {
        name: as_counted(
            array.transpose(*known[name].dims).assign_attrs(known[name].attrs), benchmark
        )
        for name, array in values.items()
    }
    # Its channels are not part of the accounts; a technology applied anew keeps the index reached.
    attrs = {key: value for key, value in benchmark.attrs.items() if key != "technology"}
    made = xr.Dataset(data, attrs=attrs).drop_vars(["experiment", "world"], errors="ignore")
    return made.assign({name: benchmark[name] for name in _KEPT if name in benchmark})


def _carbon_prices(a: Accounts) -> dict[str, xr.DataArray]:
    """What is paid per tonne, so that output taxes are told apart again; nothing without prices.

    Allowances are allotted by output; here they are the part of what is emitted that is not paid.
    """
    s = a.s
    price = (s.carbon_price + s.carbon_price_economy) * a.price_world
    at_home = s.get("carbon_price_household", 0 * a.price_world) * a.price_world
    if not bool((price != 0).any() | (at_home != 0).any()):
        return {}
    whole = price * s.emissions
    free = 1 - (a.carbon_payment / whole.where(whole != 0, 1.0)).where(whole != 0, 1.0)
    # Allowances beyond what is emitted stay a subsidy, in the output tax.
    found = {"carbon_price": price, "free_allocation": free.clip(0.0, 1.0)}
    return found | ({"carbon_price_household": at_home} if "region" in at_home.dims else {})


def _electricity(s: xr.Dataset, benchmark: xr.Dataset) -> dict[str, xr.DataArray]:
    """What activities generate follows their output; per USD it follows their price, too."""
    found = {}
    if "electricity" in benchmark:
        before = output_of(benchmark)
        made = s.output.transpose("activity", "region") / np.where(before > 0, before, np.inf)
        found["electricity"] = benchmark["electricity"] * made
    if "generation_volume" in benchmark:
        price = s.price_basic.rename(activity="sector")
        found["generation_volume"] = benchmark["generation_volume"] / price
    return found


def _by_fuel(a: Accounts, benchmark: xr.Dataset) -> dict[str, xr.DataArray]:
    """Parts of the emissions: with purchases those of fuels, with output the others."""
    s = a.s
    content = s.emission_factor * s.intermediate_demand
    found = {"co2_by_fuel": content.rename(destination="region")}
    before = output_of(benchmark)
    made = s.output.transpose("activity", "region") / np.where(before > 0, before, np.inf)
    made = made / s.get("emission_efficiency", 1.0)
    for name in ("co2_own_fuel", "co2_process"):
        if name in benchmark:
            found[name] = benchmark[name] * made
    if "co2_household_by_fuel" in benchmark:
        emitted = benchmark.co2_household
        burnt = s.household_emissions / emitted.where(emitted > 0, 1.0)
        found["co2_household_by_fuel"] = benchmark.co2_household_by_fuel * burnt
    return found


def _other_gases(a: Accounts, benchmark: xr.Dataset) -> dict[str, xr.DataArray]:
    """Other gases, counted or beside CO2: with output, and with what households buy."""
    s = a.s
    found = {}
    before = output_of(benchmark)
    made = s.output.transpose("activity", "region") / np.where(before > 0, before, np.inf)
    if OTHER in benchmark:
        found[OTHER] = benchmark[OTHER] * made / s.get("emission_efficiency", 1.0)
    if COUNTED in benchmark:
        found[COUNTED] = s.emissions_by_gas
    old, new = (
        use.sel(agent=HOUSEHOLD, drop=True).rename(destination="region")
        for use in (benchmark.final_use, s.final_demand)
    )
    for name in (OTHER_HOUSEHOLD, COUNTED_HOUSEHOLD):
        if name in benchmark:
            found[name] = benchmark[name] * (new / old.where(old > 0, np.inf))
    return found


def _margins(a: Accounts) -> dict[str, xr.DataArray]:
    """Margins by flow at the prices of their suppliers, and sales to world transport."""
    s = a.s
    price = s.price_basic.sel(activity=s.margin_sector.to_numpy())
    price = price.rename(activity="margin_sector")
    return {
        "margin": s.margin_rate * price.rename(region="origin") * a.shipped,
        "transport_margin": s.transport_rate * s.price_transport * a.shipped,
        "transport_supply": price * s.transport_supply,
    }
