"""Parts of factors in the model: merged they change nothing, apart they follow closures."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import cge
from calibration import Mapping, aggregate, random_benchmark
from tests.calibration.test_factor_parts import PARENTS, with_parts
from tests.economy.conftest import scenario_of

SHOCKS = (
    {"parameter": "productivity", "activity": "S1", "region": "R2", "percent": 10},
    {"parameter": "tariff_power", "origin": "R1", "destination": "R2", "add_points": 10},
)
RESULTS = ("utility", "trade", "output", "price_basic", "income")


@pytest.fixture(scope="module")
def plain():
    return random_benchmark(3, 4, seed=5)


@pytest.fixture(scope="module")
def data(plain):
    return with_parts(plain)


def alike(found, expected, rtol):
    for name in RESULTS:
        size = float(abs(expected[name]).max())
        np.testing.assert_allclose(found[name], expected[name], rtol=rtol, atol=rtol * size)


def test_parts_in_their_parents_change_nothing(plain, data, solved):
    alike(solved(cge.load(data), *SHOCKS), solved(cge.load(plain), *SHOCKS), 1e-12)


def test_kinds_of_labour_in_one_proportion_are_one_labour(plain, solved):
    """By Hicks's theorem: in fixed proportion at all activities, one wage moves with the other."""
    data = with_parts(plain)
    share = data["factor_part_share"].copy()
    share.loc["skilled"], share.loc["unskilled"] = 0.3, 0.7
    data = data.assign(factor_part_share=share)
    apart = solved(cge.load(data, factors=["skilled"]), *SHOCKS)
    alike(apart, solved(cge.load(plain), *SHOCKS), 1e-9)
    wages = apart.price_factor.sel(factor=["skilled", "unskilled"])
    np.testing.assert_allclose(wages[0], wages[1], rtol=1e-9)


@pytest.mark.parametrize("name", ["standard", "short_run", "long_run", "unemployment"])
def test_every_closure_solves_with_parts_and_result_verifies(data, name):
    economy = cge.load(data, factors=list(PARENTS), closure=name)
    assert economy.residuals().worst.max() < 1e-9
    result = cge.solve(economy, scenario_of(*SHOCKS))
    assert result.verified, result.verdict


def test_skills_behave_as_labour_and_resources_as_themselves(data):
    labels = ["skilled", "unskilled", "capital", "land", "resources"]
    short = cge.load(data, factors=labels[:2] + labels[3:], closure="short_run")
    mobile, elasticity = short.rules.mobility(short.labels)
    assert short.labels["factor"] == labels
    assert mobile.all(axis=1).tolist() == [True, True, False, False, False]
    assert elasticity[2:, 0].tolist() == [0.0, 1.0, 0.0]
    fixed = cge.load(data, factors=list(PARENTS), closure="unemployment")
    (swap,) = fixed.rules.swaps
    assert swap.adjusts(fixed.labels).all(axis=1).tolist() == [True, True, False, False, False]
    after = cge.solve(fixed, scenario_of(*SHOCKS)).data.sel(experiment="shock")
    kinds = ["skilled", "unskilled"]
    np.testing.assert_allclose(after.real_factor_price.sel(factor=kinds), 1, rtol=1e-8)
    long = cge.load(data, factors=list(PARENTS), closure="long_run")
    (swap,) = long.rules.swaps
    assert swap.adjusts(long.labels).all(axis=1).tolist() == [False, False, True, False, False]


def test_a_closure_may_name_a_part_with_owners(data, tmp_path):
    """Written, saved and read again, its choice holds against that of the data."""
    text = dict.fromkeys(("title", "description", "reference"), "test")
    moves = [{"factor": "resources", "elasticity": "mobile"}, {"factor": "land", "elasticity": 0}]
    path = tmp_path / "own.yaml"
    path.write_text(
        yaml.safe_dump({**text, "numeraire": "world factor-price index", "mobility": moves})
    )
    economy = cge.load(data, factors=["land", "resources"], closure=path)
    mobile, _ = economy.rules.mobility(economy.labels)
    assert mobile.all(axis=1).tolist() == [True, True, False, True]
    result = cge.solve(economy, scenario_of(*SHOCKS))
    assert result.verified
    assert cge.open_result(result.to_netcdf(tmp_path / "result.nc")).verify()


def test_resources_stay_with_their_owners(data, solved):
    after = solved(cge.load(data, factors=["resources"]), *SHOCKS)
    used = after.factor_demand.sel(factor="resources", activity="S2")
    given = data.value_added.sel(factor="capital", activity="S2") * data.factor_part_share.sel(
        factor_part="resources", activity="S2"
    )
    np.testing.assert_allclose(used, given, rtol=1e-9)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.26])
def test_premium_of_a_skill_that_does_more(sigma, solved):
    """In one sector, (1 + g)^((sigma - 1) / sigma) by the ratio of the two CES demands."""
    data = with_parts(random_benchmark(1, 2, seed=3))
    one = Mapping("one", {"R1": "R1"}, {"S1": "S", "S2": "S"}, {})
    whole = aggregate(data, one)
    whole = whole.assign(sigma_value_added=0 * whole.sigma_value_added + sigma)
    shock = {"parameter": "factor_productivity", "factor": "skilled", "percent": 5}
    after = solved(cge.load(whole, factors=["skilled"]), shock)
    wage = after.price_factor.sel(region="R1")
    premium = float(wage.sel(factor="skilled") / wage.sel(factor="unskilled"))
    assert premium == pytest.approx(1.05 ** ((sigma - 1) / sigma), rel=1e-9)


def test_a_scenario_names_the_parts_it_needs(data, tmp_path):
    """In a file, and through one that is based on it; what is a factor already stays one."""
    path = tmp_path / "skills.yaml"
    shock = {"parameter": "factor_productivity", "factor": "skilled", "percent": 5}
    content = {"title": "skills", "factors": ["skilled"], "packages": {"more": {"shocks": [shock]}}}
    path.write_text(yaml.safe_dump(content))
    above = tmp_path / "above.yaml"
    above.write_text(yaml.safe_dump({"title": "above", "base": "skills.yaml"}))
    expected = cge.solve(cge.load(data, factors=["skilled"]), path)
    for economy, plan in (
        (cge.load(data), path),
        (cge.load(data), above),
        (cge.load(data, factors=["unskilled", "land"]), path),
    ):
        result = cge.solve(economy, plan)
        assert result.verified
        assert "skilled" in result.data.factor
        if "land" not in result.data.factor:
            alike(result.data, expected.data, 1e-9)
    path.write_text(yaml.safe_dump(content | {"factors": ["skiled"]}))
    with pytest.raises(cge.InputError, match="did you mean 'skilled'"):
        cge.solve(cge.load(data), path)


def test_real_income_of_each_kind_is_in_the_summary(data):
    result = cge.solve(cge.load(data, factors=["skilled"]), scenario_of(*SHOCKS))
    summary = result.summary()
    assert {"real_income_skilled_percent", "real_income_unskilled_percent"} <= set(summary)


def test_what_is_no_part_is_refused(plain, data):
    with pytest.raises(cge.InputError, match="did you mean 'skilled'"):
        cge.load(data, factors=["skiled"])
    with pytest.raises(cge.InputError, match="does not know parts of labour or capital"):
        cge.load(plain, factors=["skilled"])
