"""The proof that no prices cover costs, against the spectral radius of a Leontief table."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from cge.experiments.productive import no_prices, too_little, too_much
from tests.economy.conftest import scenario_of

TRADE = ("sigma_import_source", "sigma_domestic_import")


@pytest.fixture(scope="module")
def leontief():
    """A random economy in which everything but value added is in fixed proportions."""
    dataset = random_benchmark(2, 3, seed=5)
    fixed = {n: xr.zeros_like(dataset[n]).assign_attrs(dataset[n].attrs) for n in TRADE}
    return cge.load(dataset.assign(fixed))


def radius(economy):
    """Spectral radius of requirements per unit of output: inputs times shares of sources."""
    b = economy.benchmark
    output = b.sales.sum("destination").rename(origin="region", sector="activity")
    power = 1 + b.intermediate_tax / b.intermediate_use.where(b.intermediate_use > 0)
    spent = (b.intermediate_use * power.fillna(1)).rename(destination="region")
    landed = b.sales + b.export_tax + b.tariff_revenue
    source = landed / landed.sum("origin")
    received = output.rename(activity="sector", region="origin")
    price = (spent / (output - b.output_tax).where(output > 0)).fillna(0)  # of cost
    matrix = price.rename(region="destination") * source.fillna(0)
    rows = matrix.stack(buyer=("activity", "destination"), seller=("sector", "origin"))
    rows = rows.transpose("buyer", "seller").to_numpy()
    assert received.size == len(rows)
    return max(abs(np.linalg.eigvals(rows)))


def with_productivity(economy, factor):
    productivity = economy.parameter_arrays["productivity"]
    return economy.model.system.values({"productivity": factor * productivity})


def test_growth_is_bounded_by_the_spectral_radius(leontief):
    """Fixed proportions: losing productivity divides the radius by it."""
    critical = radius(leontief)
    assert too_little(leontief.model, with_productivity(leontief, critical * 1.01)) is None
    proof = too_little(leontief.model, with_productivity(leontief, critical * 0.97))
    assert 1 < proof.rate <= 1 / 0.97 * (1 + 1e-9)
    assert "Hawkins-Simon" in no_prices(leontief.model, with_productivity(leontief, 0.2))


def with_top(economy, sigma):
    dataset = economy.benchmark
    full = xr.full_like(dataset.sigma_top, sigma).assign_attrs(dataset.sigma_top.attrs)
    return cge.load(dataset.assign(sigma_top=full))


def test_factors_that_replace_inputs_make_any_economy_productive(leontief):
    economy = with_top(leontief, 1.0)
    assert no_prices(economy.model, with_productivity(economy, 0.1)) == ""


def test_inputs_that_replace_factors_yield_more_of_themselves(leontief):
    """With one good per bundle, cost without factors is share^(1 / (1 - sigma)) / productivity."""
    economy = with_top(leontief, 20.0)
    share = 1 - economy.parameter_arrays["value_added_share"]
    alone = share[share < 1] ** (1 / (1 - 20.0))
    assert too_much(economy.model, with_productivity(economy, 0.9 * alone.min())) is None
    proof = too_much(economy.model, with_productivity(economy, 3.0))
    assert alone.min() / 3 * 0.9 < proof.rate < 1
    assert "costs fall without end" in no_prices(economy.model, with_productivity(economy, 3.0))


def test_the_command_of_a_user_gets_the_proof(leontief):
    shock = {"parameter": "productivity", "percent": -60}
    with pytest.raises(cge.SolveError, match=r"no prices cover costs.*IPOPT stopped.*E_"):
        cge.solve(leontief, scenario_of(shock))
