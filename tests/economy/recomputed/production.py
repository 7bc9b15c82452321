"""Costs and demands for inputs."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.carbon import carbon_payment
from tests.economy.recomputed.point import buyer, ces, recomputes, region


def factor_payments(data):
    """Benchmark cost of factors, taxes on them included (factor, activity, region)."""
    return data.value_added + data.factor_tax


def purchases(data):
    """Benchmark cost of intermediates, taxes on them included (sector, destination, activity)."""
    return data.intermediate_use + data.intermediate_tax


def cost_of_factors(p):
    """Price that an activity pays for a unit of a factor, relative to the benchmark."""
    tax_before = factor_payments(p.data) / p.data.value_added
    return p.price_factor * p.rent * p.factor_tax_power / tax_before


def cost_of_goods(p):
    """Price that an activity pays for a good, relative to the benchmark."""
    tax_before = purchases(p.data) / p.data.intermediate_use
    return p.price_composite * p.intermediate_tax_power / tax_before


def efficiency(p):
    """Output per unit of inputs, relative to the benchmark, without abatement."""
    gain = p.get("technology_productivity", 1.0)
    return p.productivity * gain ** (1 - p.get("technology_on_factors", 0.0))


def factor_efficiency(p):
    """Work that a unit of a factor does, relative to the benchmark."""
    gain = p.get("technology_productivity", 1.0)
    return p.factor_productivity * gain ** p.get("technology_on_factors", 0.0)


@recomputes("E_price_value_added", "E_price_value_added_cobb_douglas")
def price_value_added(p):
    paid = factor_payments(p.data)
    per_unit = cost_of_factors(p) / factor_efficiency(p)
    return ces(paid / paid.sum("factor"), per_unit, p.sigma_value_added, "factor")


@recomputes("E_price_intermediate", "E_price_intermediate_cobb_douglas")
def price_intermediate(p):
    paid = purchases(p.data)
    sigma = buyer(p.sigma_intermediate)
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), sigma, "sector"))


@recomputes("E_unit_cost", "E_unit_cost_cobb_douglas")
def unit_cost(p):
    factors = factor_payments(p.data).sum("factor")
    goods = region(purchases(p.data).sum("sector"))
    share = factors / (factors + goods)
    both = xr.concat([share, 1 - share], "input")
    prices = xr.concat([p.price_value_added, p.price_intermediate], "input")
    return ces(both, prices, p.sigma_top, "input") / efficiency(p)


@recomputes("E_price_basic")
def price_basic(p):
    """What is left of the price after tax pays for inputs and carbon."""
    output = p.data.sales.sum("destination").rename(sector="activity", origin="region")
    inputs = factor_payments(p.data).sum("factor") + region(purchases(p.data).sum("sector"))
    before_tax = inputs / output * p.unit_cost * p.get("abatement_use", 1.0) + carbon_payment(p)
    return before_tax * p.output_tax_power


@recomputes("E_value_added_demand")
def value_added_demand(p):
    before = factor_payments(p.data).sum("factor")
    return before * inputs_per_nest(p, p.price_value_added)


@recomputes("E_intermediate_bundle")
def intermediate_bundle(p):
    before = region(purchases(p.data).sum("sector"))
    return before * inputs_per_nest(p, p.price_intermediate)


def inputs_per_nest(p, price):
    """Change in the use of a nest whose price is given."""
    scale = p.change("output") * p.get("abatement_use", 1.0) / efficiency(p)
    return scale * (price / (p.unit_cost * efficiency(p))) ** -p.sigma_top


@recomputes("E_factor_demand")
def factor_demand(p):
    """Efficient units follow the nest; natural units are fewer by their productivity."""
    nest = p.value_added_demand / factor_payments(p.data).sum("factor")
    relative = cost_of_factors(p) / factor_efficiency(p) / p.price_value_added
    return p.data.value_added * nest * relative**-p.sigma_value_added / factor_efficiency(p)


@recomputes("E_intermediate_demand")
def intermediate_demand(p):
    nest = buyer(p.intermediate_bundle) / purchases(p.data).sum("sector")
    relative = cost_of_goods(p) / buyer(p.price_intermediate)
    return p.data.intermediate_use * nest * relative ** -buyer(p.sigma_intermediate)
