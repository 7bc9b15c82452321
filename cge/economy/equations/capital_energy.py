"""The capital-energy nest: energy is bought to run capital, not as one more intermediate good.

With the feature ``capital_energy``, energy goods leave the bundle of intermediates. Among
themselves they form energy (:mod:`cge.economy.equations.energy_nests`), which with capital forms a
composite (``sigma_capital_energy``) that takes the place of capital among the factors
(``sigma_value_added``), as in GTAP-E (Burniaux and Truong 2002). Value added, as a nest, then
contains energy; what factors earn does not. Where all elasticities of production are equal, the
nests do not matter.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block
from cge.economy.equations.production import factor_price
from cge.economy.equations.rows import positive
from cge.economy.equations.technology import factor_efficiency
from cge.engine.pyomo_private import ConcreteModel

block = Block("Capital and energy", feature="capital_energy")
nested = positive("capital_energy_share")


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
    return m.value_added_demand[j, r] * use_of_composite(m, j, r)


def use_of_composite(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Use of the composite per unit of value added."""
    relative = m.price_value_added[j, r] / m.price_capital_energy[j, r]
    return m.capital_energy_share[j, r] * relative ** m.sigma_value_added[j, r]


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
