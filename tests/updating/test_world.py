"""The shipped data, all 81 x 50: updates and balancing at full size."""

import os
from pathlib import Path

import numpy as np
import pytest

from calibration import InputError, accounts, balance, check_benchmark, open_benchmark, update
from tests.balancing.tables import PAIRS, margins_of, worst_miss
from tests.updating.economies import close, rates, target

FILE = Path(__file__).parents[2] / "data" / "benchmarks" / "oecd-icio-2022.nc"
LONG = pytest.mark.skipif(
    os.environ.get("CGE_PROPERTIES") != "long", reason="half a minute of balancing"
)


@pytest.fixture(scope="module")
def world():
    return open_benchmark(FILE, trusted=True)


def test_the_world_at_other_totals(world):
    draw = np.random.default_rng(1)
    regions = [str(label) for label in world["region"].to_numpy()]
    growth = dict(zip(regions, draw.uniform(-3.0, 15.0, len(regions)), strict=True))
    aims = [target("gdp", region, value) for region, value in growth.items()]
    aims += [
        target("exports", "CHN", -20.0, partner="USA"),
        target("imports", "DEU", -60.0, partner="RUS"),
        target("emissions", "CHN", 3.0),
    ]
    after, report = update(world, aims)
    check_benchmark(after)
    assert accounts(after)["relative"].max() <= 1e-12
    assert report.miss <= 1e-9
    assert report.closing <= 1e-9
    old, new = rates(world), rates(after)
    for name, rate in old.items():
        assert close(new[name], rate, 1e-7), name
    parts = after["co2_by_fuel"].sum(["fuel", "sector"]) + after["co2_own_fuel"].sum("fuel")
    assert close(parts + after["co2_process"], after["co2"])
    assert close(after["co2_household_by_fuel"].sum("fuel"), after["co2_household"])
    # Per unit of fuel bought as before, but where emissions have a target.
    bought = [d["intermediate_use"].rename(destination="region") for d in (world, after)]
    burnt = [
        d["final_use"].sel(agent="household").rename(destination="region") for d in (world, after)
    ]
    for name, (was, now) in (("co2_by_fuel", bought), ("co2_household_by_fuel", burnt)):
        expected = world[name] * (now / was).where(was > 0, 1.0)
        expected, found = (d.drop_sel(region="CHN") for d in (expected, after[name]))
        assert close(found, expected), name
    emitted = [
        float(d["co2"].sel(region="CHN").sum() + d["co2_household"].sel(region="CHN").sum())
        for d in (world, after)
    ]
    assert emitted[1] == pytest.approx(1.03 * emitted[0], rel=1e-9)
    kept = {str(name) for name in world.data_vars if not str(name).startswith("co2_source_")}
    assert kept == set(map(str, after.data_vars))


def test_conflicts_of_trade_are_named(world):
    aims = [target("exports", "CHN", 10.0, partner="USA"), target("exports", "CHN", -95.0)]
    with pytest.raises(InputError) as caught:
        update(world, aims)
    assert caught.value.problems[1].startswith("exports, CHN to USA (")
    assert "cannot hold with exports, CHN (" in caught.value.problems[1]


def other_sales(world):
    draw = np.random.default_rng(1)
    sales = world["sales"].drop_attrs()
    return sales, sales * np.exp(draw.normal(0.0, 0.3, sales.shape))


@pytest.mark.parametrize("method", ["entropy", "least_squares"])
def test_sales_at_full_size(world, method):
    sales, target_sales = other_sales(world)
    margins = margins_of(target_sales, *PAIRS[:2])
    found, report = balance(sales, margins, method, bounds=(0, 40 * sales))
    assert worst_miss(found, margins) <= 1e-9
    assert report.steps < 20
    assert float(found.min()) >= 0


@LONG
@pytest.mark.parametrize("method", ["entropy", "least_squares"])
def test_three_margins_at_full_size(world, method):
    sales, target_sales = other_sales(world)
    margins = margins_of(target_sales, *PAIRS)
    found, report = balance(sales, margins, method)
    assert worst_miss(found, margins) <= 1e-9
    assert report.steps < 20


@LONG
def test_ras_nears_entropy_at_full_size(world):
    sales, target_sales = other_sales(world)
    margins = margins_of(target_sales, *PAIRS)
    ras, _ = balance(sales, margins, "ras", tolerance=1e-5)
    entropy, _ = balance(sales, margins, "entropy")
    assert float(abs(ras - entropy).sum() / entropy.sum()) <= 1e-4
