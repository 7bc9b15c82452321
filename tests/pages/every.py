"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import (
    carbon_prices,
    data,
    data_regimes,
    default_scenario,
    factors,
    gtap,
    mac,
    optimal_design,
    plausibility,
    splits,
    technology,
    value_chains,
)
from tests.policy import studies

PAGES = (
    carbon_prices,
    data,
    data_regimes,
    default_scenario,
    factors,
    gtap,
    mac,
    optimal_design,
    plausibility,
    splits,
    studies,
    technology,
    value_chains,
)
