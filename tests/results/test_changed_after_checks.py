"""What was checked stays what it was; what somebody replaced no longer counts as verified."""

import pickle

import pytest

import cge
from cge.analysis.columns import ON_REQUEST
from tests.economy.conftest import scenario_of


@pytest.fixture
def result(random_economy):
    return cge.solve(
        random_economy, scenario_of({"parameter": "productivity", "percent": 1.0, "region": "R1"})
    )


def test_checked_numbers_cannot_be_overwritten(result):
    with pytest.raises(ValueError, match="read-only"):
        result.data["output"][:] = 9
    assert result.verified


def test_a_replaced_variable_is_named_everywhere(result, tmp_path):
    assert result.summary().attrs["verified"] == 1
    result.data["output"] = result.data["output"] * 1.1
    assert not result.verified
    assert result.verdict == "'output' was changed after it was checked"
    told = (
        result.summary(),
        result.summary(also=ON_REQUEST),
        result.stats.output(),
        result.leakage(["R1"]),
    )
    for summary in told:
        assert summary.attrs["verified"] == 0
        assert summary.attrs["verdict"] == result.verdict
    again = cge.open_result(result.to_netcdf(tmp_path / "it.nc"))
    assert not again.verified
    assert "'output' was changed" in again.verdict


def test_copies_count_as_their_original(result):
    assert pickle.loads(pickle.dumps(result)).verified


def test_an_experiment_that_changes_nothing_says_so(random_economy):
    with pytest.warns(UserWarning, match="experiment 'shock' changes nothing"):
        cge.solve(random_economy, scenario_of({"parameter": "productivity", "add_points": 0.0}))
