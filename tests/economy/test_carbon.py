"""Abatement: the curve, its cost, free allowances, and a cap in place of a price."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from scipy.integrate import quad

import cge
from calibration import random_benchmark
from calibration.aggregation import aggregate
from cge.economy.benchmark.abatement import with_abatement
from cge.settings.abatements import open_abatement
from tests.economy.conftest import scenario_of

PRICE = {"parameter": "carbon_price_economy", "region": "R1", "set": 60}
REFERENCE = 40.0


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=5)


def result_of(economy, *shocks):
    result = cge.solve(economy, scenario_of(*shocks))
    assert result.verified, result.verdict
    return result.data.isel(experiment=-1)


def test_no_elasticity_is_the_model_without_abatement(dataset):
    """Also with free allowances, which then exempt a share of emissions."""
    free = {"parameter": "free_allocation", "region": "R1", "set": 0.4}
    plain = result_of(
        cge.load(dataset), {"parameter": "carbon_price", "region": "R1", "set": 60}, free
    )
    fixed = result_of(cge.load(with_abatement(dataset, 0.0)), PRICE, free)
    for name in ("utility", "emissions", "revenue_carbon", "price_basic"):
        np.testing.assert_allclose(fixed[name], plain[name], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("elasticity", [0.3, 1.0, 1.6])
def test_cost_is_the_area_under_the_curve_and_least_at_the_choice(dataset, elasticity):
    economy = cge.load(with_abatement(dataset, elasticity, REFERENCE))
    after = result_of(economy, PRICE)
    at = {"activity": str(after.activity[0].item()), "region": "R1"}
    one = after.sel(at)
    share = {
        n: economy.parameter_arrays[n][0, 0] for n in ("emission_intensity", "cost_coefficient")
    }
    start, chosen = share["emission_intensity"], float(one.intensity)
    price = 60 * float(after.price_world.item()) / float(one.unit_cost)

    def marginal(rate):
        """Price at which the curve gives an intensity."""
        return REFERENCE * ((start / rate) ** (1 / elasticity) - 1)

    assert marginal(chosen) == pytest.approx(price, rel=1e-8)
    cost = (float(one.abatement_use) - 1) * share["cost_coefficient"]
    assert cost == pytest.approx(quad(marginal, chosen, start)[0], rel=1e-6)

    def total(rate):
        return quad(marginal, rate, start)[0] + price * rate

    assert total(chosen) < min(total(0.98 * chosen), total(1.02 * chosen))


def test_free_allowances_leave_the_reward_for_abatement(dataset):
    economy = cge.load(with_abatement(dataset, 0.5, REFERENCE))
    free = {"parameter": "free_allocation", "region": "R1", "set": 0.5}
    full, given = result_of(economy, PRICE), result_of(economy, PRICE, free)
    rates = [r.intensity.sel(region="R1") for r in (full, given)]
    np.testing.assert_allclose(rates[1], rates[0], rtol=0.02)
    assert float(given.revenue_carbon.sel(region="R1")) < float(
        full.revenue_carbon.sel(region="R1")
    )
    assert float(given.emissions_total.sel(region="R1")) > float(
        full.emissions_total.sel(region="R1")
    )


def test_a_cap_at_what_a_price_reaches_gives_the_price_back(dataset, tmp_path):
    data = with_abatement(dataset, 0.5, REFERENCE)
    reached = float(result_of(cge.load(data), PRICE).emissions_total.sel(region="R1"))
    words = dict.fromkeys(("title", "description", "reference"), "test")
    swap = {"parameter": "carbon_price_economy", "variable": "emissions_total", "region": "R1"}
    path = tmp_path / "cap.yaml"
    path.write_text(
        yaml.safe_dump({**words, "numeraire": "world factor-price index", "swap": [swap]})
    )
    cap = {"parameter": "fixed_emissions_total", "region": "R1", "set": reached}
    after = result_of(cge.load(data, closure=path), cap)
    assert float(after.carbon_price_economy.sel(region="R1")) == pytest.approx(60, rel=1e-8)
    assert float(abs(after.carbon_price_economy.sel(region=["R2", "R3"])).max()) == 0


def test_a_negative_elasticity_is_refused(dataset):
    with pytest.raises(cge.InputError, match="abatement_elasticity: must be finite numbers"):
        with_abatement(dataset, -0.1)


def test_an_abatement_curve_is_set_after_aggregation():
    """Summing elasticities would make sense of nothing."""
    data = with_abatement(random_benchmark(3, 4, seed=5), 0.5)
    with pytest.raises(cge.InputError, match=r"abatement_elasticity.*cannot be aggregated"):
        aggregate(data, mapping=None)


def test_a_subsidy_below_the_curve_is_refused(dataset):
    economy = cge.load(with_abatement(dataset, 0.3, 40.0))
    subsidy = {"parameter": "carbon_price_economy", "region": "R2", "set": -40}
    with pytest.raises(cge.InputError) as error:
        cge.solve(economy, scenario_of(subsidy))
    assert error.value.problems == [
        "carbon price of S1, R2 is -40 USD per t CO2, and the abatement curve is defined above "
        "-40, minus its reference price, only; pay a smaller subsidy, or set a higher reference "
        "price"
    ]
    result_of(economy, subsidy | {"set": -10})


def test_a_cap_needs_no_abatement(dataset):
    price = {"parameter": "carbon_price", "region": "R1", "set": 60}
    reached = float(result_of(cge.load(dataset), price).emissions_total.sel(region="R1"))
    capped = cge.load(dataset, swap=["carbon_price_economy=emissions_total,region=R1"])
    cap = {"parameter": "fixed_emissions_total", "region": "R1", "set": reached}
    after = result_of(capped, cap)
    assert float(after.carbon_price_economy.sel(region="R1")) == pytest.approx(60, rel=1e-7)


# ---------------------------------------------------------------------- curves by name
def test_a_shipped_curve_has_the_slope_of_its_source():
    """3.7 % for 10 EUR at 1.05 USD per EUR, at a price of zero."""
    curve = open_abatement("oecd-2022")
    assert curve.elasticity / curve.reference == pytest.approx(0.037 / 10.5, rel=0.01)
    assert open_abatement("none").elasticity == 0
    assert open_abatement("0.3").elasticity == 0.3


def test_a_scenario_brings_its_curve_unless_the_economy_has_one(dataset):
    told = {"title": "t", "abatement": 0.5, "packages": {"a": {"shocks": [PRICE]}}}
    scenario = cge.Scenario.from_dict(told)
    brought, chosen = (cge.solve(cge.load(dataset, abatement=a), scenario) for a in (None, "none"))
    assert brought.data.attrs["abatement"].startswith("elasticity 0.5, reference 50")
    assert chosen.data.attrs["abatement"].startswith("elasticity 0, reference 50")
    fall = [float(r.data.intensity.isel(experiment=1)[0, 0]) for r in (brought, chosen)]
    assert fall[0] < 0.8 * fall[1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("oecd", "no such name and no such file; did you mean 'oecd-2022'"),
        ("-1", "-1 is not an elasticity from 0"),
        ("nan", "nan is not an elasticity from 0"),
    ],
)
def test_curves_that_are_not_there(dataset, given, message):
    with pytest.raises(cge.InputError, match=message):
        cge.load(dataset, abatement=given)


def test_a_file_of_a_curve_is_checked(dataset, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("title: a\ndescription: b\nelasticity: -1\nreference_price: 0\nsource: c\n")
    with pytest.raises(cge.InputError) as error:
        cge.load(dataset, abatement=path)
    assert [p.removeprefix(f"{path}:") for p in error.value.problems] == [
        "1: key 'reference' is missing",
        "3: elasticity: -1 is below 0",
        "4: reference_price: 0 is not above 0",
        "5: source: unknown key; choose from name, title, description, reference, elasticity,"
        " reference_price",
    ]
