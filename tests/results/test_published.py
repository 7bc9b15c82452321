"""The default scenario beside published figures: sign and order of magnitude, not tuned."""

from __future__ import annotations

import pytest

import cge
from cge.analysis.accounts import Accounts, at_destination

COVERED = ["STL", "NMM", "CHM", "NFM", "UTL"]
DEVELOPING = ["CHN", "IND", "TUR", "BRA", "ASEAN", "OILX", "ROW", "RUS"]
DEVELOPED = ["USA", "GBR", "JPN", "KOR", "TWN", "NAF", "OHI"]


@pytest.fixture(scope="module")
def result(economy):
    solved = cge.solve(economy, "nqp-and-cbam")
    assert solved.verified, solved.verdict
    return solved


def covered_exports(result, origins):
    """Change of the export volume of the covered sectors, %."""
    data = result.data
    flows = (data.trade * (data.origin != data.destination)).sel(sector=COVERED, origin=origins)
    total = flows.sum(["sector", "origin", "destination"])
    return 100 * float(total.sel(experiment="cbam") / total.sel(experiment="benchmark") - 1)


def test_border_charge_beside_unctad(result):
    """UNCTAD (2021) at 88 USD: covered exports of developing economies -2.4 %; at 44 USD their
    income -5.9 bn USD; world CO2 about -0.1 %."""
    assert -4.8 < covered_exports(result, DEVELOPING) < -1.2
    assert covered_exports(result, DEVELOPED) > 0  # cleaner suppliers gain
    summary = result.summary().sel(experiment="cbam")
    losses = summary.equivalent_variation.sel(region=DEVELOPING).sum() / 1e3
    assert -12 < float(losses) < -3
    world = result.data.emissions.sel(experiment="benchmark").sum()
    assert -0.3 < float(100 * summary.co2_change.sum() / world) < -0.03


def test_technology_wave_pays_its_owners(result):
    """Hulten: to first order, real income rises by productivity times value added, and by what
    cheaper trade saves on imports, over GDP."""
    before, after = (result.data.sel(experiment=label) for label in ("benchmark", "nqp"))
    a = Accounts(before)
    made = (after.factor_productivity - 1) * before.factor_demand
    saved = at_destination((1 - after.iceberg) * a.price_at_border * a.imported)
    direct = (made.sum(["factor", "activity"]) + saved) / before.income
    gain = result.summary().equivalent_variation_percent.sel(experiment="nqp") / 100
    for region in ("CHN", "EU27"):
        ratio = float(gain.sel(region=region) / direct.sel(region=region))
        # Some goes abroad; product taxes make value added worth more to buyers than to factors.
        assert 0.75 < ratio < 1.15, (region, ratio)
