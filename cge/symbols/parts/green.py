"""Green technology: what it saves of energy per unit, and of emissions that follow output."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="green",
    brought_by="elasticity_energy",
    variables=r"""
energy_efficiency   | activity region | index | A^{E}_{jr} |  | Wurlod and Noailly (2018)    |  | Work of a unit of energy that an activity buys, from the effective change of NQP
emission_efficiency | activity region | index | A^{Q}_{jr} |  | Töbelmann and Wendler (2020) |  | Output per tonne of emissions that follow output, from the effective change of NQP
""",
    levels=r"""
elasticity_energy    | activity | semi-elasticity | \varepsilon^{E}_{j} |  | Wurlod and Noailly (2018)    |  | Energy efficiency by effective NQP
elasticity_emissions | activity | semi-elasticity | \varepsilon^{Q}_{j} |  | Töbelmann and Wendler (2020) |  | Emissions that follow output by effective NQP, as a fall
""",
    shares=r"""
saves_energy | sector activity | 0 or 1 | \lambda^{E}_{ij} |  | own |  | Whether a good is energy that the activity can save
""",
)
