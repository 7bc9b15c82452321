"""Nests of goods within energy."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="energy_nests",
    brought_by="sigma_non_electric",
    variables=r"""
price_non_electric  | activity region | index                           | p^{NE}_{jr} |  | Burniaux and Truong (2002) | nominal | Price of energy other than electricity
price_non_coal      | activity region | index                           | p^{NC}_{jr} |  | Burniaux and Truong (2002) | nominal | Price of fuels other than coal
non_electric_bundle | activity region | million USD at benchmark prices | G^{NE}_{jr} |  | Burniaux and Truong (2002) |         | Energy other than electricity used
non_coal_bundle     | activity region | million USD at benchmark prices | G^{NC}_{jr} |  | Burniaux and Truong (2002) |         | Fuels other than coal used
""",
    elasticities=r"""
sigma_non_electric | activity region | elasticity | \sigma^{NE}_{jr} |  | Burniaux and Truong (2002) |  | Substitution between coal and other fuels
sigma_non_coal     | activity region | elasticity | \sigma^{NC}_{jr} |  | Burniaux and Truong (2002) |  | Substitution among fuels other than coal
""",
    shares=r"""
non_electric_share       | activity region             | share of energy                | \theta^{NE}_{jr}  |  | Burniaux and Truong (2002) |  | Energy other than electricity in energy
non_coal_share           | activity region             | share of the nest around it    | \theta^{NC}_{jr}  |  | Burniaux and Truong (2002) |  | Fuels other than coal in energy other than electricity
non_electric_good_share  | sector activity region      | share of the nest              | \theta^{NE}_{ijr} |  | Burniaux and Truong (2002) |  | Good in energy other than electricity, at purchasers' prices
non_coal_good_share      | sector activity region      | share of the nest              | \theta^{NC}_{ijr} |  | Burniaux and Truong (2002) |  | Good in fuels other than coal, at purchasers' prices
non_electric_coefficient | sector destination activity | per unit of the nest           | \mu^{NE}_{idj}    |  | Burniaux and Truong (2002) |  | Good per unit of energy other than electricity
non_coal_coefficient     | sector destination activity | per unit of the nest           | \mu^{NC}_{idj}    |  | Burniaux and Truong (2002) |  | Good per unit of fuels other than coal
""",
)
