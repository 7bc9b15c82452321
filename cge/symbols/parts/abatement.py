"""Abatement: activities clean up to where the last tonne costs the carbon price."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="abatement",
    brought_by="abatement_elasticity",
    variables=r"""
intensity     | activity region | t CO2 per USD | \epsilon^{C}_{jr} |  | own |  | Direct emissions per unit of output after abatement
abatement_use | activity region | index         | \alpha^{C}_{jr}   |  | own |  | Inputs per unit of output, those of abatement included
""",
    levels=r"""
allocation_benchmark | activity region | t CO2 per USD | \epsilon^{F}_{jr} |  | own |  | Emissions per unit of output by which free allowances are allotted
""",
    elasticities=r"""
abatement_elasticity | activity region | elasticity | \eta^{C}_{jr} |  | own |  | Elasticity of the marginal abatement cost curve
""",
    shares=r"""
abatement_reference | activity region | USD per t CO2 | R^{C}_{jr} |  | own |  | Price that scales the abatement curve
abatement_start     | activity region | index         | S^{C}_{jr} |  | own |  | 1 + carbon price of the benchmark over the reference price: where the curve starts
""",
)
