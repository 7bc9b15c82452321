"""Contributions of packages: Shapley values of solutions, and of values known by hand."""

import itertools
import math

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from cge.analysis.shapley import EXACT, coalitions, orders, shapley, together
from cge.report import table

WAVE = {"parameter": "productivity", "region": "R1", "percent": 10}
TARIFF = {"parameter": "tariff_power", "destination": "R2", "add_points": 30}
NOTHING = {"parameter": "productivity", "region": "R1", "scale_power": 1}
HALF = {"parameter": "productivity", "region": "R1", "scale_power": 1.05}


def scenario(experiments=None, **packages):
    plan = {"title": "t", "packages": {k: {"shocks": [v]} for k, v in packages.items()}}
    if experiments is None:
        experiments = {"all": list(packages)}
    return cge.Scenario.from_dict(plan | {"contributions": True, "experiments": experiments})


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(2, 2, seed=5))


@pytest.fixture(scope="module")
def result(economy):
    plan = scenario(wave=WAVE, tariff=TARIFF, nothing=NOTHING)
    found = cge.solve(economy, plan)
    assert found.contributions.attrs["verified"], found.contributions.attrs["verdict"]
    return found


def part(found, name):
    return found.contributions.sel(experiment=f"all: {name}")


def test_the_parts_add_up_to_the_experiment_in_every_statistic(result):
    whole = result.summary().sel(experiment="all")
    for name in whole.data_vars:
        total = sum(part(result, p)[name] for p in ("wave", "tariff", "nothing"))
        np.testing.assert_allclose(total, whole[name], rtol=1e-12, atol=1e-9, err_msg=name)
        np.testing.assert_array_equal(part(result, "all parts")[name], whole[name])


def test_a_part_that_does_nothing_gets_nothing(result):
    scale = abs(part(result, "all parts").equivalent_variation).max()
    assert abs(part(result, "nothing").equivalent_variation).max() < 1e-8 * scale


def test_two_parts_share_their_interaction_equally(economy, result):
    """By hand, from the economy solved with each alone and with both."""

    def solved(**packages):
        experiments = {"x": list(packages)}
        plan = scenario(experiments, **packages).model_copy(update={"contributions": False})
        return cge.solve(economy, plan).summary().real_gdp_percent.sel(experiment="x")

    wave, tariff, both = solved(w=WAVE), solved(t=TARIFF), solved(w=WAVE, t=TARIFF)
    expected = (wave + both - tariff) / 2
    ours = part(result, "wave").real_gdp_percent
    np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-9)
    assert float(abs(both - wave - tariff).max()) > 1e-6  # there is something to share


def test_parts_that_do_the_same_get_the_same_in_any_order(economy):
    experiments = {"x": ["a", "b"], "y": ["t", "a"], "z": ["a", "t"]}
    plan = scenario(experiments, a=HALF, b=HALF, t=TARIFF)
    found = cge.solve(economy, plan).contributions.equivalent_variation
    scale = float(abs(found).max())
    for first, second in (("x: a", "x: b"), ("y: a", "z: a"), ("y: t", "z: t")):
        pair = (found.sel(experiment=label) for label in (first, second))
        np.testing.assert_allclose(*pair, rtol=0, atol=1e-8 * scale)


def worth(parts, value):
    """Made-up worth of every set of parts."""
    sets = itertools.chain(*(itertools.combinations(parts, n) for n in range(1, len(parts) + 1)))
    return {s: xr.Dataset({"v": ((), float(value(s)))}) for s in sets}


def test_the_gloves_game():
    """Shapley's example: one left glove and two right ones, a pair is worth 1: 2/3, 1/6, 1/6."""
    value = worth("LRS", lambda s: "L" in s and len(s) > 1)
    found = shapley(value, "LRS")
    expected = {"L": 2 / 3, "R": 1 / 6, "S": 1 / 6}
    assert {k: float(v.v) for k, v in found.items()} == pytest.approx(expected)


def test_many_parts_are_sampled_and_still_add_up():
    parts = "ABCDEFGH"
    weight = {p: k for k, p in enumerate(parts)}
    value = worth(parts, lambda s: sum(weight[p] for p in s) ** 2)
    found = {k: float(v.v) for k, v in shapley(value, parts).items()}
    assert sum(found.values()) == pytest.approx(28**2)
    assert found["A"] == 0.0
    # A sum of weights, squared: a part's Shapley value is its weight times the sum. An order and
    # its reverse average to that exactly, so the sample has no error here.
    assert found == pytest.approx({p: 28 * w for p, w in weight.items()})
    assert len(orders(parts)) < math.factorial(8)
    assert len(orders(parts[:EXACT])) == math.factorial(EXACT)
    assert together(parts, "HBA") == ("A", "B", "H")
    assert len(coalitions("ABCD")) == 2**4 - 1


def test_what_cannot_be_split_is_said(economy):
    with pytest.raises(cge.InputError, match="no experiment has more than one package"):
        cge.solve(economy, scenario(wave=WAVE))
    with pytest.raises(cge.InputError, match="experiment 'x' has a package twice"):
        cge.solve(economy, scenario({"x": ["wave", "wave"]}, wave=WAVE))
    charge = {"parameter": "border_carbon_price", "set": 50}
    more = {"parameter": "border_carbon_price", "percent": 10}
    plan, steps = scenario(charge=charge, more=more), []
    with pytest.raises(cge.InputError, match=r"contributions: only more: .*changes nothing"):
        cge.solve(economy, plan, progress=lambda step, **_: steps.append(step))
    assert steps == []  # said before anything is solved


def test_tables_say_how_the_contributions_were_found(result):
    text = table(result.contributions, "csv")
    assert text.splitlines()[1].startswith("all: wave,R1,")
    latex = table(result.contributions, "latex")
    assert "Shapley values, exact, from 7 solutions" in latex


def test_a_file_keeps_them(result, tmp_path):
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    xr.testing.assert_equal(again.contributions, result.contributions)
    assert table(again.contributions) == table(result.contributions)
    assert set(again.data.variables) == set(result.data.variables)
    assert again.verified


def test_without_asking_there_are_none(economy):
    plan = scenario(wave=WAVE, tariff=TARIFF)
    assert cge.solve(economy, plan, contributions=False).contributions is None
