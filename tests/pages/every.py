"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import default_scenario, optimal_design, plausibility
from tests.policy import studies

PAGES = (default_scenario, optimal_design, plausibility, studies)
