"""Economies shared by the tests, compiled once."""

from __future__ import annotations

import gc

import pytest

import cge
from calibration import random_benchmark
from calibration.files import netcdf

# Models and results are millions of objects, which Python else looks through again and again.
gc.set_threshold(50_000, 20, 20)


@pytest.fixture
def read_here(monkeypatch):
    """This process reads NetCDF; tests/calibration/test_netcdf.py holds that another does alike."""
    monkeypatch.setattr(netcdf, "_from_worker", netcdf._from_library)


@pytest.fixture(scope="session")
def teaching():
    """The shipped data at 5 regions x 6 sectors."""
    return cge.load(aggregation="5x6")


@pytest.fixture(scope="session")
def economy():
    """The shipped data at the default aggregation."""
    return cge.load()


@pytest.fixture(scope="session")
def random_economy():
    """A random balanced economy with zero flows."""
    return cge.load(random_benchmark(4, 5, seed=7))
