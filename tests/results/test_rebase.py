"""A solution as benchmark data."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError, check_benchmark, random_benchmark
from cge.scenarios import Scenario
from tests.economy.variants import with_fuels

FIRST = [
    {"parameter": "tariff_power", "destination": "R1", "add_points": 20},
    {"parameter": "productivity", "region": "R2", "percent": 4},
    {"parameter": "iceberg", "origin": "R3", "percent": 5},
    {"parameter": "barrier_power", "origin": "R2", "destination": "R1", "set": 6},
    {"parameter": "barrier_importer_share", "destination": "R1", "set": 0.3},
    {"parameter": "factor_tax_power", "region": "R3", "set": 10},
    {"parameter": "income_tax_power", "factor": "labour", "region": "R2", "set": 15},
    {"parameter": "consumption_tax_power", "region": "R1", "set": 5},
    {"parameter": "foreign_saving", "region": "R3", "add_points": 50},
    {"parameter": "foreign_saving", "region": "R1", "add_points": -50},
]
SECOND = [{"parameter": "productivity", "region": "R1", "percent": 5}]


def scenario(**packages):
    content = {name: {"shocks": shocks} for name, shocks in packages.items()}
    return Scenario.from_dict({"title": "t", "packages": content})


@pytest.fixture(scope="module")
def result():
    economy = cge.load(random_benchmark(3, 3, seed=5))
    return cge.solve(economy, scenario(first=FIRST, second=SECOND), solver={"tol": 1e-11})


def test_the_accounts_of_a_solution_balance(result):
    check_benchmark(result.as_benchmark("first"), tolerance=1e-8)


def test_emissions_of_a_solution_follow_fuel_again():
    """Carbon paid on fuel is booked with product taxes: shares are those of what is paid."""
    economy = cge.load(with_fuels(random_benchmark(3, 3, seed=5)))
    priced = {"parameter": "carbon_price_economy", "region": "R1", "set": 50}
    found = cge.solve(economy, scenario(first=[priced]), solver={"tol": 1e-11})
    data = found.as_benchmark("first")
    check_benchmark(data, tolerance=1e-8)
    emitted = found.data.emissions_by_fuel.sel(experiment="first")
    np.testing.assert_allclose(
        data.co2_by_fuel.sum("sector").transpose(*emitted.dims), emitted, rtol=1e-10
    )
    again = cge.load(data)
    shares = again.parameter_arrays["intermediate_share"]
    assert "fuels" in again.arrays.features
    assert np.abs(shares - economy.parameter_arrays["intermediate_share"]).max() > 1e-4


def test_taxes_that_are_part_of_others_stay_apart(result):
    """Calibrated again, each has the rate it was given."""
    again = cge.load(result.as_benchmark("first")).parameters
    assert float(again.income_tax_power.sel(factor="labour", region="R2")) == pytest.approx(1.15)
    assert float(again.consumption_tax_power.sel(region="R1")) == pytest.approx(1.05)


def test_shocks_in_sequence_do_what_they_do_together(result):
    """Welfare of both at once is the product of the first and, calibrated again, the second."""
    again = cge.load(result.as_benchmark("first"))
    then = cge.solve(again, scenario(second=SECOND), solver={"tol": 1e-11})

    def gain(data, experiment):
        return data.utility.sel(experiment=experiment) / data.utility.sel(experiment="benchmark")

    both = gain(result.data, "all").to_numpy()
    steps = gain(result.data, "first").to_numpy() * gain(then.data, "second").to_numpy()
    assert np.abs(gain(then.data, "second") - 1).max() > 1e-3
    np.testing.assert_allclose(steps, both, rtol=1e-8)


def test_an_unknown_experiment_is_named(result):
    with pytest.raises(InputError, match=r"no experiment 'frist'.*'first'"):
        result.as_benchmark("frist")


def test_indicators_of_a_counterfactual_add_up(teaching):
    """What buyers are charged with is what producers emit, in every experiment."""
    result = cge.solve(teaching, "nqp-and-cbam")
    found = result.indicators("emissions")
    assert list(found.experiment.to_numpy()) == ["benchmark", "nqp", "cbam", "both"]
    emitted = result.data.emissions.sum("activity")
    made = found.production_based.sel(region=emitted.region)
    np.testing.assert_allclose(made, emitted.transpose(*made.dims), rtol=1e-9)
    bought = found.consumption_based.sel(region=emitted.region).sum("region")
    np.testing.assert_allclose(bought, emitted.sum("region"), rtol=1e-7)


def test_a_technology_continues_from_the_index_reached():
    """Two waves in sequence, the technology applied anew, are both waves at once.

    Adoption being the same before and after, what is matched adds up, and so do its logs; without
    spillovers, whose weights are those of the benchmark started from, nothing else carries over.
    """
    waves = [{"parameter": "nqp", "region": region, "add_points": 0.1} for region in ("R1", "R2")]
    off = {"parameter": "spillover_strength", "set": 0.0}
    economy = cge.load(random_benchmark(3, 3, seed=5), technology="uniform")
    both = cge.solve(economy, scenario(a=[off, *waves]), solver={"tol": 1e-11})
    first = cge.solve(economy, scenario(a=[off, waves[0]]), solver={"tol": 1e-11})
    reached = first.as_benchmark("a")
    assert "technology" not in reached.attrs
    again = cge.load(reached, technology="uniform")
    np.testing.assert_allclose(again.benchmark.nqp.sel(region="R1"), 0.6)
    second = cge.solve(again, scenario(a=[off, waves[1]]), solver={"tol": 1e-11})
    assert second.verified, second.verdict
    found = second.data.sel(experiment="a")
    whole = both.data.sel(experiment="a")
    start = first.data.utility.sel(experiment="a") / economy.parameter_arrays["income_benchmark"]
    growth = found.utility / again.parameter_arrays["income_benchmark"]
    total = whole.utility / economy.parameter_arrays["income_benchmark"]
    np.testing.assert_allclose(start * growth, total, rtol=1e-7)
