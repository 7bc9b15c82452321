"""A shock that falls on nothing is refused with the reason; one that falls on something is not."""

import pytest

import cge
from calibration import InputError, random_benchmark
from cge.scenarios import Scenario

EMPTY = {"sector": "S4", "origin": "R3", "destination": "R1"}


@pytest.fixture(scope="module")
def economy():
    """S4 of R3 produces nothing, and emits nothing."""
    return cge.load(random_benchmark(3, 4, seed=2))


def check(economy, parameter, value, **where):
    changed = economy.parameters[parameter].copy(deep=True)
    changed.loc[where] = value
    economy.check_shocks(economy.parameters.assign({parameter: changed}))


@pytest.mark.parametrize("parameter", ["tariff_power", "export_power", "barrier_power", "iceberg"])
def test_no_trade(economy, parameter):
    with pytest.raises(InputError, match=f"'{parameter}' reaches no trade: .* first at S4, R3, R1"):
        check(economy, parameter, 1.5, **EMPTY)
    check(economy, parameter, 1.5, sector="S4", destination="R1")


def test_no_output_and_no_emissions(economy):
    empty = {"activity": "S4", "region": "R3"}
    with pytest.raises(InputError, match="'carbon_price' reaches no emissions"):
        check(economy, "carbon_price", 10.0, **empty)
    with pytest.raises(InputError, match="'output_tax_power' reaches no output"):
        check(economy, "output_tax_power", 1.1, **empty)
    check(economy, "carbon_price", 10.0, region="R3")


def test_data_without_emissions(economy):
    clean = cge.load(economy.benchmark.drop_vars("co2"))
    with pytest.raises(InputError, match="'carbon_price_economy' reaches no emissions"):
        check(clean, "carbon_price_economy", 50.0, region="R1")


def test_a_scenario_says_it(economy):
    shock = {"parameter": "tariff_power", "set": -50, **EMPTY}
    scenario = Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    with pytest.raises(InputError, match="'tariff_power' reaches no trade"):
        cge.solve(economy, scenario)
