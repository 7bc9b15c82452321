"""Other greenhouse gases, where they count as CO2."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="gases",
    brought_by="gases_in_co2",
    variables=r"""
emissions_by_gas | gas activity region | Mt CO2e | E^{G}_{gjr} |  | own |  | Direct emissions of another greenhouse gas
""",
    shares=r"""
gas_share | gas activity region | share | \gamma_{gjr} |  | own |  | Part of the emissions that follow output that is another greenhouse gas
""",
)
