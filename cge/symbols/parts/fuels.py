"""Emissions of the fuels that are bought."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="fuels",
    brought_by="co2_by_fuel",
    variables=r"""
emissions_by_fuel | fuel activity region | Mt CO2        | E^{B}_{qjr}      | gco2fi | Burniaux and Truong (2002) |  | Direct emissions of a fuel that an activity buys
emission_rate     | activity region      | t CO2 per USD | \epsilon^{Q}_{jr} |       | own                        |  | Direct emissions per unit of output, as inputs are now
""",
    levels=r"""
emission_factor        | fuel sector destination activity | t CO2 per USD | \epsilon^{B}_{qidj} |  | Burniaux and Truong (2002) |  | Emissions of a fuel per unit of a good that an activity buys
process_intensity      | activity region                  | t CO2 per USD | \epsilon^{P}_{jr}   |  | own                        |  | Emissions that follow output, of processes and of fuel that is not bought, per unit of it
allowance_rate         | activity region                  | t CO2 per USD | \epsilon^{Z}_{jr}   |  | own                        |  | Emissions per unit of output by which free allowances are allotted, where emissions follow fuel
carbon_price_household | region                           | USD per t CO2 | \kappa^{H}_{r}      |  | Burniaux and Truong (2002) |  | Carbon price on the fuel that households burn
""",
)
