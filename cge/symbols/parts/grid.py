"""Emissions of electricity at borders, where technologies of generation are apart."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="grid",
    brought_by="grid_reference",
    variables=r"""
grid_intensity | region | t CO2 per USD | \epsilon^{G}_{r} |  | Regulation (EU) 2023/956 | signed | Emissions of generation per unit of electricity supplied
""",
    levels=r"""
electricity_charged | sector origin destination | ratio         | \pi^{G}_{iod}     |  | Regulation (EU) 2023/956 |  | Electricity of the origin's grid per unit of a good, as far as a border charges its emissions
grid_reference      | region                    | t CO2 per USD | \epsilon^{GA}_{r} |  | Regulation (EU) 2023/956 |  | Emissions of generation per unit of electricity from which changes are counted at the border
""",
    shares=r"""
supply_weight | activity region | share of electricity supplied | \omega^{G}_{jr} |  | own |  | Activity in the output of all that combine technologies of generation
""",
)
