"""Costs and demands for inputs."""

from __future__ import annotations

import numpy as np
import xarray as xr

from tests.economy.recomputed.carbon import (
    carbon_in_goods,
    carbon_payment,
    content,
    index,
    price,
    process,
    tonnes_per_output,
)
from tests.economy.recomputed.point import buyer, ces, made_before, recomputes, region
from tests.economy.recomputed.sourcing import composite_price


def factor_payments(data):
    """Benchmark cost of factors, taxes on them included (factor, activity, region)."""
    return data.value_added + data.factor_tax


def purchases(data):
    """Benchmark cost of intermediates, all included (sector, destination, activity)."""
    paid = data.intermediate_use + data.intermediate_tax
    if "co2_by_fuel" not in data:
        return paid
    carbon = data.co2_by_fuel.sum("fuel") * data.get("carbon_price", 0.0)
    return paid + carbon.rename(region="destination")


def energy_goods(data):
    """1 for energy that is combined with capital (sector)."""
    return data.get("energy_good", xr.zeros_like(data.sigma_import_source))


def energy_factors(data):
    """1 for a factor that is combined with energy (factor)."""
    return data.get("energy_factor", xr.zeros_like(data.factor, dtype=float))


def energy(data):
    """Benchmark cost of energy that is combined with capital (activity, region)."""
    return region((energy_goods(data) * purchases(data)).sum("sector"))


def technologies(data):
    """1 for technologies of generation (sector)."""
    return data.get("generation_good", xr.zeros_like(data.sigma_import_source))


def generation(data):
    """Benchmark cost of generation (activity, region)."""
    return region((technologies(data) * purchases(data)).sum("sector"))


def bundle(data):
    """Benchmark cost of the other intermediates, generation included (activity, region)."""
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
    paid = composite_price(p, "activity") * p.intermediate_tax_power + carbon_in_goods(p)
    return paid / tax_before


def work_of_goods(p):
    """Work of a unit of a good, relative to the benchmark: energy that is not passed on."""
    marks = p.data.get("saved_good", 0.0) * (1 - technologies(p.data))
    other = p.data.sector != p.data.sector.rename(sector="activity")
    return buyer(p.get("energy_efficiency", 1.0) + 0 * p.output) ** (marks * other)


def price_of_work(p):
    """Price of the work of a good, relative to the benchmark."""
    return cost_of_goods(p) / work_of_goods(p)


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


NESTS = ("energy", "non_electric", "non_coal")  # each within the one before


def marked(p, nest):
    """1 for the goods of a nest of energy, those of nests within it included (sector)."""
    if nest == "energy":
        return energy_goods(p.data)
    return p.data.get(f"{nest}_good", xr.zeros_like(p.data.sigma_import_source))


def spent_on(p, nest):
    """Benchmark cost of a nest of energy (activity, region)."""
    return region((marked(p, nest) * purchases(p.data)).sum("sector"))


def inside(nest):
    """The nest within a nest."""
    return NESTS[NESTS.index(nest) + 1] if nest != NESTS[-1] else ""


def price_of(p, nest):
    """Goods that are in no nest within it, and the nest within it as one more."""
    inner = inside(nest)
    paid, prices = marked(p, nest) * purchases(p.data), price_of_work(p)
    if inner and f"price_{inner}" in p.s:
        paid = paid.where(marked(p, inner) == 0, 0.0)
        one_more = {"sector": ["the nest within"]}
        paid = xr.concat([paid, buyer(spent_on(p, inner)).expand_dims(one_more)], "sector")
        price_within = buyer(p.s[f"price_{inner}"]).expand_dims(one_more)
        prices = xr.concat([prices, price_within], "sector")
    sigma = buyer(p.s[f"sigma_{nest}"])
    return region(ces(paid / paid.sum("sector"), prices, sigma, "sector"))


@recomputes("E_price_energy", "E_price_energy_cobb_douglas")
def price_energy(p):
    return price_of(p, "energy")


@recomputes("E_price_non_electric", "E_price_non_electric_cobb_douglas")
def price_non_electric(p):
    return price_of(p, "non_electric")


@recomputes("E_price_non_coal", "E_price_non_coal_cobb_douglas")
def price_non_coal(p):
    return price_of(p, "non_coal")


@recomputes("E_non_electric_bundle")
def non_electric_bundle(p):
    nest = p.energy_bundle / energy(p.data)
    relative = p.price_non_electric / p.price_energy
    return spent_on(p, "non_electric") * nest * relative**-p.sigma_energy


@recomputes("E_non_coal_bundle")
def non_coal_bundle(p):
    nest = p.non_electric_bundle / spent_on(p, "non_electric")
    relative = p.price_non_coal / p.price_non_electric
    return spent_on(p, "non_coal") * nest * relative**-p.sigma_non_electric


@recomputes("E_price_intermediate", "E_price_intermediate_cobb_douglas")
def price_intermediate(p):
    paid = (1 - energy_goods(p.data) - technologies(p.data)) * purchases(p.data)
    prices, sigma = price_of_work(p), buyer(p.sigma_intermediate)
    if "price_generation" in p.s:
        one_more = {"sector": ["generation"]}
        paid = xr.concat([paid, buyer(generation(p.data)).expand_dims(one_more)], "sector")
        dear = buyer(p.price_generation).expand_dims(one_more)
        prices = xr.concat([prices, dear], "sector")
    return region(ces(paid / paid.sum("sector"), prices, sigma, "sector"))


@recomputes("E_price_generation", "E_price_generation_cobb_douglas")
def price_generation(p):
    paid = technologies(p.data) * purchases(p.data)
    sigma = buyer(p.sigma_generation)
    return region(ces(paid / paid.sum("sector"), price_of_work(p), sigma, "sector"))


def electricity(data):
    """What technologies give to an activity, TWh (sector, destination, activity)."""
    per_unit = data.electricity / made_before(data)
    per_unit = per_unit.rename(activity="sector", region="destination")
    return (technologies(data) * data.intermediate_use * per_unit).fillna(0.0)


def drawn(p):
    """MWh of a technology in all MWh of an activity: a logit in log prices, which adds up to 1."""
    made = electricity(p.data)
    utility = np.log(made.where(made > 0)) - buyer(p.sigma_generation) * np.log(cost_of_goods(p))
    chosen = np.exp(utility).fillna(0.0)
    return chosen / chosen.sum("sector")


@recomputes("E_price_generation_additive")
def price_generation_additive(p):
    """What a MWh costs, over what it did."""
    paid = purchases(p.data).where(technologies(p.data) > 0, 0.0)
    of_old_mix = paid.sum("sector") / electricity(p.data).sum("sector")
    each = (paid / electricity(p.data)).where(electricity(p.data) > 0, 0.0)
    return region((drawn(p) * each * cost_of_goods(p)).sum("sector") / of_old_mix)


@recomputes("E_intermediate_demand_generation_additive")
def intermediate_demand_generation_additive(p):
    return units_of_technologies(p, p.generation_bundle / generation(p.data))


def units_of_technologies(p, nest):
    """From MWh wanted in all, to those of each technology, to units of it."""
    wanted = electricity(p.data).sum("sector") * buyer(nest)
    return wanted * drawn(p) * p.data.intermediate_use / electricity(p.data)


def in_generation(p, nest):
    """Use of technologies, given the change of generation."""
    if "generation_volume_share" in p.s:
        return units_of_technologies(p, nest)
    return good_in(p, nest, p.price_generation, p.sigma_generation)


@recomputes("E_generation_bundle")
def generation_bundle(p):
    nest = p.intermediate_bundle / bundle(p.data)
    relative = p.price_generation / p.price_intermediate
    return generation(p.data) * nest * relative**-p.sigma_intermediate


@recomputes("E_intermediate_demand_generation")
def intermediate_demand_generation(p):
    return in_generation(p, p.generation_bundle / generation(p.data))


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
    before_tax = inputs / output * p.unit_cost * p.get("abatement_use", 1.0) + beside_fuel(p)
    return before_tax * p.output_tax_power


def beside_fuel(p):
    """Payments for carbon per unit of output that are not in prices of inputs."""
    if "emissions_by_fuel" not in p.s:
        return carbon_payment(p)
    return price(p) * index(p) * (process(p) - p.free_allocation * p.allowance_rate)


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


@recomputes(*(f"E_intermediate_demand_{nest}" for nest in NESTS))
def intermediate_demand_in_energy(p, name):
    nest = name.removeprefix("E_intermediate_demand_")
    used = p.s[f"{nest}_bundle"] / spent_on(p, nest)
    return good_in(p, used, p.s[f"price_{nest}"], p.s[f"sigma_{nest}"])


@recomputes("E_grid_intensity")
def grid_intensity(p):
    """Per unit of output of a supplier: technologies, from the top down; then their emissions."""
    marks, output = technologies(p.data), p.unit_cost * efficiency(p)
    top = (p.price_intermediate / output) ** -p.sigma_top / efficiency(p)
    if "abatement_use" in p.s:
        top = top * p.abatement_use
    relative = p.price_generation / p.price_intermediate
    generated = top * relative**-p.sigma_intermediate
    used = region((marks * in_generation(p, generated)).fillna(0.0))
    emitted = p.get("intensity", p.get("emission_rate", tonnes_per_output(p)))
    emitted = emitted.rename(activity="sector")
    made = made_before(p.data)
    supplied = made.where(generation(p.data) > 0, 0.0)
    weight = supplied / supplied.sum("activity")
    return (weight * (used * emitted).sum("sector") / made).sum("activity")


@recomputes("E_emission_rate")
def emission_rate(p):
    """Each purchase per unit of output, from the top down: one price after the other."""
    output = p.unit_cost * efficiency(p)
    per_output = 1 / efficiency(p)
    top = per_output * (p.price_intermediate / output) ** -p.sigma_top
    used = good_in(p, top, p.price_intermediate, p.sigma_intermediate)
    if "price_generation" in p.s:
        relative = p.price_generation / p.price_intermediate
        generated = top * relative**-p.sigma_intermediate
        nested = in_generation(p, generated)
        used = used.where(technologies(p.data) == 0, nested)
    if "price_energy" in p.s:
        value_added = per_output * (p.price_value_added / output) ** -p.sigma_top
        relative = p.price_capital_energy / p.price_value_added
        around, price_around = value_added * relative**-p.sigma_value_added, p.price_capital_energy
        sigma_around = p.sigma_capital_energy
        used = used.where(energy_goods(p.data) == 0, 0.0)
        for nest in [nest for nest in NESTS if f"price_{nest}" in p.s]:
            price_here, sigma = p.s[f"price_{nest}"], p.s[f"sigma_{nest}"]
            around = around * (price_here / price_around) ** -sigma_around
            inner = inside(nest)
            mine = marked(p, nest) - (marked(p, inner) if inner else 0)
            used = used + mine * good_in(p, around, price_here, sigma)
            price_around, sigma_around = price_here, sigma
    burnt = region((content(p).sum("fuel") * used.fillna(0.0)).sum("sector"))
    return process(p) + burnt / made_before(p.data)


def good_in(p, nest, price, sigma):
    """Use of a good in a nest whose change, price and elasticity are given."""
    relative = price_of_work(p) / buyer(price)
    work = p.data.intermediate_use * buyer(nest) * relative ** -buyer(sigma)
    return work / work_of_goods(p)
