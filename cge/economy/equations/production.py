"""Production: nested CES costs and the demands for inputs that follow from them.

Each activity combines value added and a bundle of intermediates (elasticity ``sigma_top``), value
added from factors (``sigma_value_added``), the bundle from composite goods
(``sigma_intermediate``). ``productivity`` saves all inputs alike, ``factor_productivity`` one
factor. Where energy is combined with capital (:mod:`cge.economy.equations.energy`), the shares
here are those of the other factors and goods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.equations.armington import composite_price
from cge.economy.equations.carbon import carbon_payment, input_use
from cge.economy.equations.ces import add_unit_cost
from cge.economy.equations.technology import factor_efficiency, productivity
from cge.engine.components import Equation


def add_costs(m: ConcreteModel) -> None:
    """Unit costs and zero profit: E_price_value_added, E_price_intermediate, E_unit_cost,
    E_price_basic.
    """
    rows = (m.activity, m.region)
    add_unit_cost(
        m,
        "E_price_value_added",
        m.price_value_added,
        rows,
        m.sigma_value_added,
        lambda m, transform, j, r: (
            sum(
                m.factor_share[f, j, r]
                * transform(factor_price(m, f, j, r) / factor_efficiency(m, f, j, r))
                for f in m.factor
            )
            + _capital_energy(m, transform, j, r)
        ),
        active=m.value_added_share.values_array > 0,
    )
    add_unit_cost(
        m,
        "E_price_intermediate",
        m.price_intermediate,
        rows,
        m.sigma_intermediate,
        lambda m, transform, j, r: sum(
            m.intermediate_share[i, j, r] * transform(purchase_price(m, i, r, j)) for i in m.sector
        ),
        active=m.bundle_coefficient.values_array > 0,
    )
    produced = _produced(m)
    add_unit_cost(
        m,
        "E_unit_cost",
        m.unit_cost,
        rows,
        m.sigma_top,
        lambda m, transform, j, r: (
            m.value_added_share[j, r] * transform(m.price_value_added[j, r])
            + (1 - m.value_added_share[j, r]) * transform(m.price_intermediate[j, r])
        ),
        divisor=productivity,
        active=produced,
    )

    def price_basic(m: ConcreteModel, j: Any, r: Any) -> Any:
        """Zero profit: price covers cost, carbon payment and output tax."""
        cost = m.cost_coefficient[j, r] * m.unit_cost[j, r] * input_use(m, j, r)
        cost += carbon_payment(m, j, r)
        return m.price_basic[j, r] == m.output_tax_power[j, r] * cost

    m.E_price_basic = Equation(*rows, rule=price_basic, active=produced)


def add_input_demands(m: ConcreteModel) -> None:
    """Demands for inputs: E_value_added_demand, E_intermediate_bundle, E_factor_demand,
    E_intermediate_demand.
    """

    def value_added_demand(m: ConcreteModel, j: Any, r: Any) -> Any:
        return m.value_added_demand[j, r] == (
            m.value_added_coefficient[j, r]
            * m.output[j, r]
            * input_use(m, j, r)
            / productivity(m, j, r)
            * (m.unit_cost[j, r] * productivity(m, j, r) / m.price_value_added[j, r])
            ** m.sigma_top[j, r]
        )

    def intermediate_bundle(m: ConcreteModel, j: Any, r: Any) -> Any:
        return m.intermediate_bundle[j, r] == (
            m.bundle_coefficient[j, r]
            * m.output[j, r]
            * input_use(m, j, r)
            / productivity(m, j, r)
            * (m.unit_cost[j, r] * productivity(m, j, r) / m.price_intermediate[j, r])
            ** m.sigma_top[j, r]
        )

    def factor_demand(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
        efficiency = factor_efficiency(m, f, j, r)
        return m.factor_demand[f, j, r] == (
            m.factor_coefficient[f, j, r]
            * m.value_added_demand[j, r]
            / efficiency
            * (m.price_value_added[j, r] * efficiency / factor_price(m, f, j, r))
            ** m.sigma_value_added[j, r]
        )

    def intermediate_demand(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
        return m.intermediate_demand[i, d, j] == (
            m.intermediate_coefficient[i, d, j]
            * m.intermediate_bundle[j, d]
            * (m.price_intermediate[j, d] / purchase_price(m, i, d, j))
            ** m.sigma_intermediate[j, d]
        )

    rows = (m.activity, m.region)
    value_added = m.value_added_share.values_array > 0
    bundle = m.bundle_coefficient.values_array > 0
    m.E_value_added_demand = Equation(*rows, rule=value_added_demand, active=value_added)
    m.E_intermediate_bundle = Equation(*rows, rule=intermediate_bundle, active=bundle)
    m.E_factor_demand = Equation(
        m.factor, *rows, rule=factor_demand, active=m.factor_share.values_array > 0
    )
    m.E_intermediate_demand = Equation(
        m.sector,
        m.destination,
        m.activity,
        rule=intermediate_demand,
        active=m.intermediate_coefficient.values_array > 0,
    )


def _produced(m: ConcreteModel) -> np.ndarray:
    return (m.value_added_coefficient.values_array + m.bundle_coefficient.values_array) > 0


def _capital_energy(m: ConcreteModel, transform: Callable[..., Any], j: Any, r: Any) -> Any:
    """What capital and energy together add to the cost of value added, where they are a nest."""
    if m.component("price_capital_energy") is None:
        return 0
    return m.capital_energy_share[j, r] * transform(m.price_capital_energy[j, r])


def factor_price(m: ConcreteModel, f: Any, j: Any, r: Any) -> Any:
    """Price that an activity pays for a factor, relative to the benchmark."""
    tax = m.factor_tax_power[f, j, r] / m.factor_tax_benchmark[f, j, r]
    return m.price_factor[f, r] * m.rent[f, j, r] * tax


def purchase_price(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """Price that an activity pays for a good, relative to the benchmark."""
    tax = m.intermediate_tax_power[i, d, j] / m.intermediate_tax_benchmark[i, d, j]
    return composite_price(m, i, d, j) * tax
