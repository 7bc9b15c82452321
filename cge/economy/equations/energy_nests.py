"""Nests within energy: electricity against the rest, coal against other fuels, these among them.

All are written once, for each nest of :data:`cge.economy.energy_nests.CHAIN`. Its price is that of
its own goods and of the nest within it; its use follows from the nest around it, and the use of
its goods from its own. The outermost, energy, is itself combined with capital
(:mod:`cge.economy.equations.capital_energy`).
"""

from __future__ import annotations

from typing import Any

from cge.economy.energy_nests import CHAIN, ENERGY, INNER, EnergyNest, around, within
from cge.economy.equations.block import Block, Rule, has
from cge.economy.equations.green import per_work
from cge.economy.equations.production import price_of_work
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

energy_block = Block("Energy", feature=ENERGY.feature)
block = Block("Nests of energy", feature=INNER)


def use_of_nest(m: ConcreteModel, nest: EnergyNest, j: Any, r: Any) -> Any:
    """Use of a nest per unit of the nest around it."""
    outer = around(nest)
    price, sigma = (
        (m.price_capital_energy, m.sigma_capital_energy)
        if outer is None
        else (m.component(outer.price), m.component(outer.sigma))
    )
    relative = price[j, r] / m.component(nest.price)[j, r]
    return m.component(nest.share)[j, r] * relative ** sigma[j, r]


def use_of_good(m: ConcreteModel, nest: EnergyNest, i: Any, d: Any, j: Any) -> Any:
    """Use of a good per unit of the nest that it is in."""
    relative = m.component(nest.price)[j, d] / price_of_work(m, i, d, j)
    inputs = per_work(m, m.component(nest.coefficient)[i, d, j], i, d, j)
    return inputs * relative ** m.component(nest.sigma)[j, d]


def nests_of(m: ConcreteModel) -> list[EnergyNest]:
    """The nests of energy that a model has, from the outermost."""
    return [nest for nest in CHAIN if has(m, nest.feature)]


def _price(nest: EnergyNest) -> Rule:
    def price(m: ConcreteModel, transform: Any, j: Any, r: Any) -> Any:
        """Purchasers' prices of its goods, and the nest within it where there is one, in a CES
        nest.
        """
        share = m.component(nest.good_share)
        goods = sum(share[i, j, r] * transform(price_of_work(m, i, r, j)) for i in m.sector)
        inner = within(nest)
        if inner is None or not has(m, inner.feature):
            return goods
        part = m.component(inner.share)[j, r]
        return goods + part * transform(m.component(inner.price)[j, r])

    return price


def _quantity(nest: EnergyNest) -> Rule:
    outer = around(nest)

    def quantity(m: ConcreteModel, j: Any, r: Any) -> Any:
        """The dearer it is relative to the nest around it, the less of it a unit of that takes."""
        whole = m.component(outer.quantity) if outer else m.capital_energy_demand
        return whole[j, r] * use_of_nest(m, nest, j, r)

    return quantity


def _demand(nest: EnergyNest) -> Rule:
    def demand(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
        """The dearer a good is relative to its nest, the less of it a unit of the nest takes."""
        return m.component(nest.quantity)[j, d] * use_of_good(m, nest, i, d, j)

    return demand


for _nest in CHAIN:
    _block, _uses = (energy_block if _nest is ENERGY else block), positive(_nest.share)
    _block.unit_cost(
        _nest.price,
        sigma=_nest.sigma,
        where=_uses,
        name=_nest.price,
        title=f"Unit cost of {_nest.title}",
    )(_price(_nest))
    _block.equation(
        _nest.quantity, name=_nest.quantity, where=_uses, title=f"Demand for {_nest.title}"
    )(_quantity(_nest))
    _block.equation(
        "intermediate_demand",
        name=f"intermediate_demand_{_nest.name}",
        where=positive(_nest.coefficient),
        title=f"Demand of an activity for a good in {_nest.title}",
    )(_demand(_nest))
