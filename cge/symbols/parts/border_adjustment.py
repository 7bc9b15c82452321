"""Border adjustment: a charge that follows carbon prices, and who gets its receipts."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="border_adjustment",
    brought_by="fund_key",
    variables=r"""
adjustment_price | sector origin destination | USD per t CO2 | \phi^{A}_{iod} |  | Regulation (EU) 2023/956 | signed         | Charge of the border adjustment per tonne, after credit and deduction
border_transfer  | region                    | million USD   | B_{r}          |  | own                      | nominal signed | Border receipts got from other regions less those passed on to them
""",
    levels=r"""
adjustment_coverage  | sector origin destination | share         | \pi^{C}_{iod}     |  | Regulation (EU) 2023/956 |  | Part of a flow that the border adjustment covers
adjustment_reference | sector destination        | USD per t CO2 | \phi^{R}_{id}     |  | Regulation (EU) 2023/956 |  | Reference price of the border adjustment
adjustment_follows   | sector destination        | share         | \pi^{H}_{id}      |  | Fischer and Fox (2012)   |  | Part of the destination's own carbon price added to the reference price
adjustment_deduction | sector destination        | share         | \pi^{D}_{id}      |  | Regulation (EU) 2023/956 |  | Part of the free allocation at the destination that is deducted from the reference price
adjustment_credit    | sector origin destination | share         | \pi^{K}_{iod}     |  | Regulation (EU) 2023/956 |  | Part of the carbon price paid at the origin that is credited
adjustment_scope     | sector origin destination | ratio         | \pi^{S}_{iod}     |  | Regulation (EU) 2023/956 |  | Emissions charged that fall with abatement, per unit of abatement at the origin
adjustment_intensity | activity region           | t CO2 per USD | \epsilon^{A}_{jr} |  | Regulation (EU) 2023/956 |  | Direct emissions per unit of output from which abatement is counted at the border
rebate_share         | sector origin destination | share         | \pi^{X}_{iod}     |  | Fischer and Fox (2012)   |  | Part of the carbon payment that is refunded on exports
origin_share         | destination               | share         | \pi^{O}_{d}       |  | own                      |  | Part of border receipts that the destination passes on to the origin
fund_share           | destination               | share         | \pi^{F}_{d}       |  | own                      |  | Part of border receipts that the destination passes on to the fund
fund_key             | region                    | share         | \pi_{r}           |  | own                      |  | Part of the fund that a region gets
""",
)
