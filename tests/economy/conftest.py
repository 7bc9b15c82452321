"""Shocks and statistics that the tests of the economy use."""

from __future__ import annotations

import numpy as np
import pytest

import cge


def scenario_of(*shocks, name="test", experiment="shock"):
    """A scenario with one experiment."""
    return cge.Scenario.from_dict(
        {
            "title": "Test",
            "author": "tests",
            "reference": "none",
            "packages": {experiment: {"title": "shock", "shocks": list(shocks)}},
            "experiments": {experiment: [experiment]},
        },
        name,
    )


@pytest.fixture
def solved():
    """Solve one experiment of shocks; returns the verified result and its data."""

    def run(economy, *shocks):
        result = cge.solve(economy, scenario_of(*shocks))
        assert result.verified, result.verdict
        return result.data.sel(experiment="shock")

    return run


@pytest.fixture
def values_of():
    """Solve with parameter arrays changed in place by a function; returns arrays by name."""

    def run(economy, **changes):
        arrays = {n: np.array(a) for n, a in economy.parameter_arrays.items()}
        for name, change in changes.items():
            arrays[name] = change(arrays[name])
        values = economy.model.solve(arrays).values
        shapes = economy.model.system.symbols
        return {n: v.reshape(shapes[n].shape) for n, v in values.items()}

    return run
