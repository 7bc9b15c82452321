"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import default_scenario, plausibility
from tests.policy import studies

PAGES = (default_scenario, plausibility, studies)
