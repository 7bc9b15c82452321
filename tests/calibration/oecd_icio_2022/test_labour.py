"""The second edition of the world data: labour with the self-employed, and the capital stock."""

import numpy as np
import pytest

from data.build.oecd_icio_2022.capital_stock import PLAUSIBLE
from data.build.oecd_icio_2022.self_employed import holders

# Labour over value added at basic prices: compensation of employees in the tables of 2022, and
# the Penn World Table's share of 2019.
SHARES = {
    "IND": (0.353, 0.522),
    "MEX": (0.281, 0.360),
    "TUR": (0.263, 0.437),
    "AGO": (0.107, 0.331),
    "CHN": (0.559, 0.586),
    "USA": (0.551, 0.597),
    "DEU": (0.575, 0.642),
    "BRA": (0.485, 0.578),
    "IDN": (0.409, 0.464),
    "JPN": (0.580, 0.580),
}


def added(world):
    return world["value_added"].sum(["factor", "activity"]) + world["output_tax"].sum("activity")


@pytest.mark.parametrize(("region", "shares"), SHARES.items())
def test_labour_meets_the_source_and_employees_can_be_told_apart(world, region, shares):
    total = added(world).sel(region=region)
    labour = world["value_added"].sel(factor="labour", region=region).sum("activity")
    mixed = world["mixed_income"].sel(region=region).sum("activity")
    assert float((labour - mixed) / total) == pytest.approx(shares[0], abs=6e-4)
    assert float(labour / total) == pytest.approx(shares[1], abs=6e-4)


def test_the_self_employed_work_where_they_can(world):
    holds = holders([str(s) for s in world["activity"].to_numpy()])
    assert not world["mixed_income"].isel(activity=~holds).any()
    assert (world["value_added"] >= 0).all()


def test_agriculture_of_developing_economies_is_work(world):
    share = world["value_added"].sel(factor="labour") / world["value_added"].sum("factor")
    employed = world["value_added"].sel(factor="labour") - world["mixed_income"]
    for region in ("IND", "TUR", "POL", "NGA"):
        at = {"activity": "A01", "region": region}
        assert float(share.sel(at)) > 0.5
        assert float(employed.sel(at)) < 0.2 * float(world["value_added"].sum("factor").sel(at))


def test_capital_earns_a_plausible_return_where_no_doubt_is_named(world):
    gross = world["value_added"].sel(factor="capital").sum("activity") / world["capital_stock"]
    odd = (gross < PLAUSIBLE[0]) | (gross > PLAUSIBLE[1])
    named = world["capital_stock"].attrs["doubtful"].split(", ")
    assert list(gross["region"].to_numpy()[odd.to_numpy()]) == named
    total = added(world)
    assert 3.0 < float(world["capital_stock"].sum() / total.sum()) < 4.0
    assert np.isfinite(world["depreciation_rate"]).all()


def test_the_data_say_what_the_rest_of_the_world_is(world):
    assert "deficit of 11% of GDP is the joint surplus" in world.attrs["rest_of_world"]
