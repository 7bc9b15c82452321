"""Policies that theory says are the same, or do nothing."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from tests.economy.simple import armington_world

# Foreign saving is fixed in units of factor prices; what moves those moves its worth. Neutrality is
# therefore a statement about balanced trade.
BALANCED = {"parameter": "foreign_saving", "set": 0}
REAL = ("utility", "output", "trade", "final_demand", "factor_demand")


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, 4, seed=8))


def same(first, second, rtol=1e-7):
    for name in REAL:
        np.testing.assert_allclose(
            first[name],
            second[name],
            rtol=rtol,
            atol=1e-7 * float(second[name].max()),
            err_msg=name,
        )


def test_a_barrier_with_rents_at_home_is_a_tariff(economy, solved):
    tariff = solved(economy, {"parameter": "tariff_power", "destination": "R1", "scale_power": 1.2})
    barrier = solved(economy, {"parameter": "barrier_power", "destination": "R1", "set": 20})
    same(barrier, tariff)
    assert float(barrier.revenue_barrier_rent.sel(region="R1")) > 0


def test_a_wasted_barrier_is_an_iceberg_cost(economy, solved):
    iceberg = solved(economy, {"parameter": "iceberg", "destination": "R1", "set": 1.2})
    wasted = solved(
        economy,
        {"parameter": "barrier_waste", "destination": "R1", "set": 1},
        {"parameter": "barrier_power", "destination": "R1", "set": 20},
    )
    same(wasted, iceberg)
    assert float(abs(wasted.revenue_barrier_rent).max()) == 0


def test_who_owns_the_rent_of_a_barrier_matters(economy, solved):
    at_home = solved(economy, {"parameter": "barrier_power", "destination": "R1", "set": 20})
    abroad = solved(
        economy,
        {"parameter": "barrier_importer_share", "destination": "R1", "set": 0},
        {"parameter": "barrier_power", "destination": "R1", "set": 20},
    )
    assert float(abroad.utility.sel(region="R1")) < float(at_home.utility.sel(region="R1"))
    others = ["R2", "R3"]
    assert float(abroad.utility.sel(region=others).sum()) > float(
        at_home.utility.sel(region=others).sum()
    )


def test_lerner_symmetry(solved):
    """With balanced trade a tax on all imports does what a tax on all exports does."""
    world = cge.load(armington_world(4.0))
    imports = solved(world, {"parameter": "tariff_power", "destination": "A", "set": 25})
    exports = solved(world, {"parameter": "export_power", "origin": "A", "set": 25})
    same(imports, exports)
    assert float(imports.revenue_tariff.sel(region="A")) > 0
    assert float(exports.revenue_export_tax.sel(region="A")) > 0


def test_a_uniform_tax_on_factors_does_nothing(economy, solved):
    """Endowments are fixed and the receipts return to the owners."""
    nothing = solved(economy, BALANCED)
    taxed = solved(economy, BALANCED, {"parameter": "factor_tax_power", "region": "R2", "set": 30})
    same(taxed, nothing)
    assert float(taxed.revenue_factor_tax.sel(region="R2")) > 0


def test_a_uniform_tax_on_final_purchases_does_nothing(solved):
    """Where no other tax distorts: what is taken from buyers returns to them."""
    world = cge.load(armington_world(4.0))
    nothing = solved(world, {"parameter": "numeraire_level", "set": 1.001})
    taxed = solved(world, {"parameter": "final_tax_power", "destination": "A", "set": 15})
    same(taxed, nothing)


def test_factor_productivity_is_more_of_the_factor(economy, solved):
    labour = {"factor": "labour", "region": "R1", "percent": 7}
    more = solved(economy, BALANCED, {"parameter": "endowment", **labour})
    better = solved(economy, BALANCED, {"parameter": "factor_productivity", **labour})
    np.testing.assert_allclose(better.utility, more.utility, rtol=1e-8)
    np.testing.assert_allclose(better.trade, more.trade, rtol=1e-7, atol=1e-9)


def test_a_border_charge_is_a_specific_tariff(economy, solved):
    """At fixed sellers' prices the charge per tonne times intensity is an amount per unit."""
    after = solved(
        economy,
        {"parameter": "border_carbon_price", "origin": "R2", "destination": "R1", "set": 50},
    )
    flow = {"origin": "R2", "destination": "R1"}
    tonnes = economy.parameters.border_carbon_intensity.sel(flow) * after.trade.sel(flow)
    charged = 50 * float(tonnes.sum()) * float(after.price_world.squeeze())
    assert float(after.revenue_border_charge.sel(region="R1")) == pytest.approx(charged, rel=1e-12)


def test_optimal_tariff_is_positive_and_finite(solved):
    """A small tariff gains, a prohibitive one loses, and partners lose from both."""
    world = cge.load(armington_world(4.0))
    start = world.parameter_arrays["income_benchmark"]
    small = solved(world, {"parameter": "tariff_power", "destination": "A", "set": 5})
    large = solved(world, {"parameter": "tariff_power", "destination": "A", "set": 900})
    assert float(small.utility.sel(region="A")) > start[0]
    assert float(large.utility.sel(region="A")) < start[0]
    for after in (small, large):
        assert (after.utility.to_numpy()[1:] < start[1:]).all()


def test_more_expensive_imports_are_bought_less(economy, solved):
    before = economy.model.system.initial["trade"].reshape(4, 3, 3)
    shock = {"parameter": "tariff_power", "sector": "S1", "origin": "R2", "destination": "R3"}
    after = solved(economy, {**shock, "add_points": 10})
    assert float(after.trade.sel(sector="S1", origin="R2", destination="R3")) < before[0, 1, 2]
