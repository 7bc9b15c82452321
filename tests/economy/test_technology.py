"""The NQP channels: closed forms, shares from trade, and the model without them."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import cge
from calibration import random_benchmark
from cge.settings.technologies import Technology
from cge.verification.verify import verify
from tests.economy.conftest import scenario_of
from tests.economy.simple import armington_world, closed_region

WAVE = {"parameter": "nqp", "region": "R1", "add_points": 0.1}


def fixed_weights(folder):
    """The uniform technology with the spillover of fixed-spillover."""
    spillover = Technology.from_name("fixed-spillover").to_dict()["channels"]["spillover"]
    path = folder / "fixed.yaml"
    path.write_text(yaml.safe_dump({"base": "uniform", "channels": {"spillover": spillover}}))
    return path


def technology(tmp_path, name="mine", nqp=0.5, **channels):
    """A technology file with these channels only."""
    about = {"title": "t", "description": "d", "reference": "r"}
    content = about | {
        "nqp": {"all": nqp, "source": "test"},
        "channels": {k: v | {"source": "test"} for k, v in channels.items()},
    }
    path = tmp_path / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(4, 5, seed=7)


@pytest.fixture(scope="module")
def open_economy(dataset):
    return cge.load(dataset, technology="uniform")


@pytest.fixture(scope="module")
def wave(open_economy):
    result = cge.solve(open_economy, scenario_of(WAVE))
    assert result.verified, result.verdict
    return result


@pytest.mark.parametrize(("acts_on", "power"), [("output", 1 / 0.6), ("value_added", 1.0)])
def test_productivity_in_one_closed_region(tmp_path, solved, acts_on, power):
    """Closed form with A = exp(0.2 x 0.5 x 0.8 x 0.1) and intermediates of 0.4 in cost:
    w/p = A^(1/(1-0.4)) where all inputs are saved, A where factors are."""
    file = technology(
        tmp_path,
        adoption={"all": 0.8},
        absorption={"all": 0.5},
        productivity={"elasticity": {"all": 0.2}, "applies_to": acts_on},
    )
    economy = cge.load(closed_region(0.4), technology=file)
    after = solved(economy, {"parameter": "nqp", "add_points": 0.1})
    gain = np.exp(0.2 * 0.5 * 0.8 * 0.1) ** power
    base = float(economy.parameter_arrays["income_benchmark"].sum())
    assert float(after.utility.sum()) == pytest.approx(base * gain, rel=1e-9)


def test_acting_on_value_added_is_the_same_as_a_gain_of_every_factor(dataset, tmp_path, solved):
    """The channel against the exogenous index of factors, in a model without it."""
    file = technology(tmp_path, productivity={"elasticity": {"all": 0.2}})
    channel = solved(cge.load(dataset, technology=file), WAVE)
    percent = 100 * (np.exp(0.2 * 0.1) - 1)
    factors = {"parameter": "factor_productivity", "region": "R1", "percent": percent}
    index = solved(cge.load(dataset), factors)
    np.testing.assert_allclose(channel.utility, index.utility, rtol=1e-9)
    np.testing.assert_allclose(channel.factor_demand, index.factor_demand, rtol=1e-8, atol=1e-8)


def test_welfare_of_a_small_world_wave_is_hultens(tmp_path, solved):
    """World welfare rises by sales times the productivity gain, taxes being left out."""
    file = technology(tmp_path, productivity={"elasticity": {"all": 0.2}, "applies_to": "output"})
    economy = cge.load(armington_world(4.0), technology=file)
    points = 1e-4
    after = solved(economy, {"parameter": "nqp", "region": "A", "add_points": points})
    output = float(after.output.sel(region="A").sum())
    world = float(after.equivalent_variation.sum())
    assert world == pytest.approx(0.2 * points * output, rel=1e-3)


def test_the_spillover_is_the_share_weighted_change_of_partners(wave):
    """Openness times shares that sum to one, recomputed from the trade of the result."""
    after = wave.data.sel(experiment="shock")
    own = after.adoption * 0.1
    value = (after.price_landed * after.trade).to_numpy()
    value[:, np.arange(4), np.arange(4)] = 0.0
    shares = value / value.sum(axis=(0, 1))
    np.testing.assert_allclose(shares.sum(axis=(0, 1)), 1.0)
    openness = value.sum(axis=(0, 1)) / after.income.to_numpy()
    from_first = shares[:, 0, :].sum(axis=0) * float(own[0, 0])
    expected = 1.26 * openness * from_first
    np.testing.assert_allclose(after.nqp_spillover, expected, rtol=1e-9)
    assert float(after.nqp_spillover[0]) == 0.0  # its partners' change is zero


def test_fixed_shares_differ_from_counterfactual_ones_to_second_order(
    dataset, wave, solved, tmp_path
):
    fixed = solved(cge.load(dataset, technology=fixed_weights(tmp_path)), WAVE)
    free = wave.data.sel(experiment="shock")
    gap = abs(fixed.nqp_spillover / free.nqp_spillover - 1)[1:].max()
    assert 1e-6 < float(gap) < 0.1


def test_channels_that_are_off_leave_the_model_as_it_is(dataset, tmp_path, solved):
    shock = {"parameter": "tariff_power", "destination": "R2", "add_points": 20}
    plain = solved(cge.load(dataset), shock)
    off = cge.load(dataset, technology=technology(tmp_path))
    also = solved(off, shock, WAVE)
    np.testing.assert_allclose(also.utility, plain.utility, rtol=1e-9)
    np.testing.assert_allclose(also.trade, plain.trade, rtol=1e-8, atol=1e-8)


def test_without_adoption_there_is_no_wave(dataset, solved, tmp_path):
    file = technology(
        tmp_path,
        adoption={"all": 0.0},
        productivity={"elasticity": {"all": 0.2}},
        trade_efficiency={"elasticity": {"all": 0.2}},
        spillover={"strength": {"all": 1.26}, "response": 1},
    )
    after = solved(cge.load(dataset, technology=file), WAVE)
    np.testing.assert_allclose(after.equivalent_variation, 0.0, atol=1e-6)


def test_better_matching_alone_is_a_gain(open_economy, solved):
    """Adoption raises the effective index by the benchmark potential times its change."""
    after = solved(open_economy, {"parameter": "adoption", "region": "R2", "add_points": 0.1})
    np.testing.assert_allclose(after.nqp_own.sel(region="R2"), 0.05, rtol=1e-9)
    assert float(after.utility.sel(region="R2")) > 0
    assert (after.technology_productivity.sel(region="R2") > 1).all()


def test_trade_costs_fall_by_half_the_saving_at_either_end(wave):
    after = wave.data.sel(experiment="shock")
    ends = after.nqp_effective.sel(region="R1") + after.nqp_effective.sel(region="R2")
    traded = after.trade.sel(origin="R1", destination="R2") > 0
    found = after.technology_iceberg.sel(origin="R1", destination="R2")
    np.testing.assert_allclose(found[traded], np.exp(-0.2 * ends / 2)[traded.to_numpy()])
    assert (after.technology_iceberg.sel(origin="R1", destination="R1") == 1).all()


def test_distance_between_standards_is_the_same_as_a_wasted_barrier(open_economy, solved):
    pair = {"origin": "R2", "destination": "R3"}
    apart = solved(open_economy, {"parameter": "standards_distance", **pair, "add_points": 0.4})
    rate = 100 * (np.exp(0.125 * 0.4) - 1)
    barrier = solved(open_economy, {"parameter": "barrier_power", **pair, "set": rate})
    np.testing.assert_allclose(apart.utility, barrier.utility, rtol=1e-10)


def test_full_space_gives_the_same_solution(open_economy, wave):
    arrays = {n: np.array(a) for n, a in open_economy.parameter_arrays.items()}
    arrays["nqp"] = wave.data.nqp.sel(experiment="shock").to_numpy()
    full = open_economy.model.solve(arrays, space="full").values
    found = wave.data.sel(experiment="shock")
    np.testing.assert_allclose(full["nqp_spillover"], found.nqp_spillover, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(full["utility"], found.utility, rtol=1e-7)


def test_derivative_by_an_elasticity(open_economy, solved):
    step = 1e-5
    result = cge.solve(open_economy, scenario_of(WAVE))
    exact = result.jacobian("equivalent_variation", "elasticity_tfp").sum("wrt_activity")
    more = solved(open_economy, WAVE, {"parameter": "elasticity_tfp", "add_points": step})
    less = solved(open_economy, WAVE, {"parameter": "elasticity_tfp", "add_points": -step})
    found = (more.equivalent_variation - less.equivalent_variation) / (2 * step)
    np.testing.assert_allclose(exact, found, rtol=1e-4)


@pytest.mark.parametrize(
    "name", ["nqp_effective", "technology_productivity", "technology_iceberg", "standards_power"]
)
def test_a_spoiled_channel_is_found(open_economy, wave, name):
    values = dict(wave._solved.values["shock"])
    values[name] = values[name] * (1 + 1e-5)
    checks = verify(values, open_economy.model.system, open_economy)
    assert any(c.name.startswith("technology") for c in checks if not c.passed)


def test_a_scenario_brings_its_technology_and_the_user_overrules(dataset, tmp_path):
    plan = {"title": "t", "technology": "uniform", "packages": {"a": {"shocks": [WAVE]}}}
    scenario = cge.Scenario.from_dict(plan)
    assert cge.solve(cge.load(dataset), scenario).data.attrs["technology"] == "uniform"
    own = cge.load(dataset, technology=fixed_weights(tmp_path))
    assert cge.solve(own, scenario).data.attrs["technology"] == "fixed"


def test_the_two_shipped_files_differ_in_the_weights_only():
    free, fixed = (Technology.from_name(n) for n in ("standard", "fixed-spillover"))
    free, fixed = free.channels, fixed.channels
    assert free.spillover.response == 1
    weights = free.spillover.model_copy(update={"response": 0})
    assert free.model_copy(update={"spillover": weights}) == fixed


def test_absorption_can_follow_human_capital():
    settings = Technology.from_name("human-capital")
    standard = Technology.from_name("standard")
    assert settings.nqp == standard.nqp
    alike = {"absorption": standard.channels.absorption}
    assert settings.channels.model_copy(update=alike) == standard.channels
    economy = cge.load(aggregation="5x6", technology="human-capital")
    absorbs = economy.benchmark["absorptive_capacity"].to_series()
    assert absorbs.idxmax() == "USA"
    assert absorbs.idxmin() == "ROW"
    assert 0 < absorbs.min() < absorbs["CHN"] < absorbs.max() < 1


def test_all_mistakes_of_a_technology_file_are_listed(tmp_path, dataset):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "title: t\ndescription: d\nnqp: {all: -1, source: s}\n"
        "channels:\n  productivty: {source: s}\n  spillover: {strenght: 1}\n"
        "  productivity: {source: s, applies_to: outputs}\n"
    )
    with pytest.raises(cge.InputError) as error:
        Technology.from_file(path)
    assert error.value.problems == [
        f"{path}:1: key 'reference' is missing",
        f"{path}:3: nqp > all: -1 is below 0",
        f"{path}:5: channels > productivty: unknown key; did you mean 'productivity'?",
        f"{path}:6: channels > spillover: key 'source' is missing",
        f"{path}:6: channels > spillover > strenght: unknown key; did you mean 'strength'?",
        f"{path}:7: channels > productivity > applies_to: 'outputs' is not one of value_added, "
        "output; did you mean 'output'?",
    ]
    file = technology(tmp_path, productivity={"elasticity": {"digital_service": 1}})
    with pytest.raises(cge.InputError, match="did you mean 'digital_services'"):
        cge.load(dataset, technology=file)


# Channel -> what it moves, and its value where the channel is off.
MOVES = {
    "productivity": ("technology_productivity", 1.0),
    "trade_efficiency": ("technology_iceberg", 1.0),
    "spillover": ("nqp_spillover", 0.0),
    "standards": ("standards_power", 1.0),
    "data_flow": ("technology_iceberg", 1.0),
}
# One shock for every channel: the index, distance between standards, data restrictions.
EVERYTHING = (
    WAVE,
    {"parameter": "standards_distance", "add_points": 0.2},
    {"parameter": "data_restriction", "add_points": 0.2},
)


@pytest.mark.parametrize("channel", MOVES)
def test_a_channel_alone_moves_its_own_variable_and_no_other(tmp_path, solved, channel):
    """Each of them can be on while all the others are off."""
    settings = {
        "productivity": {"elasticity": {}},
        "trade_efficiency": {"elasticity": {}},
        "spillover": {"strength": {}, "response": 1},
        "standards": {"elasticity": {}},
        "data_flow": {"elasticity": {}},
    }
    key = "strength" if channel == "spillover" else "elasticity"
    settings[channel] = settings[channel] | {key: {"all": 0.3}}
    file = technology(tmp_path, adoption={"all": 0.7}, **settings)
    after = solved(cge.load(random_benchmark(2, 2, seed=7), technology=file), *EVERYTHING)
    moved = {name for name, off in MOVES.values() if float(abs(after[name] - off).max()) > 1e-9}
    assert moved == {MOVES[channel][0]}
