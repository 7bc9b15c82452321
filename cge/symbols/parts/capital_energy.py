"""Capital and energy combined in value added."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="capital_energy",
    brought_by="sigma_capital_energy",
    variables=r"""
price_capital_energy  | activity region | index                           | p^{K}_{jr} |  | Burniaux and Truong (2002) | nominal | Price of capital and energy together
price_energy          | activity region | index                           | p^{E}_{jr} |  | Burniaux and Truong (2002) | nominal | Price of energy
capital_energy_demand | activity region | million USD at benchmark prices | K_{jr}     |  | Burniaux and Truong (2002) |         | Capital and energy used together
energy_bundle         | activity region | million USD at benchmark prices | G_{jr}     |  | Burniaux and Truong (2002) |         | Energy used
""",
    elasticities=r"""
sigma_capital_energy | activity region | elasticity | \sigma^{K}_{jr} |  | Burniaux and Truong (2002) |  | Substitution between capital and energy
sigma_energy         | activity region | elasticity | \sigma^{E}_{jr} |  | Burniaux and Truong (2002) |  | Substitution among energy goods
""",
    shares=r"""
capital_energy_share      | activity region             | share of value added           | \theta^{K}_{jr}  |  | Burniaux and Truong (2002) |  | Capital and energy in value added, energy included in it
energy_share              | activity region             | share of capital and energy    | \theta^{E}_{jr}  |  | Burniaux and Truong (2002) |  | Energy in capital and energy
energy_factor_share       | factor activity region      | share of capital and energy    | \theta^{K}_{fjr} |  | Burniaux and Truong (2002) |  | Factor in capital and energy
energy_factor_coefficient | factor activity region      | per unit of capital and energy | \mu^{K}_{fjr}    |  | Burniaux and Truong (2002) |  | Factor per unit of capital and energy
energy_good_share         | sector activity region      | share of energy                | \theta^{E}_{ijr} |  | Burniaux and Truong (2002) |  | Good in energy, at purchasers' prices
energy_coefficient        | sector destination activity | per unit of energy             | \mu^{E}_{idj}    |  | Burniaux and Truong (2002) |  | Good per unit of energy
""",
)
