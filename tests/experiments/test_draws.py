"""Draws: each as solving it alone, with its failure where there is one, and judged by IPOPT."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, random_benchmark
from cge.experiments import draws as module
from tests.economy.conftest import scenario_of

SHOCK = {"parameter": "productivity", "region": "R1", "percent": 5.0}


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, 4, seed=6))


@pytest.fixture(scope="module")
def drawn(economy):
    rng = np.random.default_rng(4)
    given = economy.benchmark.sigma_import_source
    factor = xr.DataArray(
        rng.lognormal(0, 0.3, (5, given.sizes["sector"])), dims=("draw", "sector")
    )
    points = xr.DataArray(
        rng.uniform(5, 40, (5, 2)),
        dims=("draw", "origin"),
        coords={"origin": ["R3", "R1"], "draw": list("abcde")},
    )
    return xr.Dataset({"sigma_import_source": given * factor, "tariff_power": points})


def test_every_draw_is_as_it_is_solved_alone(economy, drawn):
    found = cge.solve_many(economy, drawn, scenario_of(SHOCK), keep=["utility", "trade"])
    assert found.utility.dims == ("draw", "experiment", "region")
    assert list(found.draw.to_numpy()) == list("abcde")
    assert found.verified.all()
    assert (found.failure == "").all()
    for n in range(5):
        here = drawn.isel(draw=n)
        tariff = {"parameter": "tariff_power", "set": here.tariff_power.drop_vars("draw")}
        alone = cge.solve(
            economy.with_elasticities(sigma_import_source=here.sigma_import_source),
            scenario_of(SHOCK, tariff),
        )
        for name in ("utility", "trade"):
            expected = alone.data[name].sel(experiment="shock")
            np.testing.assert_array_equal(found[name][n, 0], expected)


def test_some_are_judged_by_ipopt_alone(economy, drawn, monkeypatch):
    found = cge.solve_many(economy, drawn)
    assert list(found.experiment.to_numpy()) == ["draw"]
    judged = found.judged.to_numpy()
    assert np.isfinite(judged).sum() == 1
    assert np.nanmax(judged) < 1e-9
    monkeypatch.setattr(module, "AGREES", -1.0)
    doubted = cge.solve_many(economy, drawn)
    assert int(doubted.verified.sum()) == 4
    assert "IPOPT alone finds" in str(doubted.failure.where(~doubted.verified, "").max().item())


def test_a_draw_without_solution_says_why_and_the_others_go_on(economy):
    levels = xr.DataArray([1.0, 1e-9, 1.1], dims="draw")
    found = cge.solve_many(economy, xr.Dataset({"productivity": levels}), keep="utility")
    failed = ~found.verified.to_numpy().ravel()
    assert failed.tolist() == [False, True, False]
    assert found.failure.item(1)
    assert np.isnan(found.utility[1]).all()
    assert np.isfinite(found.utility[[0, 2]]).all()


def test_what_does_not_fit_is_named_at_once(economy):
    one = xr.DataArray([1.0], dims="draw")
    with pytest.raises(InputError) as error:
        cge.solve_many(
            economy,
            xr.Dataset({"sigma_import_sources": one, "tariff_power": 5.0}),
            keep=["utilities"],
        )
    assert error.value.problems == [
        "keep: no variable 'utilities'; did you mean 'utility'?",
        "draws: 'sigma_import_sources' is no elasticity or parameter; did you mean "
        "'sigma_import_source'?",
        "draws: 'tariff_power' does not run along 'draw'",
    ]
    with pytest.raises(InputError, match="there is none along 'draw'"):
        cge.solve_many(economy, xr.Dataset())
    with pytest.raises(InputError, match="draws: "):
        cge.solve_many(economy, "draws")
    points = xr.DataArray([[5.0]], dims=("draw", "origin"), coords={"origin": ["R9"]})
    with pytest.raises(InputError, match="'R9'"):
        cge.solve_many(economy, xr.Dataset({"tariff_power": points}))
