"""Carbon: emissions, and payments for them.

Emissions per unit of output are fixed, or follow the carbon price where activities can abate
(:mod:`cge.economy.equations.abatement`), or follow the fuel that activities buy
(:mod:`cge.economy.equations.fuels`); green technology lowers those that follow output
(:mod:`cge.economy.equations.green`). Free allowances are allotted by output: they lower the
payment per unit of output, and not the reward for abatement.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.green import cleaned
from cge.economy.equations.rows import positive, positive_along
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import WORLD

block = Block("Emissions")


@block.equation(
    "emissions",
    where=positive("emission_intensity"),
    unless="fuels",
    title="Direct emissions",
)
def emissions(m: ConcreteModel, j: Any, r: Any) -> Any:
    """In proportion to output. Where activities can abate, emissions per unit of output are those
    that abatement leaves.
    """
    return emitted_per_output(m, j, r) * m.output[j, r]


@block.equation(
    "emissions_total",
    where=positive_along("emission_intensity", axis=0),
    title="Direct emissions of a region",
)
def emissions_total(m: ConcreteModel, r: Any) -> Any:
    """The sum over activities; what households emit is no part of it."""
    return sum(m.emissions[j, r] for j in m.activity)


def carbon_payment(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Payment per unit of output; dollars are units of the world factor-price index."""
    return dollars_per_output(m, j, r, emitted_per_output(m, j, r))


def payment_on_output(m: ConcreteModel, j: Any, r: Any) -> Any:
    """The part of the payment that is not on fuel, and so on top of what inputs cost."""
    if not has(m, "fuels"):
        return carbon_payment(m, j, r)
    return dollars_per_output(m, j, r, cleaned(m, m.process_intensity[j, r], j, r))


def payment_of_activity(m: ConcreteModel, j: Any, r: Any) -> Any:
    """All that an activity pays for carbon."""
    if not has(m, "fuels"):
        return carbon_payment(m, j, r) * m.output[j, r]
    allotted = m.free_allocation[j, r] * m.allowance_rate[j, r] * m.output[j, r]
    return price_of_carbon(m, j, r) * (m.emissions[j, r] - allotted) * m.price_world[WORLD]


def emitted_per_output(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Emissions per unit of output."""
    if has(m, "fuels"):
        return m.emission_rate[j, r]
    if has(m, "abatement"):
        return m.intensity[j, r]
    return cleaned(m, m.emission_intensity[j, r], j, r)


def can_move(m: ConcreteModel) -> bool:
    """Whether emissions per unit of output can change."""
    return has(m, "fuels") or has(m, "abatement") or has(m, "green")


def dollars_per_output(m: ConcreteModel, j: Any, r: Any, emitted: Any) -> Any:
    """What emissions per unit of output cost, less the allowances that the unit gets."""
    if not can_move(m):
        paid = 1 - m.free_allocation[j, r]
        return price_of_carbon(m, j, r) * emitted * paid * m.price_world[WORLD]
    allotted = m.free_allocation[j, r] * _allotted_by(m)[j, r]
    return price_of_carbon(m, j, r) * (emitted - allotted) * m.price_world[WORLD]


def _allotted_by(m: ConcreteModel) -> Any:
    """Emissions per unit of output that allowances are a part of, whatever is emitted now."""
    if has(m, "fuels"):
        return m.allowance_rate
    return m.allocation_benchmark if has(m, "abatement") else m.emission_intensity


def fuel_content(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """Emissions of all fuels per unit of a good that an activity buys."""
    return sum(m.emission_factor[q, i, d, j] for q in m.fuel)


def carbon_in_input(m: ConcreteModel, i: Any, d: Any, j: Any) -> Any:
    """What an activity pays for the carbon in a unit of a good."""
    return price_of_carbon(m, j, d) * fuel_content(m, i, d, j) * m.price_world[WORLD]


def price_of_carbon(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Domestic carbon price of an activity: its own, and that of its whole region."""
    return m.carbon_price[j, r] + m.carbon_price_economy[r]
