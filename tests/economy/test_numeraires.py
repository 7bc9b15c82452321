"""Numeraires by name: each is 1 in the result, and none changes what is real."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.symbols.registry import REGISTRY
from tests.economy.conftest import scenario_of

NAMES = [
    "world factor-price index",
    "world consumer price index",
    "consumer price index of R2",
    "price of capital in R3",
]
SHOCK = {"parameter": "tariff_power", "destination": "R1", "add_points": 25}


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 3, seed=6, zeros=0)  # so that every price is determined


@pytest.fixture(scope="module", params=["standard", "income_tax_replacement", "unemployment"])
def results(request, dataset):
    found = {}
    for name in NAMES:
        economy = cge.load(dataset, closure=request.param, numeraire=name)
        result = cge.solve(economy, scenario_of(SHOCK), solver={"tol": 1e-10})
        assert result.verified, result.verdict
        assert result.data.attrs["numeraire"] == name
        found[name] = result.data.sel(experiment="shock")
    return found


def test_the_named_index_stays_at_one(results, dataset):
    final = {name: data.price_final.sel(agent="household") for name, data in results.items()}
    spent = (dataset.final_use + dataset.final_tax).sel(agent="household").sum("sector").to_numpy()
    fixed = {
        NAMES[0]: float(results[NAMES[0]].price_world.squeeze()),
        NAMES[1]: np.average(final[NAMES[1]], weights=spent),
        NAMES[2]: float(final[NAMES[2]].sel(region="R2")),
        NAMES[3]: float(results[NAMES[3]].price_factor.sel(factor="capital", region="R3")),
    }
    assert fixed == pytest.approx(dict.fromkeys(NAMES, 1.0), abs=1e-9)


def test_every_numeraire_gives_the_same_real_results(results):
    first = results[NAMES[0]]
    for name in NAMES[1:]:
        level = float(results[name].price_world.squeeze() / first.price_world.squeeze())
        assert abs(level - 1) > 1e-6
        for variable in first.data_vars:
            if variable == "check_error" or variable not in REGISTRY:
                continue
            entry = REGISTRY[variable]
            scale = level if entry.nominal else 1.0
            size = float(abs(first[variable]).max()) or 1.0
            np.testing.assert_allclose(
                results[name][variable],
                scale * first[variable],
                1e-7,
                1e-8 * size,
                err_msg=variable,
            )


def test_a_numeraire_that_is_not_there_is_named(dataset):
    with pytest.raises(cge.InputError) as error:
        cge.load(dataset, numeraire="gold")
    assert error.value.problems == [
        "numeraire: 'gold' is not offered; choose from world factor-price index, "
        "world consumer price index, consumer price index of REGION, price of FACTOR in REGION"
    ]
    economy = cge.load(dataset, numeraire="price of capitl in R1")
    with pytest.raises(cge.InputError, match="factor 'capitl' is not in the data; did you mean"):
        economy.counts()


def test_the_numeraire_outlives_the_closure_of_a_scenario(dataset):
    economy = cge.load(dataset, numeraire=NAMES[2])
    asked = scenario_of(SHOCK).model_copy(update={"closure": "short_run"})
    result = cge.solve(economy, asked)
    assert result.data.attrs["closure"] == "short_run"
    assert result.data.attrs["numeraire"] == NAMES[2]


def test_balanced_trade_is_measured_in_the_same_money(dataset):
    """Trade is balanced before the numeraire counts: the world's factors earn what they did."""
    found = {}
    for name in NAMES:
        economy = cge.load(dataset, closure="balanced_trade", numeraire=name)
        earned = [float(d.value_added.sum()) for d in (economy.benchmark, dataset)]
        assert earned[0] == pytest.approx(earned[1], rel=1e-10)
        assert economy.accounts.relative.max() < 1e-9
        assert economy.residuals().worst.max() < 1e-9
        result = cge.solve(economy, scenario_of(SHOCK), solver={"tol": 1e-11})
        assert result.verified, result.verdict
        found[name] = result.data.sel(experiment="shock")
    first = found[NAMES[0]]
    gain = first.equivalent_variation
    assert float(abs(gain).max()) > 1.0
    for name in NAMES[1:]:
        for variable in ("equivalent_variation", "utility", "output", "trade", "emissions_total"):
            size = float(abs(first[variable]).max())
            np.testing.assert_allclose(
                found[name][variable], first[variable], rtol=1e-8, atol=1e-8 * size
            )
