"""Technologies that generate electricity, combined by who supplies it."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="generation",
    brought_by="sigma_generation",
    variables=r"""
price_generation  | activity region | index                           | p^{G}_{jr} |  | Peters (2016) | nominal | Price of generation of all technologies
generation_bundle | activity region | million USD at benchmark prices | H_{jr}     |  | Peters (2016) |         | Generation used, of all technologies
""",
    elasticities=r"""
sigma_generation | activity region | elasticity | \sigma^{G}_{jr} |  | Peters (2016) |  | Substitution among technologies of generation
""",
    shares=r"""
generation_share       | activity region             | share of intermediates | \theta^{G}_{jr}  |  | Peters (2016) |  | Generation in the bundle of intermediates
generation_good_share  | sector activity region      | share of generation    | \theta^{G}_{ijr} |  | Peters (2016) |  | Technology in generation, at purchasers' prices
generation_coefficient | sector destination activity | per unit of generation | \mu^{G}_{idj}    |  | Peters (2016) |  | Technology per unit of generation
""",
)
