"""Costs and demands for inputs."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.carbon import carbon_payment
from tests.economy.recomputed.point import buyer, ces, made_before, recomputes, region
from tests.economy.recomputed.sourcing import composite_price


def factor_payments(data):
    """Benchmark cost of factors, taxes on them included (factor, activity, region)."""
    return data.value_added + data.factor_tax


def purchases(data):
    """Benchmark cost of intermediates, taxes on them included (sector, destination, activity)."""
    return data.intermediate_use + data.intermediate_tax


def energy_goods(data):
    """1 for energy that is combined with capital (sector)."""
    return data.get("energy_good", xr.zeros_like(data.sigma_import_source))


def energy_factors(data):
    """1 for a factor that is combined with energy (factor)."""
    return data.get("energy_factor", xr.zeros_like(data.factor, dtype=float))


def energy(data):
    """Benchmark cost of energy that is combined with capital (activity, region)."""
    return region((energy_goods(data) * purchases(data)).sum("sector"))


def bundle(data):
    """Benchmark cost of the other intermediates (activity, region)."""
    return region(((1 - energy_goods(data)) * purchases(data)).sum("sector"))


def capital_energy(data):
    """Benchmark cost of energy and of the factors that are combined with it."""
    return (energy_factors(data) * factor_payments(data)).sum("factor") + energy(data)


def value_added(data):
    """Benchmark cost of all factors, and of energy where it is combined with one."""
    return factor_payments(data).sum("factor") + energy(data)


def cost_of_factors(p):
    """Price that an activity pays for a unit of a factor, relative to the benchmark."""
    tax_before = factor_payments(p.data) / p.data.value_added
    return p.price_factor * p.rent * p.factor_tax_power / tax_before


def cost_of_goods(p):
    """Price that an activity pays for a good, relative to the benchmark."""
    tax_before = purchases(p.data) / p.data.intermediate_use
    return composite_price(p, "activity") * p.intermediate_tax_power / tax_before


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
    alone = (1 - energy_factors(p.data)) * factor_payments(p.data)
    paid, per_unit = alone, cost_of_factors(p) / factor_efficiency(p)
    if "price_capital_energy" in p.s:
        nest = {"factor": ["capital and energy"]}
        paid = xr.concat([alone, capital_energy(p.data).expand_dims(nest)], "factor")
        per_unit = xr.concat([per_unit, p.price_capital_energy.expand_dims(nest)], "factor")
    return ces(paid / paid.sum("factor"), per_unit, p.sigma_value_added, "factor")


@recomputes("E_price_capital_energy", "E_price_capital_energy_cobb_douglas")
def price_capital_energy(p):
    nest = {"factor": ["energy"]}
    factors = energy_factors(p.data) * factor_payments(p.data)
    paid = xr.concat([factors, energy(p.data).expand_dims(nest)], "factor")
    per_unit = cost_of_factors(p) / factor_efficiency(p)
    prices = xr.concat([per_unit, p.price_energy.expand_dims(nest)], "factor")
    return ces(paid / paid.sum("factor"), prices, p.sigma_capital_energy, "factor")


@recomputes("E_price_energy", "E_price_energy_cobb_douglas")
def price_energy(p):
    paid = energy_goods(p.data) * purchases(p.data)
    sigma = buyer(p.sigma_energy)
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), sigma, "sector"))


@recomputes("E_price_intermediate", "E_price_intermediate_cobb_douglas")
def price_intermediate(p):
    paid = (1 - energy_goods(p.data)) * purchases(p.data)
    sigma = buyer(p.sigma_intermediate)
    return region(ces(paid / paid.sum("sector"), cost_of_goods(p), sigma, "sector"))


@recomputes("E_unit_cost", "E_unit_cost_cobb_douglas")
def unit_cost(p):
    share = value_added(p.data) / (value_added(p.data) + bundle(p.data))
    both = xr.concat([share, 1 - share], "input")
    prices = xr.concat([p.price_value_added, p.price_intermediate], "input")
    return ces(both, prices, p.sigma_top, "input") / efficiency(p)


@recomputes("E_price_basic")
def price_basic(p):
    """What is left of the price after tax pays for inputs and carbon."""
    output = made_before(p.data)
    inputs = factor_payments(p.data).sum("factor") + region(purchases(p.data).sum("sector"))
    before_tax = inputs / output * p.unit_cost * p.get("abatement_use", 1.0) + carbon_payment(p)
    return before_tax * p.output_tax_power


@recomputes("E_value_added_demand")
def value_added_demand(p):
    return value_added(p.data) * inputs_per_nest(p, p.price_value_added)


@recomputes("E_intermediate_bundle")
def intermediate_bundle(p):
    return bundle(p.data) * inputs_per_nest(p, p.price_intermediate)


def inputs_per_nest(p, price):
    """Change in the use of a nest whose price is given."""
    scale = p.change("output") * p.get("abatement_use", 1.0) / efficiency(p)
    return scale * (price / (p.unit_cost * efficiency(p))) ** -p.sigma_top


@recomputes("E_capital_energy_demand")
def capital_energy_demand(p):
    nest = p.value_added_demand / value_added(p.data)
    relative = p.price_capital_energy / p.price_value_added
    return capital_energy(p.data) * nest * relative**-p.sigma_value_added


@recomputes("E_energy_bundle")
def energy_bundle(p):
    nest = p.capital_energy_demand / capital_energy(p.data)
    relative = p.price_energy / p.price_capital_energy
    return energy(p.data) * nest * relative**-p.sigma_capital_energy


@recomputes("E_factor_demand")
def factor_demand(p):
    nest = p.value_added_demand / value_added(p.data)
    return factor_in(p, nest, p.price_value_added, p.sigma_value_added)


@recomputes("E_factor_demand_capital_energy")
def factor_demand_capital_energy(p):
    nest = p.capital_energy_demand / capital_energy(p.data)
    return factor_in(p, nest, p.price_capital_energy, p.sigma_capital_energy)


def factor_in(p, nest, price, sigma):
    """Efficient units follow the nest; natural units are fewer by their productivity."""
    relative = cost_of_factors(p) / factor_efficiency(p) / price
    return p.data.value_added * nest * relative**-sigma / factor_efficiency(p)


@recomputes("E_intermediate_demand")
def intermediate_demand(p):
    nest = p.intermediate_bundle / bundle(p.data)
    return good_in(p, nest, p.price_intermediate, p.sigma_intermediate)


@recomputes("E_intermediate_demand_energy")
def intermediate_demand_energy(p):
    nest = p.energy_bundle / energy(p.data)
    return good_in(p, nest, p.price_energy, p.sigma_energy)


def good_in(p, nest, price, sigma):
    """Use of a good in a nest whose change, price and elasticity are given."""
    relative = cost_of_goods(p) / buyer(price)
    return p.data.intermediate_use * buyer(nest) * relative ** -buyer(sigma)
