"""The premium of skills on the page of parts of factors."""

from __future__ import annotations

import numpy as np

from cge.scenarios import open_scenario
from tests.pages import marks
from tests.pages.numbers import markdown, signed
from tests.pages.solved import solved

PAGE = marks.DOCS / "factors.md"
SCENARIO = "ai-and-skills"


def premium() -> str:
    """Wage of the skilled over that of the others, log points."""
    skills = list(open_scenario(SCENARIO).factors)
    found = solved(SCENARIO).data.real_factor_price
    of = np.log(found.sel(factor=skills[0]) / found.sel(factor=skills[1]))
    change = 100 * (of - of.sel(experiment="benchmark"))
    rows = [["Region", "The skilled do more", "All others do more"]]
    for region in change.region.to_numpy():
        cells = [
            signed(change.sel(region=region, experiment=run), 2) for run in ("skilled", "others")
        ]
        rows.append([str(region), *cells])
    return markdown(rows)


PARTS = {"premium": premium}
