"""Green technology: the effective change of NQP saves energy, and emissions that follow output.

A unit of energy that an activity buys does more work, whichever nest the good is in: its price per
unit of work falls, and so does the use per unit of work. How much energy is saved then follows from
substitution and output, so that it is less than what efficiency alone would save (the rebound).
The carbon in a unit of fuel is not for technology to change; emissions of processes and of fuel
that nobody buys fall by an elasticity of their own, and so do all emissions that follow output.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.block import Block, has
from cge.engine.pyomo_private import ConcreteModel, exp

block = Block("Green technology", feature="green")


@block.equation("energy_efficiency", title="Energy efficiency from technology")
def energy_efficiency(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Semi-elastic to the effective change, as far as a region can absorb it."""
    return exp(m.elasticity_energy[j] * m.absorptive_capacity[r] * m.nqp_effective[j, r])


@block.equation("emission_efficiency", title="Cleaner processes from technology")
def emission_efficiency(m: ConcreteModel, j: Any, r: Any) -> Any:
    """Semi-elastic to the effective change, as far as a region can absorb it."""
    return exp(m.elasticity_emissions[j] * m.absorptive_capacity[r] * m.nqp_effective[j, r])


def per_work(m: ConcreteModel, quantity: Any, i: Any, d: Any, j: Any) -> Any:
    """A price or use of a good per unit of work that it does: less, where it is energy."""
    if not has(m, "green"):
        return quantity
    return quantity / m.energy_efficiency[j, d] ** m.saves_energy[i, j]


def cleaned(m: ConcreteModel, emitted: Any, j: Any, r: Any) -> Any:
    """Emissions per unit of output that technology leaves of those that follow output."""
    return emitted / m.emission_efficiency[j, r] if has(m, "green") else emitted
