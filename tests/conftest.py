"""Economies shared by the tests, compiled once."""

from __future__ import annotations

import gc

import pytest

import cge
from calibration import random_benchmark

# Models and results are millions of objects, which Python else looks through again and again.
gc.set_threshold(50_000, 20, 20)


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
