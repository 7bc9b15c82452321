"""Economies and scenarios for border adjustments."""

from __future__ import annotations

import pytest

import cge
from calibration import random_benchmark
from tests.economy.conftest import scenario_of

HOME = "R1"
CBAM = {"destination": HOME, "sectors": ["S1", "S2"], "price": 60}


def scenario(cbam=None, shocks=(), carbon=None):
    """A scenario with one experiment."""
    given = {"shocks": list(shocks), "cbam": cbam, "carbon": carbon}
    package = {key: value for key, value in given.items() if value}
    return cge.Scenario.from_dict({"title": "Test", "packages": {"test": package}})


def solved(economy, cbam=None, shocks=(), carbon=None):
    """The verified result of one experiment."""
    result = cge.solve(economy, scenario(cbam, shocks, carbon))
    assert result.verified, result.verdict
    return result


def last(result):
    """The solution of the last experiment."""
    return result.data.isel(experiment=-1)


def priced(region, price):
    """A shock to the carbon price of a region."""
    return {"parameter": "carbon_price", "region": region, "set": price}


@pytest.fixture(scope="package")
def dataset():
    return random_benchmark(3, 4, seed=5, zeros=0.0)


@pytest.fixture(scope="package")
def economy(dataset):
    """With the equations of a border adjustment, so that all tests share one compiled model."""
    return cge.load(dataset).with_border_adjustment()


@pytest.fixture(scope="package")
def priced_everywhere(economy):
    """The same carbon price in every region, and no border adjustment."""
    return last(cge.solve(economy, scenario_of({"parameter": "carbon_price", "set": 60})))
