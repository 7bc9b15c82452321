"""Emissions of households, by good burnt."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="household_emissions",
    brought_by="co2_household",
    variables=r"""
household_emissions | sector region | Mt CO2 | E^{H}_{ir} | gco2fd | Burniaux and Truong (2002) |  | Direct emissions of households, by good burnt
""",
    shares=r"""
household_intensity | sector region | t CO2 per USD | \epsilon^{H}_{ir} |  | Burniaux and Truong (2002) |  | Direct emissions per unit of a good that households buy
""",
)
