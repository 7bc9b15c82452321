"""Other greenhouse gases that count as CO2: part of the emissions that follow output."""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Other greenhouse gases", feature="gases")


@block.equation(
    "emissions_by_gas",
    where=positive("gas_share"),
    title="Direct emissions of another greenhouse gas",
)
def emissions_by_gas(m: ConcreteModel, g: Any, j: Any, r: Any) -> Any:
    """The same part of what follows output as in the benchmark. Where emissions follow fuel, that
    is all but those of fuels that are bought.
    """
    rest = m.emissions[j, r]
    if has(m, "fuels"):
        rest = rest - sum(m.emissions_by_fuel[q, j, r] for q in m.fuel)
    return m.gas_share[g, j, r] * rest
