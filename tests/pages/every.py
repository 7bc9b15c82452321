"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import (
    carbon_prices,
    data,
    data_regimes,
    default_scenario,
    electricity,
    factors,
    formats,
    gtap,
    import_page,
    mac,
    optimal_design,
    other_gases,
    own_data,
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
    electricity,
    factors,
    formats,
    import_page,
    gtap,
    mac,
    optimal_design,
    other_gases,
    own_data,
    plausibility,
    splits,
    studies,
    technology,
    value_chains,
)
