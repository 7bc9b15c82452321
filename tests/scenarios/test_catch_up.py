"""Catch-up: distances to a frontier close by a share, activity by activity; nobody falls."""

import numpy as np
import pytest
import xarray as xr

from calibration.errors import InputError
from cge.scenarios import Scenario, Shock, apply

LEVELS = [[0.2, 0.6, 0.5, 0.9], [0.8, 0.4, 0.6, 0.5]]
REGIONS = ["A", "B", "C", "D"]


@pytest.fixture
def index():
    array = xr.DataArray(LEVELS, {"activity": ["x", "y"], "region": REGIONS})
    other = xr.DataArray(np.ones((2, 4)), array.coords, attrs={"kind": "power"})
    single = xr.DataArray([1.0, 2.0], {"activity": ["x", "y"]}, attrs={"kind": "level"})
    named = {"nqp": array.assign_attrs(kind="level"), "output_tax_power": other, "single": single}
    return xr.Dataset(named)


def groups(dim, name):
    return {("region", "rich"): ["B", "C"]}.get((dim, name))


def after(index, **keys):
    return apply([Shock(parameter="nqp", **keys)], index, groups).nqp.to_numpy()


def test_half_way_to_the_best_region_by_activity(index):
    expected = [[0.55, 0.75, 0.7, 0.9], [0.8, 0.6, 0.7, 0.65]]
    np.testing.assert_allclose(after(index, catch_up=0.5), expected)


def test_to_the_best_of_some_regions_and_nobody_falls(index):
    expected = [[0.6, 0.6, 0.6, 0.9], [0.8, 0.6, 0.6, 0.6]]
    np.testing.assert_allclose(after(index, catch_up=1, frontier="rich"), expected)
    np.testing.assert_allclose(after(index, catch_up=1, frontier=["B", "C"]), expected)


def test_only_the_cells_named(index):
    found = after(index, catch_up=1.0, frontier="D", region={"not": "A"}, activity="x")
    np.testing.assert_allclose(found, [[0.2, 0.9, 0.9, 0.9], LEVELS[1]])


def test_to_a_percentile(index):
    """The median of four is the mean of the middle two."""
    found = after(index, catch_up=1, frontier={"percentile": 50})
    np.testing.assert_allclose(found, [[0.55, 0.6, 0.55, 0.9], [0.8, 0.55, 0.6, 0.55]])


def test_the_frontier_is_the_one_that_earlier_shocks_left(index):
    wave = Shock(parameter="nqp", region="D", add_points=0.1)
    follow = Shock(parameter="nqp", region="A", activity="x", catch_up=1)
    assert float(apply([wave, follow], index, groups).nqp[0, 0]) == pytest.approx(1.0)


def test_where_nobody_is_behind_nothing_changes(index):
    level = index.assign(nqp=index.nqp.copy(data=np.full((2, 4), 0.5)))
    np.testing.assert_array_equal(after(level, catch_up=0.5), level.nqp)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"catch_up": 1.5}, "catch_up: 1.5 is not a share of the distance, from 0 to 1"),
        ({"catch_up": 1, "frontier": "Z"}, "frontier: 'Z' is not a region"),
        ({"set": 1, "frontier": "A"}, "frontier: belongs to catch_up"),
        (
            {"parameter": "output_tax_power", "catch_up": 1},
            "catch_up: 'output_tax_power' is a rate; only levels catch up",
        ),
        ({"parameter": "single", "catch_up": 1}, "catch_up: needs a parameter by region"),
    ],
)
def test_what_makes_no_sense_is_named(index, keys, said):
    with pytest.raises(InputError, match=said):
        apply([Shock(**{"parameter": "nqp"} | keys)], index, groups)


def test_a_percentile_is_a_number_and_survives_the_dictionary():
    shock = {"parameter": "nqp", "catch_up": 0.5, "frontier": {"percentile": 90}}
    plan = {"title": "t", "packages": {"a": {"shocks": [shock]}}}
    assert Scenario.from_dict(plan).to_dict()["packages"]["a"]["shocks"] == [
        shock | {"frontier": {"percentile": 90.0}}
    ]
    shock["frontier"] = {"percentile": 101}
    with pytest.raises(InputError, match="is not a frontier"):
        Scenario.from_dict(plan)
