"""Levels and magnitudes on the page of channels from technology."""

from __future__ import annotations

import cge
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy

PAGE = marks.DOCS / "nqp.md"
WAVE = "global-digital-wave"


def magnitudes() -> str:
    """Ten points more of the index everywhere: the region that gets least, and most."""
    result = cge.solve(economy(technology="standard"), WAVE, band=True, contributions=False)
    assert result.verified, result.verdict
    summary = result.summary()
    rows = [["%", "Region that gets least", "band", "Region that gets most", "band"]]
    for title, column in (("real GDP", "real_gdp_percent"), ("exports", "export_volume_percent")):
        moved = summary[column]
        order = moved.sel(experiment="wave").to_series().sort_values().index
        cells = []
        for region in (order[0], order[-1]):
            here = moved.sel(region=region)
            low, high = (fixed(here.sel(experiment=f"wave, {end}"), 1) for end in ("low", "high"))
            middle = fixed(here.sel(experiment="wave"), 1)
            cells += [f"{middle} ({region})", f"{low} to {high}"]
        rows.append([title, *cells])
    return markdown(rows)


def index() -> str:
    """The ends of the index and of adoption, and whose they are."""
    parameters = economy(technology="standard").parameters
    ends = []
    for name in ("nqp", "adoption"):
        least, most = (
            of("activity").to_series() for of in (parameters[name].min, parameters[name].max)
        )
        low = f"{fixed(least.min(), 2)} ({least.idxmin()})"
        ends.append(f"from {low} to {fixed(most.max(), 2)} ({most.idxmax()})")
    return f"At 16x22 the index runs {ends[0]}, and adoption {ends[1]}.\n"


PARTS = {"index": index, "magnitudes": magnitudes}
