"""The pages whose results are written by code; each module has PAGE and PARTS."""

from tests.pages import default_scenario, plausibility

PAGES = (default_scenario, plausibility)
