"""Sourcing by destination: all users of a region buy from the same origins."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="sourcing_by_destination",
    unless="sourcing_by_user",
    variables=r"""
price_import     | sector destination | index                           | p^{M}_{id} | pms | Corong et al. (2017) | nominal | Price of the import composite
price_composite  | sector destination | index                           | p^{A}_{id} |     | Corong et al. (2017) | nominal | Price of the composite good, before product tax
composite_demand | sector destination | million USD at benchmark prices | Q_{id}     |     | Corong et al. (2017) |         | Absorption of the composite good
import_demand    | sector destination | million USD at benchmark prices | M_{id}     | qms | Corong et al. (2017) |         | Import composite used
""",
    shares=r"""
domestic_share       | sector destination        | share of absorption    | \theta^{D}_{id} |  | Armington (1969)  |  | Domestic good in absorption
source_share         | sector origin destination | share of imports       | \theta_{iod}    |  | Armington (1969)  |  | Origin in imports, at landed prices
domestic_coefficient | sector destination        | per unit of absorption | \mu^{D}_{id}    |  | Rutherford (2002) |  | Domestic good per unit of absorption
import_coefficient   | sector destination        | per unit of absorption | \mu^{M}_{id}    |  | Rutherford (2002) |  | Import composite per unit of absorption
source_coefficient   | sector origin destination | per unit of imports    | \mu_{iod}       |  | Rutherford (2002) |  | Quantity from an origin per unit of imports
""",
)
