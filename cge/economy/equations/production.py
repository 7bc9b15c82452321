"""Production: nested CES costs and the demands for inputs that follow from them.

Each activity combines value added and a bundle of intermediates (elasticity ``sigma_top``), value
added from factors (``sigma_value_added``), the bundle from composite goods
(``sigma_intermediate``). ``productivity`` saves all inputs alike, ``factor_productivity`` one
factor. Where energy is combined with capital (:mod:`cge.economy.equations.capital_energy`), or
technologies of generation in a nest (:mod:`cge.economy.equations.generation`), the
shares here are those of the other factors and goods.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.abatement import input_use
from cge.economy.equations.armington import composite_price
from cge.economy.equations.block import Block, has
from cge.economy.equations.carbon import carbon_in_input, payment_on_output
from cge.economy.equations.green import per_work
from cge.economy.equations.rows import positive, produced
from cge.economy.equations.technology import factor_efficiency, productivity
from cge.engine.pyomo_private import ConcreteModel

block = Block("Production")


@block.unit_cost(
    "price_value_added",
    sigma="sigma_value_added",
    where=positive("value_added_share"),
    title="Unit cost of value added",
)
def price_value_added(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Prices of factors per unit of efficiency in a CES nest. Where capital is combined with
    energy, the price of both together takes its place.
    """
    factors = sum(
        m.factor_share[f, j, r]
        * transform(factor_price(m, f, j, r) / factor_efficiency(m, f, j, r))
        for f in m.factor
    )
    if not has(m, "capital_energy"):
        return factors
    return factors + m.capital_energy_share[j, r] * transform(m.price_capital_energy[j, r])


@block.unit_cost(
    "price_intermediate",
    sigma="sigma_intermediate",
    where=positive("bundle_coefficient"),
    title="Unit cost of the bundle of intermediates",
)
def price_intermediate(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Purchasers' prices of goods in a CES nest. Generation, where it is a nest of its own, is one
    more input.
    """
    goods = sum(
        m.intermediate_share[i, j, r] * transform(price_of_work(m, i, r, j)) for i in m.sector
    )
    if not has(m, "generation"):
        return goods
    return goods + m.generation_share[j, r] * transform(m.price_generation[j, r])


@block.unit_cost(
    "unit_cost",
    sigma="sigma_top",
    divisor=productivity,
    where=produced,
    title="Unit cost of production",
)
def unit_cost(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Value added and the bundle of intermediates in a CES nest, over productivity."""
    return m.value_added_share[j, r] * transform(m.price_value_added[j, r]) + (
        1 - m.value_added_share[j, r]
    ) * transform(m.price_intermediate[j, r])


@block.equation("price_basic", where=produced, title="Zero profit")
def price_basic(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The price covers cost, the carbon payment that is not on fuel, and output tax."""
    cost = m.cost_coefficient[j, r] * m.unit_cost[j, r] * input_use(m, j, r)
    cost += payment_on_output(m, j, r)
    return m.output_tax_power[j, r] * cost


@block.equation(
    "value_added_demand", where=positive("value_added_share"), title="Demand for value added"
)
def value_added_demand(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The dearer value added is relative to production as a whole, the less a unit takes."""
    return m.output[j, r] * use_of_value_added(m, j, r)


def use_of_value_added(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Use of value added per unit of output."""
    relative = m.unit_cost[j, r] * productivity(m, j, r) / m.price_value_added[j, r]
    inputs = m.value_added_coefficient[j, r] * input_use(m, j, r) / productivity(m, j, r)
    return inputs * relative ** m.sigma_top[j, r]


@block.equation(
    "intermediate_bundle",
    where=positive("bundle_coefficient"),
    title="Demand for the bundle of intermediates",
)
def intermediate_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The dearer the bundle is relative to production as a whole, the less a unit takes."""
    return m.output[j, r] * use_of_bundle(m, j, r)


def use_of_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Use of the bundle of intermediates per unit of output."""
    relative = m.unit_cost[j, r] * productivity(m, j, r) / m.price_intermediate[j, r]
    inputs = m.bundle_coefficient[j, r] * input_use(m, j, r) / productivity(m, j, r)
    return inputs * relative ** m.sigma_top[j, r]


@block.equation("factor_demand", where=positive("factor_share"), title="Demand for a factor")
def factor_demand(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """The dearer a factor is relative to value added, the less of it a unit takes."""
    efficiency = factor_efficiency(m, f, j, r)
    relative = m.price_value_added[j, r] * efficiency / factor_price(m, f, j, r)
    inputs = m.factor_coefficient[f, j, r] * m.value_added_demand[j, r]
    return inputs / efficiency * relative ** m.sigma_value_added[j, r]


@block.equation(
    "intermediate_demand",
    where=positive("intermediate_coefficient"),
    title="Demand of an activity for a good",
)
def intermediate_demand(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """The dearer a good is relative to the bundle, the less of it a unit of the bundle takes."""
    return m.intermediate_bundle[j, d] * use_of_good(m, i, d, j)


def use_of_good(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """Use of a good per unit of the bundle of intermediates."""
    relative = m.price_intermediate[j, d] / price_of_work(m, i, d, j)
    inputs = per_work(m, m.intermediate_coefficient[i, d, j], i, d, j)
    return inputs * relative ** m.sigma_intermediate[j, d]


def factor_price(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """Price that an activity pays for a factor, relative to the benchmark."""
    tax = m.factor_tax_power[f, j, r] / m.factor_tax_benchmark[f, j, r]
    return m.price_factor[f, r] * m.rent[f, j, r] * tax


def price_of_work(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """What an activity pays for the work of a good: less than its price where it saves energy."""
    return per_work(m, purchase_price(m, i, d, j), i, d, j)


def purchase_price(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """Price that an activity pays for a good, relative to the benchmark."""
    if not has(m, "fuels"):
        tax = m.intermediate_tax_power[i, d, j] / m.intermediate_tax_benchmark[i, d, j]
        return composite_price(m, i, d, j) * tax
    paid = composite_price(m, i, d, j) * m.intermediate_tax_power[i, d, j]
    return (paid + carbon_in_input(m, i, d, j)) / m.intermediate_tax_benchmark[i, d, j]
