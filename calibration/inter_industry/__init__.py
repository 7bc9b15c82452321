"""Inter-industry accounts and indicators of a benchmark: emissions, value chains, trade, income.

Every function takes a benchmark dataset at any level of aggregation; those that need the Leontief
inverse also take an `InterIndustry` table, so that several of them share one factorisation.
"""

from calibration.inter_industry.emissions import (
    electricity_intensity,
    embodied_intensity,
    emission_accounts,
    leakage,
    shapley_of_product,
)
from calibration.inter_industry.exposure import border_exposure
from calibration.inter_industry.inequality import gdp, gini, theil
from calibration.inter_industry.table import InterIndustry, inter_industry
from calibration.inter_industry.trade import (
    comparative_advantage,
    exports,
    group_share,
    imports,
    reallocation,
    sophistication,
    supplied,
    supply_concentration,
)
from calibration.inter_industry.value_chains import (
    downstreamness,
    upstreamness,
    value_added_in_exports,
)

__all__ = [
    "InterIndustry",
    "border_exposure",
    "comparative_advantage",
    "downstreamness",
    "electricity_intensity",
    "embodied_intensity",
    "emission_accounts",
    "exports",
    "gdp",
    "gini",
    "group_share",
    "imports",
    "inter_industry",
    "leakage",
    "reallocation",
    "shapley_of_product",
    "sophistication",
    "supplied",
    "supply_concentration",
    "theil",
    "upstreamness",
    "value_added_in_exports",
]
