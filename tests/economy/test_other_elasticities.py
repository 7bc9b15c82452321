"""Other elasticities on the same compiled model, other starts, and flows that are zero."""

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.economy import economy as economy_module
from cge.engine import reduced, system
from tests.economy.conftest import scenario_of
from tests.economy.variants import VARIANTS, variant

TARIFF = {"parameter": "tariff_power", "add_points": 20}
CHANGES = {
    "to one": {"sigma_import_source": 1.0, "sigma_intermediate": 1.0},
    "to zero": {"sigma_domestic_import": 0.0, "sigma_value_added": 0.0},
    "from one": {"sigma_final": 0.5},
    "some rows": {"sigma_import_source": {"S1": 1.0, "S3": 0.0}, "sigma_final": {"household": 2.0}},
}


@pytest.fixture(scope="module")
def plain():
    return cge.load(random_benchmark(3, 4, seed=6))


@pytest.fixture(scope="module")
def before(plain):
    return cge.solve(plain, scenario_of(TARIFF))


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_the_shared_model_solves_what_one_built_anew_does(plain, changes):
    shared = plain.with_elasticities(**changes)
    assert shared.model is plain.model
    found = cge.solve(shared, scenario_of(TARIFF))
    anew = cge.solve(cge.load(shared.benchmark), scenario_of(TARIFF))
    assert found.verified, found.verdict
    assert shared.residuals().worst.max() < 1e-9
    for name in ("price_import", "trade", "equivalent_variation", "sigma_import_source"):
        size = float(abs(anew.data[name]).max())
        np.testing.assert_allclose(found.data[name], anew.data[name], atol=1e-8 * size)


def test_the_first_economy_keeps_its_elasticities(plain, before):
    cge.solve(plain.with_elasticities(sigma_import_source=1.0), scenario_of(TARIFF))
    again = cge.solve(plain, scenario_of(TARIFF))
    for name in ("trade", "income"):
        np.testing.assert_allclose(again.data[name], before.data[name], rtol=1e-9)


def test_a_second_scenario_does_no_symbolic_work(plain, before, monkeypatch):
    """Neither with other shocks, nor with other elasticities, nor on the way to 1 and back."""

    def refuse(*_arguments, **_keywords):
        raise AssertionError("symbolic work")

    monkeypatch.setattr(economy_module, "build_model", refuse)
    monkeypatch.setattr(system, "templatize", refuse)
    for name in ("make_plan", "edges_into", "edges_of", "eliminate"):
        monkeypatch.setattr(reduced, name, refuse)
    other = {"parameter": "productivity", "percent": 5}
    assert cge.solve(plain, scenario_of(other)).verified
    for sigma in (1.0, 0.0, 3.0):
        changed = plain.with_elasticities(sigma_import_source=sigma)
        assert cge.solve(changed, scenario_of(other)).verified


def test_wrong_elasticities_are_named(plain):
    with pytest.raises(cge.InputError) as error:
        plain.with_elasticities(sigma_imports=1.0, sigma_top=-1.0, sigma_final={"househol": 1.0})
    assert error.value.problems[0].startswith("no elasticity 'sigma_imports'; did")
    assert "sigma_top: must be numbers from 0" in error.value.problems
    assert any("no agent 'househol'" in p and "household" in p for p in error.value.problems)


# ---------------------------------------------------------------------- starts
@pytest.fixture
def iterations():
    """Solve, and count the iterations of IPOPT."""

    def run(economy, start):
        seen = []

        def progress(event, **info):
            if event == "solve":
                seen.append(info["iteration"])

        result = cge.solve(economy, scenario_of(TARIFF), progress=progress, start=start)
        assert result.verified
        return max(seen)

    return run


def test_a_solution_is_its_own_start(plain, before, iterations, tmp_path):
    assert iterations(plain, None) > 0
    assert iterations(plain, before) == 0
    assert iterations(plain, (before, "shock")) == 0
    before.to_netcdf(tmp_path / "result.nc")
    assert iterations(plain, cge.open_result(tmp_path / "result.nc")) == 0


def test_a_start_that_does_not_fit_is_refused(before):
    other = cge.load(random_benchmark(2, 3, seed=1))
    with pytest.raises(cge.InputError, match="another region"):
        cge.solve(other, scenario_of(TARIFF), start=before)
    with pytest.raises(cge.InputError, match="no experiment 'shok'; did you mean 'shock'"):
        cge.solve(other, scenario_of(TARIFF), start=(before, "shok"))


# ---------------------------------------------------------------------- zero flows
@pytest.mark.parametrize("sigma", [0.0, 1.0, 8.0])
def test_zero_flows_stay_zero_and_divide_nothing(sigma):
    """Without a warning of NumPy: no 0/0, no 0 to a negative power."""
    dataset = random_benchmark(3, 4, seed=6, zeros=0.5)
    economy = cge.load(dataset).with_elasticities(
        sigma_import_source=sigma, sigma_domestic_import=sigma, sigma_value_added=sigma
    )
    result = cge.solve(economy, scenario_of(TARIFF))
    assert result.verified, result.verdict
    none = dataset.sales == 0
    assert int(none.sum()) > 5
    trade = result.data.trade.sel(experiment="shock")
    assert float(abs(trade).where(none, 0.0).max()) == 0
    values, model = economy.benchmark_values(), economy.model
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        assert all(np.isfinite(r).all() for r in model.system.residuals(values).values())
        model.reduced.solve_inner(values)
        assert np.isfinite(model.reduced.differentiate(values)[0]).all()


# ---------------------------------------------------------------------- what the data alone decide
@pytest.mark.parametrize("name_of", VARIANTS)
def test_no_share_depends_on_an_elasticity(name_of):
    """What an economy takes over from its kin is what it would calibrate anew."""
    economy = variant(name_of)
    changes = {name: 1.5 * economy.benchmark[name] + 0.1 for name in sigmas(economy)}
    shared = economy.with_elasticities(**changes)
    anew = shared.alone()
    assert shared.of_data is economy
    assert anew.of_data is anew
    assert shared.parameter_arrays.keys() == anew.parameter_arrays.keys()
    for name, array in anew.parameter_arrays.items():
        np.testing.assert_array_equal(shared.parameter_arrays[name], array, err_msg=name)
    for name in sigmas(economy):
        assert (shared.parameter_arrays[name] != economy.parameter_arrays[name]).any(), name
    assert shared.labels == anew.labels
    assert shared.rules == anew.rules
    assert shared.parameters.identical(anew.parameters)


def sigmas(economy):
    return [str(name) for name in economy.benchmark if str(name).startswith("sigma_")]


def test_an_array_put_in_place_of_another_is_not_taken_over(plain):
    """A solution by the old shares must not verify against the new data."""
    shared = plain.with_elasticities(sigma_top=0.4)
    assert shared.of_data is plain
    shared.benchmark["co2"] = 2 * shared.benchmark["co2"]
    assert shared.of_data is shared
    assert not cge.solve(shared, scenario_of(TARIFF)).verified


def test_other_data_with_other_elasticities_have_a_model_of_their_own(plain):
    other = cge.load(plain.benchmark.assign(co2=2 * plain.benchmark.co2))
    assert other.beside(plain).kin is None
    assert other.with_elasticities(sigma_top=0.4).model is other.model
