"""Technologies of generation: limits in which their nest does not matter, and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError, random_benchmark
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.economy.benchmark.generation import (
    emissions_passed_on,
    grid_reference,
    supply_weights,
    with_generation,
)
from cge.economy.benchmark.structure import with_structure
from cge.settings.structures import Structure

TECHNOLOGIES = ["S1", "S3"]
SHOCKS = (
    {"parameter": "intermediate_tax_power", "sector": "S1", "destination": "R1", "set": 30},
    {"parameter": "productivity", "activity": "S3", "region": "R2", "percent": 10},
)
REAL = ("utility", "trade", "output", "factor_demand", "intermediate_demand")


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=5, zeros=0.0)


def around(dataset, sigma):
    """The data with one elasticity among intermediates."""
    return dataset.assign(sigma_intermediate=0 * dataset.sigma_intermediate + sigma)


@pytest.mark.parametrize("sigma", [0.0, 0.4, 1.0])
def test_with_the_elasticity_of_intermediates_the_nest_does_not_matter(dataset, solved, sigma):
    data = around(dataset, sigma)
    flat = solved(cge.load(data), *SHOCKS)
    nested = solved(cge.load(with_generation(data, TECHNOLOGIES, sigma)), *SHOCKS)
    for name in REAL:
        size = float(abs(flat[name]).max())
        np.testing.assert_allclose(nested[name], flat[name], rtol=1e-9, atol=1e-10 * size)


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_the_nest_is_continuous_at_its_special_elasticities(dataset, solved, limit):
    exact, beside = (
        solved(cge.load(with_generation(around(dataset, 0.2), TECHNOLOGIES, sigma)), *SHOCKS)
        for sigma in (limit, limit + 1e-5)
    )
    np.testing.assert_allclose(beside.utility, exact.utility, rtol=1e-6)
    assert float(abs(exact.utility - solved(cge.load(dataset), *SHOCKS).utility).max()) > 0


def test_technologies_follow_their_prices_and_suppliers_need_generation(dataset, solved):
    """In logs one technology over the other falls by 1.4 of its price over the other's, and their
    value at benchmark prices keeps its proportion to a good of the bundle at elasticity 0."""
    data = around(dataset, 0.0)
    economy = cge.load(with_generation(data, TECHNOLOGIES, 1.4))
    after = solved(economy, *SHOCKS).sel(destination="R1").squeeze()
    before = data.sel(destination="R1").intermediate_use
    tax = after.intermediate_tax_power / economy.parameters.intermediate_tax_power.sel(
        destination="R1"
    )
    price = np.log(tax * after.price_composite)
    used = np.log(after.intermediate_demand / before)
    for activity in ("S2", "S3"):
        p, q = price.sel(activity=activity), used.sel(activity=activity)
        gap = float(p.sel(sector="S1") - p.sel(sector="S3"))
        assert abs(gap) > 0.05
        moved = float(q.sel(sector="S1") - q.sel(sector="S3"))
        assert moved == pytest.approx(-1.4 * gap, abs=1e-9)
        paid = data.intermediate_use + data.intermediate_tax
        at = {"destination": "R1", "activity": activity, "sector": TECHNOLOGIES}
        bundle = after.generation_bundle.sel(activity=activity, region="R1")
        risen = float(np.log(bundle / paid.sel(at).sum()))
        assert risen == pytest.approx(float(q.sel(sector="S2")), abs=1e-9)


def test_a_technology_leaves_the_nests_of_energy(dataset, solved):
    energy = with_capital_energy(dataset, ["S1", "S2"], 0.5, 1.0)
    made = with_generation(energy, ["S1"], 0.7)
    assert made.energy_good.to_numpy().tolist() == [0, 1, 0, 0]
    assert energy.energy_good.to_numpy().tolist() == [1, 1, 0, 0]
    alone = with_generation(with_capital_energy(dataset, ["S2"], 0.5, 1.0), ["S1"], 2.0)
    one, other = (solved(cge.load(data), *SHOCKS) for data in (made, alone))
    np.testing.assert_allclose(one.utility, other.utility, rtol=1e-10)  # one good feels no sigma


def test_grid_by_hand(dataset):
    """Emissions of technologies by what is bought of them, over what is supplied."""
    made = with_generation(dataset, ["S1"], 1.0)
    output = dataset.sales.sum("destination").to_numpy()
    rate = dataset.co2.sel(activity="S1", region="R2") / output[0, 1]
    bought = dataset.intermediate_use.sel(sector="S1", destination="R2")
    by_hand = float(rate * bought.sum() / output[:, 1].sum())
    assert grid_reference(made)[1] == pytest.approx(by_hand, rel=1e-12)
    np.testing.assert_allclose(supply_weights(made).sum(axis=0), 1.0)
    assert not emissions_passed_on(dataset).any()


def test_wrong_settings_are_refused(dataset):
    with pytest.raises(InputError) as refused:
        with_generation(dataset, ["S9"], -1.0)
    assert refused.value.problems == [
        "generation: no sector 'S9'; did you mean 'S4'?",
        "sigma_generation: must be finite numbers from 0",
    ]
    with pytest.raises(InputError, match="needs at least one sector"):
        with_generation(dataset, [], 1.0)
    with pytest.raises(InputError, match="as in the aggregation 'energy'"):
        cge.load("oecd-icio-2022", aggregation="16x24", structure="electricity")


def test_elasticities_of_single_activities(dataset):
    told = {
        "title": "t", "description": "d", "reference": "r", "elasticities": {},
        "of_activities": {"sigma_value_added": {"S2": 0.3}},
    }  # fmt: skip
    made = with_structure(dataset, Structure.from_dict(told))
    expected = dataset.sigma_value_added.copy()
    expected.loc[{"activity": "S2"}] = 0.3
    np.testing.assert_array_equal(made.sigma_value_added, expected)
    with pytest.raises(InputError, match="no elasticity of activities"):
        Structure.from_dict(told | {"of_activities": {"sigma_final": {"S2": 0.3}}})
