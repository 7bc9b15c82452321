"""Technology: new quality productive forces, their spillovers, standards and data rules."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="technology",
    brought_by="elasticity_tfp",
    variables=r"""
nqp_own                 | activity region           | index points | n^{O}_{jr}       |       | own                    | signed | Change of matched NQP from an activity's own potential and adoption
nqp_spillover           | region                    | index points | n^{S}_{r}        |       | Coe and Helpman (1995) | signed | Change of NQP that imports bring along
nqp_effective           | activity region           | index points | n_{jr}           |       | own                    | signed | Effective change of NQP
technology_productivity | activity region           | index        | A^{T}_{jr}       | aoall | Coe and Helpman (1995) |        | Total factor productivity from the effective change of NQP
technology_iceberg      | sector origin destination | index        | \delta^{T}_{iod} | ams   | Bellucci et al. (2023) |        | Iceberg cost from the effective change of NQP and from data restrictions
standards_power         | sector origin destination | 1 + rate     | k^{T}_{iod}      |       | Nordås (2016)          |        | Barrier from a change of distance between standards
""",
    levels=r"""
nqp                   | activity region           | index 0 to 1    | \mathcal{N}_{jr}    |  | own                    | up_to_1 | Potential: index of new quality productive forces
adoption              | activity region           | share           | m_{jr}              |  | own                    | up_to_1 | Matching rate between technology and industry
absorptive_capacity   | region                    | index           | \alpha_{r}          |  | own                    |         | Absorptive capacity, on the effect of technology on productivity
spillover_strength    | region                    | ratio           | \chi_{r}            |  | Coe and Helpman (1995) |         | Effect of partners' NQP relative to own, per unit of imports in income
spillover_response    | region                    | share           | \psi_{r}            |  | Coe and Helpman (1995) | up_to_1 | 1: weights of the spillover are counterfactual imports; 0: those of the benchmark
spillover_carrier     | sector origin destination | share           | \xi_{iod}           |  | Coe and Helpman (1995) | up_to_1 | Part of an import that carries technology
standards_distance    | origin destination        | index 0 to 1    | \Delta_{od}         |  | Nordås (2016)          | up_to_1 | Distance between the standards of two regions
data_restriction      | origin destination        | index 0 to 1    | R_{od}              |  | own                    | up_to_1 | Restriction of data flows from the origin to the destination
elasticity_tfp        | activity                  | semi-elasticity | \varepsilon^{A}_{j} |  | Coe and Helpman (1995) |         | Total factor productivity by effective NQP
elasticity_trade_cost | sector                    | semi-elasticity | \varepsilon^{D}_{i} |  | Bellucci et al. (2023) |         | Trade cost by effective NQP of both ends, as a fall
elasticity_standards  | sector                    | semi-elasticity | \varepsilon^{K}_{i} |  | Nordås (2016)          |         | Barrier by distance between standards
elasticity_data       | sector                    | semi-elasticity | \varepsilon^{R}_{i} |  | Bellucci et al. (2023) |         | Trade cost by data restriction
""",
    shares=r"""
technology_on_factors        | activity                  | 0 or 1          | \lambda^{V}_{j}  |  | own                    |  | 1: technology saves factors, hence acts on value added; 0: it saves all inputs
nqp_matched_benchmark        | activity region           | index points    | \bar n^{O}_{jr}  |  | own                    |  | Matched NQP in the benchmark
spillover_weight_benchmark   | sector origin destination | share of income | \omega^{S}_{iod} |  | Coe and Helpman (1995) |  | Imports over the buyer's income in the benchmark
crosses_border               | origin destination        | 0 or 1          | \beta_{od}       |  | own                    |  | Whether origin and destination differ
standards_distance_benchmark | origin destination        | index 0 to 1    | \bar\Delta_{od}  |  | Nordås (2016)          |  | Distance between standards in the benchmark
data_restriction_benchmark   | origin destination        | index 0 to 1    | \bar R_{od}      |  | own                    |  | Data restriction in the benchmark
""",
)
