"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import (
    data,
    default_scenario,
    optimal_design,
    plausibility,
    technology,
    value_chains,
)
from tests.policy import studies

PAGES = (
    data,
    default_scenario,
    optimal_design,
    plausibility,
    studies,
    technology,
    value_chains,
)
