"""Nests within energy: limits in which they do not matter, and closed forms of substitution."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.settings.structures import Structure

ENERGY = ["S1", "S2", "S4"]  # electricity, coal, another fuel
NESTED = {"non_electric": ["S2", "S4"], "non_coal": ["S4"]}
SHOCKS = (
    {"parameter": "intermediate_tax_power", "sector": "S2", "destination": "R1", "set": 30},
    {"parameter": "productivity", "activity": "S4", "region": "R2", "percent": 10},
)
REAL = ("utility", "trade", "output", "factor_demand", "intermediate_demand")


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=5, zeros=0.0)


def nested(dataset, energy, non_electric, non_coal, goods=NESTED):
    within = {n: (goods[n], s) for n, s in zip(goods, (non_electric, non_coal), strict=True)}
    return cge.load(with_capital_energy(dataset, ENERGY, 0.5, energy, within=within))


@pytest.mark.parametrize("sigma", [0.0, 0.4, 1.0])
def test_with_one_elasticity_the_inner_nests_do_not_matter(dataset, solved, sigma):
    flat = solved(cge.load(with_capital_energy(dataset, ENERGY, 0.5, sigma)), *SHOCKS)
    deep = solved(nested(dataset, sigma, sigma, sigma), *SHOCKS)
    for name in REAL:
        size = float(abs(flat[name]).max())
        np.testing.assert_allclose(deep[name], flat[name], rtol=1e-9, atol=1e-10 * size)


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_the_nests_are_continuous_at_their_special_elasticities(dataset, solved, limit):
    exact, beside = (
        solved(nested(dataset, 2 * sigma, sigma, sigma / 2), *SHOCKS)
        for sigma in (limit, limit + 1e-5)
    )
    np.testing.assert_allclose(beside.utility, exact.utility, rtol=1e-6)


def test_each_good_follows_its_price_in_its_nest(dataset, solved):
    """In logs, coal over the other fuel falls by 0.4, and over electricity by the nests between."""
    economy = nested(dataset, 1.5, 0.4, 0.7)
    after = solved(economy, *SHOCKS).sel(destination="R1").squeeze()
    before = dataset.sel(destination="R1").intermediate_use
    tax = after.intermediate_tax_power / economy.parameters.intermediate_tax_power.sel(
        destination="R1"
    )
    price, used = np.log(tax * after.price_composite), np.log(after.intermediate_demand / before)
    for activity in ("S2", "S3"):
        p, q = price.sel(activity=activity), used.sel(activity=activity)
        at = {"activity": activity, "region": "R1"}
        fuel = np.log(after.price_non_electric.sel(at))
        coal, other = (float(q.sel(sector=s)) for s in ("S2", "S4"))
        gap = float(p.sel(sector="S2") - p.sel(sector="S4"))
        assert coal - other == pytest.approx(-0.4 * gap, abs=1e-9)
        bundle = np.log(after.non_electric_bundle.sel(at) / _bundle(dataset, activity))
        apart = float(p.sel(sector="S1") - fuel)
        assert float(q.sel(sector="S1") - bundle) == pytest.approx(-1.5 * apart, abs=1e-9)


def _bundle(dataset, activity):
    paid = dataset.intermediate_use + dataset.intermediate_tax
    at = {"destination": "R1", "activity": activity, "sector": ["S2", "S4"]}
    return float(paid.sel(at).sum())


def test_a_nest_of_one_good_is_the_good(dataset, solved):
    """What is alone in the innermost nest does not feel its elasticity."""
    one, other = (solved(nested(dataset, 1.5, 0.4, s), *SHOCKS) for s in (0.0, 3.0))
    np.testing.assert_allclose(one.utility, other.utility, rtol=1e-10)


def test_a_nest_must_be_within_the_one_around_it(dataset):
    goods = {"non_electric": ["S2", "S3"], "non_coal": ["S4"]}
    with pytest.raises(InputError) as refused:
        nested(dataset, 1, 1, 1, goods)
    assert refused.value.problems == [
        "capital-energy nest: 'S3' is in 'non_electric' and not in 'energy' around it",
        "capital-energy nest: 'S4' is in 'non_coal' and not in 'non_electric' around it",
    ]
    with pytest.raises(InputError, match="nest 'non_coal' is missing"):
        with_capital_energy(dataset, ENERGY, 1, 1, within={"non_electric": (ENERGY, 1)})


def test_the_shipped_structure_puts_each_fuel_where_it_belongs():
    made = cge.load("oecd-icio-2022", aggregation="16x24", structure="gtap-e").benchmark
    marked = {
        name: [str(s) for s in made.sector.to_numpy()[made[name].to_numpy() > 0]]
        for name in ("energy_good", "non_electric_good", "non_coal_good")
    }
    assert marked == {
        "energy_good": ["COA", "OAG", "PET", "UTL"],
        "non_electric_good": ["COA", "OAG", "PET"],
        "non_coal_good": ["OAG", "PET"],
    }
    sigma = made.sigma_non_electric.sel(region="EU27")
    for activity in ("COA", "OAG", "PET", "CHM"):  # where fuels become something else
        assert float(sigma.sel(activity=activity)) == 0
    assert float(sigma.sel(activity="UTL")) == 0.5
    assert Structure.from_name("gtap-e").energy.within is not None
