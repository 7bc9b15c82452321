"""Experiments of several results in the columns of one table."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from cge.report import table
from tests.economy.conftest import scenario_of
from tests.economy.variants import variant

TARIFF = {"parameter": "tariff_power", "destination": "R1", "add_points": 10}
PLAN = {
    "title": "t",
    "packages": {
        "half": {"shocks": [TARIFF]},
        "rest": {"shocks": [{"parameter": "productivity", "region": "R1", "percent": 5}]},
    },
    "experiments": {"half": ["half"], "all": ["half", "rest"]},
}


@pytest.fixture(scope="module")
def results():
    """Two economies of the same labels under the same experiments."""
    plan = cge.Scenario.from_dict(PLAN)
    return [cge.solve(variant(name), plan) for name in ("base", "sourcing_by_user")]


def test_experiments_and_results_in_columns(results):
    one, other = results
    found = one.compare({"A": "half", "B": (other, "all"), "C": other})
    assert list(found.experiment) == ["A", "B", "C: half", "C: all"]
    assert set(found.data_vars) == set(one.summary().data_vars)
    welfare = found.equivalent_variation_percent
    expected = other.summary().equivalent_variation_percent.sel(experiment="all")
    np.testing.assert_array_equal(welfare.sel(experiment="B"), expected)
    assert found.attrs["verified"] == 1
    text = table(found)
    assert all(f"Experiment: {name}\n" in text for name in found.experiment.to_numpy())
    exports = one.compare({"A": "half", "B": (other, "all")}, "exports", by="sector")
    np.testing.assert_array_equal(
        exports.change.sel(experiment="B"),
        other.stats.exports(by="sector").change.sel(experiment="all"),
    )


def test_an_unverified_column_is_said(results):
    one, other = results
    doubtful = cge.Result(
        other.data.assign_attrs(verified=0, verdict="off"), benchmark=other.benchmark
    )
    found = one.compare({"A": "half", "B": (doubtful, "all")})
    assert found.attrs["verified"] == 0
    assert "NOT VERIFIED: B: off" in table(found)


def test_columns_that_do_not_fit_are_named(results, teaching):
    result = results[0]
    other = cge.solve(teaching, scenario_of({**TARIFF, "destination": "USA"}))
    with pytest.raises(cge.InputError) as caught:
        result.compare({"A": "half", "B": other, "C": (other, "shok")})
    assert "compare: 'C': no experiment 'shok'; did you mean 'shock'?" in caught.value.problems
    with pytest.raises(cge.InputError, match=r"compare: 'B': region: has CHN, .*lacks R1, R2, R3"):
        result.compare({"A": "half", "B": other})
    with pytest.raises(cge.InputError, match="'A': 3 is no experiment, no result, and no pair"):
        result.compare({"A": 3})
    with pytest.raises(cge.InputError, match="no column"):
        result.compare({})
    with pytest.raises(cge.InputError, match="no statistic 'export'"):
        result.compare({"A": "half"}, "export")
