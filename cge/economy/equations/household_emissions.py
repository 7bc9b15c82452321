"""What households emit: no part of the emissions of activities, and no carbon is paid on it."""

from __future__ import annotations

from typing import Any

from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.equations.block import Block
from cge.economy.equations.rows import positive
from cge.engine.pyomo_private import ConcreteModel

block = Block("Emissions of households", feature="household_emissions")


@block.equation(
    "household_emissions",
    where=positive("household_intensity"),
    title="Direct emissions of households",
)
def household_emissions(m: ConcreteModel, i: Any, r: Any) -> Any:
    """They follow purchases of the goods that are burnt."""
    return m.household_intensity[i, r] * m.final_demand[i, r, HOUSEHOLD]
