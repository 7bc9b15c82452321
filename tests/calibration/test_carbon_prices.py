"""Carbon prices in force: what a list says, what a benchmark gets, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from calibration import InputError, aggregate, check_benchmark, read_groups, with_carbon_prices
from calibration.carbon_prices import COLUMNS, without_carbon_prices

ROW = {
    "region": "FRA",
    "instrument": "tax",
    "activities": "D",
    "price": "40",
    "coverage": "50",
    "free_allocation": "25",
    "households": "0",
    "source": "somebody",
    "found": "recalled",
    "note": "",
}
PAID = ["carbon_price", "free_allocation", "carbon_price_household"]


@pytest.fixture(scope="module")
def groups(data_folder):
    return read_groups(data_folder / "groups.yaml")


@pytest.fixture
def listed(tmp_path, world, groups):
    """The world under a list of rows."""

    def make(*rows):
        path = tmp_path / "prices.csv"
        lines = [",".join(COLUMNS), *(",".join((ROW | row).values()) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return with_carbon_prices(without_carbon_prices(world), path, groups)

    return make


def test_instruments_of_one_activity_add_up(listed):
    found = listed({}, {"price": "10", "coverage": "100", "free_allocation": "0"})
    at = found.sel(region="FRA", activity="D")
    assert float(at.carbon_price) == pytest.approx(40 * 0.5 + 10)
    assert float(at.free_allocation) == pytest.approx(20 * 0.25 / 30)
    assert float(found.carbon_price.sum()) == pytest.approx(30)


def test_others_are_the_activities_that_no_row_of_the_economy_names(listed):
    found = listed(
        {"region": "EU27", "activities": "D C24A"},
        {"activities": "others", "price": "8", "coverage": "100", "households": "50"},
    )
    france, germany = (found.carbon_price.sel(region=r) for r in ("FRA", "DEU"))
    assert set(np.unique(france.drop_sel(activity=["D", "C24A"]))) == {8.0}
    assert float(france.sel(activity="D")) == 20.0
    assert float(germany.drop_sel(activity=["D", "C24A"]).sum()) == 0.0
    assert found.carbon_price_household.to_series().to_dict() == {
        r: 4.0 if r == "FRA" else 0.0 for r in found.region.to_numpy()
    }


def test_payments_of_an_aggregate_are_sums(world, aggregated):
    assert set(PAID) <= set(world)
    small = aggregated["5x6"]
    check_benchmark(small)

    def payments(data, free):
        kept = 1 - data.free_allocation if free else 1
        return float((data.carbon_price * kept * data.co2).sum())

    for free in (False, True):
        assert payments(small, free) == pytest.approx(payments(world, free), rel=1e-12)
    homes = [d.carbon_price_household * d.co2_household.sum("sector") for d in (small, world)]
    assert float(homes[0].sum()) == pytest.approx(float(homes[1].sum()), rel=1e-12)


def test_the_shipped_list_is_near_an_independent_one(world):
    """Mean prices of the World Carbon Pricing Database over all CO2 of fuels (Dolphin et al.)."""
    published = {"DEU": 58.8, "POL": 42.4, "CZE": 52.6, "SVK": 45.8, "CHN": 3.8, "CAN": 26.7}
    published |= {"GBR": 38.8, "JPN": 1.8, "USA": 1.8, "ZAF": 10.0, "UKR": 0.45, "KAZ": 0.71}
    paid = (world.carbon_price * world.co2).sum("activity")
    burnt = world.co2_household.sum("sector")
    mean = (paid + world.carbon_price_household * burnt) / (world.co2.sum("activity") + burnt)
    for region, expected in published.items():
        assert float(mean.sel(region=region)) == pytest.approx(expected, rel=0.25)


def test_without_prices_only_they_are_gone(world):
    left = without_carbon_prices(world)
    assert set(world) - set(left) == set(PAID)
    assert left.drop_attrs().identical(world.drop_vars(PAID).drop_attrs())
    assert without_carbon_prices(left) is not None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"region": "FRX"}, "'FRX' is not a region or group; did you mean 'FRA'"),
        ({"activities": "D C24X"}, "'C24X' is not a sector or group"),
        ({"activities": ""}, "names no activities; write labels, groups, 'all' or 'others'"),
        ({"price": "-1"}, "price '-1' is not a number of USD from 0 on"),
        ({"price": "inf"}, "price 'inf' is not a number of USD from 0 on"),
        ({"coverage": "101"}, "coverage '101' is not a percentage from 0 to 100"),
        ({"free_allocation": "x"}, "free_allocation 'x' is not a percentage from 0 to 100"),
        ({"coverage": "0"}, "covers no emissions: coverage and households are 0"),
        ({"found": "guess"}, "found 'guess' is not one of read, recalled, assumed"),
        ({"source": ""}, "source is empty"),
    ],
)
def test_a_faulty_row_is_refused(listed, row, problem):
    with pytest.raises(InputError) as error:
        listed({}, row)
    assert any(f"prices.csv:3: {problem}" in each for each in error.value.problems)


def test_a_list_of_economies_does_not_fit_an_aggregate(aggregated, data_folder, groups):
    data = without_carbon_prices(aggregated["5x6"])
    with pytest.raises(InputError, match="is not a sector or group"):
        with_carbon_prices(data, data_folder / "carbon-prices" / "in-force-2022.csv", groups)


def test_an_aggregate_needs_no_prices(world, data_folder):
    from calibration import read_mapping

    plain = without_carbon_prices(world)
    found = aggregate(plain, read_mapping(data_folder / "aggregations" / "5x6.csv", plain))
    assert not set(PAID) & set(found)
