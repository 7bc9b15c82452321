"""The capital-energy nest: energy is bought to run capital, not as one more intermediate good.

With the feature ``capital_energy``, energy goods leave the bundle of intermediates. Among
themselves they form energy (elasticity ``sigma_energy``), which with capital forms a composite
(``sigma_capital_energy``) that takes the place of capital among the factors
(``sigma_value_added``), as in GTAP-E (Burniaux and Truong 2002). Value added, as a nest, then
contains energy; what factors earn does not. Where all elasticities of production are equal, the
nests do not matter.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.production import factor_price, purchase_price
from cge.economy.equations.rows import positive
from cge.economy.equations.technology import factor_efficiency
from cge.engine.pyomo_private import ConcreteModel

block = Block("Capital and energy", feature="capital_energy")
nested = positive("capital_energy_share")
uses_energy = positive("energy_share")


@block.unit_cost(
    "price_energy", sigma="sigma_energy", where=uses_energy, title="Unit cost of energy"
)
def price_energy(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Purchasers' prices of energy goods in a CES nest."""
    return sum(
        m.energy_good_share[i, j, r] * transform(purchase_price(m, i, r, j)) for i in m.sector
    )


@block.unit_cost(
    "price_capital_energy",
    sigma="sigma_capital_energy",
    where=nested,
    title="Unit cost of capital with energy",
)
def price_capital_energy(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
    """Factors that are combined with energy, and energy, in a CES nest."""
    factors = sum(
        m.energy_factor_share[f, j, r]
        * transform(factor_price(m, f, j, r) / factor_efficiency(m, f, j, r))
        for f in m.factor
    )
    return factors + m.energy_share[j, r] * transform(m.price_energy[j, r])


@block.equation("capital_energy_demand", where=nested, title="Demand for capital with energy")
def capital_energy_demand(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The composite takes the place of capital among the factors."""
    relative = m.price_value_added[j, r] / m.price_capital_energy[j, r]
    inputs = m.capital_energy_share[j, r] * m.value_added_demand[j, r]
    return inputs * relative ** m.sigma_value_added[j, r]


@block.equation("energy_bundle", where=uses_energy, title="Demand for energy")
def energy_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The dearer energy is relative to the composite with capital, the less of it a unit takes."""
    relative = m.price_capital_energy[j, r] / m.price_energy[j, r]
    inputs = m.energy_share[j, r] * m.capital_energy_demand[j, r]
    return inputs * relative ** m.sigma_capital_energy[j, r]


@block.equation(
    "factor_demand",
    where=positive("energy_factor_share"),
    title="Demand for a factor that is combined with energy",
)
def factor_demand_capital_energy(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """The dearer the factor is relative to the composite with energy, the less a unit takes."""
    efficiency = factor_efficiency(m, f, j, r)
    relative = m.price_capital_energy[j, r] * efficiency / factor_price(m, f, j, r)
    inputs = m.energy_factor_coefficient[f, j, r] * m.capital_energy_demand[j, r]
    return inputs / efficiency * relative ** m.sigma_capital_energy[j, r]


@block.equation(
    "intermediate_demand",
    where=positive("energy_coefficient"),
    title="Demand of an activity for an energy good",
)
def intermediate_demand_energy(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """The dearer a good is relative to energy as a whole, the less of it a unit of energy takes."""
    relative = m.price_energy[j, d] / purchase_price(m, i, d, j)
    inputs = m.energy_coefficient[i, d, j] * m.energy_bundle[j, d]
    return inputs * relative ** m.sigma_energy[j, d]
