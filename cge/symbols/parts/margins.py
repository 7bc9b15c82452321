"""Trade and transport margins: services that flows of goods need, and who supplies them."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="margins",
    brought_by="margin",
    variables=r"""
price_transport  | margin_sector        | index                           | p^{T}_{v}  | pt   | Corong et al. (2017) | nominal | Price of world transport by a mode
transport_demand | margin_sector        | million USD at benchmark prices | Q^{T}_{v}  | qtm  | Corong et al. (2017) | signed  | World transport that all flows need
transport_supply | margin_sector region | million USD at benchmark prices | Q^{T}_{vr} | qst  | Corong et al. (2017) | signed  | Sales of a region to world transport
margin_supply    | margin_sector region | million USD at benchmark prices | Q^{K}_{vr} |      | own                  | signed  | Margins that an activity supplies, to its region's flows and to world transport
""",
    levels=r"""
margin_rate    | margin_sector sector origin destination | per unit shipped | m_{viod}     |      | own                  |  | Services of the origin that a unit shipped needs up to its border
transport_rate | margin_sector sector origin destination | per unit shipped | m^{T}_{viod} | atmfsd | Corong et al. (2017) |  | World transport that a unit shipped needs between the borders
""",
    shares=r"""
transport_share | margin_sector region | share  | \theta^{T}_{vr} |  | Corong et al. (2017) |  | Region in the supply of world transport by a mode
supplies_margin | sector margin_sector | 0 or 1 | z^{K}_{iv}      |  | own                  |  | Whether a sector is the one that supplies a margin
""",
)
