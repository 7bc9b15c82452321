"""Parts of factors of the second edition: sums at every aggregation, and the rules they follow."""

import numpy as np
import pytest

import cge
from calibration import accounts, factor_parts, with_factors

PARTS = ["skilled_labour", "unskilled_labour", "land", "natural_resources"]
DATA = "oecd-icio-2022"


@pytest.fixture(scope="module", params=["5x6", "16x22", "full"])
def both(request):
    """The data at an aggregation, with factors whole and apart."""
    whole = cge.load(DATA, aggregation=request.param).benchmark
    return whole, with_factors(whole, PARTS)


def test_parts_sum_to_their_parents(both):
    whole, apart = both
    known = factor_parts(whole)
    assert list(known) == PARTS
    origin = [known.get(str(name), str(name)) for name in apart["factor"].to_numpy()]
    summed = apart["value_added"].assign_coords(factor=origin).groupby("factor").sum()
    expected = whole["value_added"].sel(factor=summed["factor"])
    np.testing.assert_allclose(summed.transpose(*expected.dims), expected, rtol=1e-13)
    assert (accounts(apart)["relative"] < 1e-9).all()


def test_parts_of_an_aggregate_are_sums_of_those_of_its_members(both):
    _, apart = both
    finest = with_factors(cge.load(DATA, aggregation="full").benchmark, PARTS)
    for name in PARTS:
        found, expected = (float(d["value_added"].sel(factor=name).sum()) for d in (apart, finest))
        assert found == pytest.approx(expected, rel=1e-9)


def test_rents_of_the_world_are_those_of_the_source():
    """Percent of GDP, median of 2017 to 2021 (World Bank); GDP here is value added and taxes."""
    data = with_factors(cge.load(DATA, aggregation="full").benchmark, ["natural_resources"])
    taxes = data["output_tax"].sum() + data["intermediate_tax"].sum() + data["final_tax"].sum()
    gdp = float(data["value_added"].sum() + taxes + data["tariff_revenue"].sum())
    rent = data["value_added"].sel(factor="natural_resources").sum("region")
    for industry, percent in (("B05", 0.21637), ("B06", 1.30751 + 0.263), ("B07", 0.26021)):
        assert 100 * float(rent.sel(activity=industry)) / gdp == pytest.approx(percent, rel=0.02)


def test_the_skilled_of_an_economy_get_what_attainment_and_premium_say():
    """USA: 37.66 % of people at 1.7 times the wage."""
    data = with_factors(cge.load(DATA, aggregation="full").benchmark, ["skilled_labour"])
    paid = data["value_added"].sel(region="USA").sum("activity")
    skilled, others = (
        float(paid.sel(factor=f"{kind}_labour")) for kind in ("skilled", "unskilled")
    )
    assert skilled / (skilled + others) == pytest.approx(
        1.7 * 0.3766 / (1.7 * 0.3766 + 1 - 0.3766), rel=1e-5
    )
