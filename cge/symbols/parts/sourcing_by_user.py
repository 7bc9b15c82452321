"""Sourcing by user: every activity and agent buys from origins of its own."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="sourcing_by_user",
    brought_by="sales_by_user",
    variables=r"""
price_import_by_user    | sector destination user | index                           | p^{M}_{idu}    | pfm, ppm | Corong et al. (2017) | nominal | Price of the import composite of a user
price_composite_by_user | sector destination user | index                           | p^{A}_{idu}    | pfa, ppa | Corong et al. (2017) | nominal | Price of the composite good of a user, before product tax
import_scale_by_user    | sector destination user | million USD at benchmark prices | \tilde M_{idu} |          | own                  |         | Import scale of a user: what it buys, per unit of share, from an origin whose landed price is the world factor-price index
""",
    shares=r"""
domestic_share_by_user     | sector destination user        | share of absorption    | \theta^{D}_{idu} |  | Armington (1969)  |  | Domestic good in a user's purchases of a good
source_share_by_user       | sector origin destination user | share of imports       | \theta_{iodu}    |  | Armington (1969)  |  | Origin in a user's imports of a good, at landed prices
import_coefficient_by_user | sector destination user        | per unit of absorption | \mu^{M}_{idu}    |  | Rutherford (2002) |  | Import composite per unit of a user's purchases
""",
)
