"""What must hold for any border adjustment: identities of its price, its money, its symmetry."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.capital_energy import with_capital_energy
from tests.economy.simple import armington_world
from tests.policy.conftest import CBAM, HOME, last, priced, solved

REAL = ("utility", "output", "trade", "emissions")


def same(one, other, names=REAL, rtol=1e-8):
    for name in names:
        np.testing.assert_allclose(one[name], other[name], rtol=rtol, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("price", [60, "home"])
def test_a_uniform_world_price_makes_it_zero(economy, priced_everywhere, price):
    """Both with a number and with the destination's own price the gap is closed everywhere."""
    everywhere = {"parameter": "carbon_price", "set": 60}
    after = last(solved(economy, CBAM | {"price": price}, [everywhere]))
    assert float(after.adjustment_price.max()) == 0
    same(after, priced_everywhere, (*REAL, "price_basic", "income"))


def test_a_negative_gap_charges_nothing_and_is_not_paid_out(economy):
    after = last(solved(economy, CBAM | {"price": 20}, [priced("R2", 50), priced("R3", 5)]))
    charged = after.adjustment_price.sel(sector="S2", destination=HOME)
    assert float(charged.sel(origin="R2")) == 0
    assert float(charged.sel(origin="R3")) == pytest.approx(15)


def test_free_allowances_at_the_origin_are_no_price_paid(economy):
    """Half of the allowances are free, so half of the price counts; with half of that credited."""
    free = {"parameter": "free_allocation", "region": "R2", "set": 0.5}
    after = last(solved(economy, CBAM | {"credit": 50}, [priced("R2", 40), free]))
    charged = after.adjustment_price.sel(sector="S2", origin="R2", destination=HOME)
    assert float(charged) == pytest.approx(60 - 0.5 * 0.5 * 40)


def test_free_allocation_at_home_is_deducted(economy):
    home = {"region": HOME, "price": 60, "free_allocation": 70}
    cbam = CBAM | {"price": "home", "free_allocation": "deduct", "credit": 0}
    after = last(solved(economy, cbam, carbon=home))
    charged = after.adjustment_price.sel(sector="S2", origin="R2", destination=HOME)
    assert float(charged) == pytest.approx(0.3 * 60)


def test_revenue_is_charge_times_tonnes(economy):
    result = solved(economy, CBAM)
    after, table = last(result), result.border_adjustment().isel(experiment=0)
    tonnes = float(
        (after.border_carbon_intensity * after.trade * (after.adjustment_price > 0)).sum()
    )
    revenue = float(after.revenue_border_charge.sel(region=HOME))
    world = float(after.price_world.item())
    assert revenue == pytest.approx(60 * tonnes * world, rel=1e-12)
    assert float(table.tonnes_charged.sum()) == pytest.approx(tonnes, rel=1e-12)
    np.testing.assert_allclose(table.charge_per_tonne.sel(region=["R2", "R3"]), 60, rtol=1e-12)
    assert float(table.charge_paid.sum()) == pytest.approx(revenue, rel=1e-12)


@pytest.mark.parametrize(
    "revenue", ["origin", "fund", {"destination": 50, "origin": 20, "fund": 30}]
)
def test_every_dollar_goes_from_a_payer_to_a_recipient(economy, revenue):
    key = {"R2": 1, "R3": 3}
    result = solved(economy, CBAM | {"revenue": revenue, "fund": key})
    after, table = last(result), result.border_adjustment().isel(experiment=0)
    np.testing.assert_allclose(table.receipts.sum("recipient"), table.charge_paid, atol=1e-9)
    received = table.receipts.sum("origin").rename(recipient="region")
    np.testing.assert_allclose(received, table.received, rtol=1e-10, atol=1e-9)
    assert float(after.border_transfer.sum()) == pytest.approx(0, abs=1e-9)
    shares = result.data.attrs and {
        k: float(after[f"{k}_share"].sel(destination=HOME)) for k in ("origin", "fund")
    }
    collected = float(after.revenue_border_charge.sel(region=HOME))
    paid = table.charge_paid.sel(region="R3")
    got = shares["origin"] * float(paid) + shares["fund"] * 0.75 * collected
    assert float(after.border_transfer.sel(region="R3")) == pytest.approx(got, rel=1e-9)


def test_passing_receipts_on_costs_the_destination_and_pays_the_origins(economy):
    """About what is passed on: the transfer also moves terms of trade and tax receipts."""
    kept, given = (last(solved(economy, CBAM | {"revenue": r})) for r in ("destination", "origin"))
    change = given.equivalent_variation - kept.equivalent_variation
    money = float(kept.revenue_border_charge.sel(region=HOME))
    assert float(change.sel(region=HOME)) == pytest.approx(-money, rel=0.5)
    assert bool((change.sel(region=["R2", "R3"]) > 0).all())


def test_an_origin_that_adopts_the_price_keeps_the_money_at_home(economy):
    cbam = CBAM | {"response": {"origins": ["R2"]}}
    answered, charged = solved(economy, cbam), solved(economy, CBAM)
    table = answered.border_adjustment().isel(experiment=0)
    assert float(table.charge_paid.sel(region="R2")) == 0
    assert float(table.carbon_revenue.sel(region="R2")) > float(
        charged.border_adjustment().isel(experiment=0).charge_paid.sel(region="R2")
    )
    prices = last(answered).carbon_price.sel(region="R2")
    np.testing.assert_allclose(prices, [60, 60, 0, 0])


# ---------------------------------------------------------------------- symmetry
FULL = {"destination": HOME, "sectors": "*", "price": "home", "rebate": 100}


# Taxes at home on the carbon payment would not be refunded.
UNTAXED = [
    {"parameter": "output_tax_power", "region": HOME, "set": 0},
    {"parameter": "export_power", "origin": HOME, "set": 0},
]


def charge_on_all_use(price, intensity):
    """The same charge per tonne on whatever is used at home, from home or abroad."""
    at = {"destination": HOME, "domestic": True}
    return [
        {"parameter": "border_carbon_price", **at, "set": price},
        {"parameter": "border_carbon_intensity", **at, "set": intensity},
    ]


@pytest.fixture(scope="module")
def uniform(dataset):
    """Every activity everywhere emits 0.3 kg per USD."""
    output = dataset.sales.sum("destination").rename(sector="activity", origin="region")
    co2 = (3e-4 * output).transpose(*dataset.co2.dims).drop_attrs()
    return cge.load(dataset.assign(co2=co2)).with_border_adjustment()


def test_with_rebate_and_full_coverage_it_is_a_tax_on_use(uniform):
    """Carbon price, border charge and rebate at one intensity against a charge on all use.

    Border-tax-adjustment symmetry: an origin-based carbon tax with full adjustment is the
    destination-based tax. Producer prices at home are lower by the carbon payment in the one.
    """
    adjusted = last(solved(uniform, FULL, UNTAXED, carbon={"region": HOME, "price": 60}))
    used = last(solved(uniform, shocks=UNTAXED + charge_on_all_use(60, 3e-4)))
    same(adjusted, used, rtol=1e-7)
    inside = [r for r in adjusted.region.to_numpy() if r != HOME]
    np.testing.assert_allclose(
        adjusted.price_basic.sel(region=inside), used.price_basic.sel(region=inside), rtol=1e-7
    )
    payment = 60 * 3e-4 * float(adjusted.price_world.item())
    difference = (adjusted.price_basic - used.price_basic).sel(region=HOME)
    np.testing.assert_allclose(difference, payment, rtol=1e-6)


def test_without_the_rebate_it_is_not(uniform):
    cbam = FULL | {"rebate": 0}
    adjusted = last(solved(uniform, cbam, UNTAXED, carbon={"region": HOME, "price": 60}))
    used = last(solved(uniform, shocks=UNTAXED + charge_on_all_use(60, 3e-4)))
    exports = adjusted.trade.sel(origin=HOME) / used.trade.sel(origin=HOME)
    assert float(exports.drop_sel(destination=HOME).min()) < 0.99


def test_a_consumption_tax_on_all_goods_changes_nothing_real():
    """One good, balanced trade, revenue handed back: prices at home rise, quantities stay.

    So they do with the carbon price alone (a tax on production), but then wages at home must fall.
    """
    world = cge.load(armington_world(5.0))
    cbam = {"destination": "A", "sectors": "good", "price": "home", "rebate": 100}
    before = world.benchmark.sales.to_numpy()
    after = last(solved(world, cbam, carbon={"region": "A", "price": 50}))
    np.testing.assert_allclose(after.trade, before, rtol=1e-9)
    np.testing.assert_allclose(after.equivalent_variation, 0, atol=1e-7)
    wages = {"factor": "labour", "region": "A"}
    assert float(after.price_factor.sel(wages)) == pytest.approx(1, abs=1e-9)
    at_home = after.price_composite.sel(destination="A")
    np.testing.assert_allclose(at_home, 1 + 50 * 0.01, rtol=1e-9)
    alone = last(solved(world, carbon={"region": "A", "price": 50}))
    assert float(alone.price_factor.sel(wages)) < 0.75


# ---------------------------------------------------------------------- with other parts
def test_what_the_origin_abates_is_not_charged(dataset):
    economy = cge.load(with_abatement(dataset, 0.5, 40.0))
    free = CBAM | {"credit": 0}
    result = solved(economy, free, [priced("R2", 80)])
    after, table = last(result), result.border_adjustment().isel(experiment=0)
    traded = after.trade.sel(origin="R2", destination=HOME, sector=["S1", "S2"])
    rates = after.emissions / after.output.where(after.output > 0, 1)
    rates = rates.sel(region="R2", activity=["S1", "S2"]).rename(activity="sector")
    assert float(table.tonnes_charged.sel(region="R2")) == pytest.approx(
        float((rates * traded).sum()), rel=1e-10
    )
    unabated = after.border_carbon_intensity.sel(origin="R2", destination=HOME)
    assert float(rates.sel(sector="S2")) < 0.8 * float(unabated.sel(sector="S2"))


def test_a_cap_at_home_sets_the_reference_price(dataset):
    """Under a cap the charge follows the price that the cap brings, without abatement too."""
    swap = "carbon_price_economy=emissions_total,region=R1"
    economy = cge.load(dataset, swap=[swap])
    cap = 0.97 * float(dataset.co2.sel(region=HOME).sum())
    shock = {"parameter": "fixed_emissions_total", "region": HOME, "set": cap}
    after = last(solved(economy, CBAM | {"price": "home"}, [shock]))
    price = float(after.carbon_price_economy.sel(region=HOME))
    assert price > 1
    assert float(after.emissions.sel(region=HOME).sum()) == pytest.approx(cap, rel=1e-9)
    charged = after.adjustment_price.sel(sector="S2", destination=HOME, origin=["R2", "R3"])
    np.testing.assert_allclose(charged, price, rtol=1e-9)


def test_it_combines_with_every_other_part():
    """Sourcing by user, the capital-energy nest, abatement and technology in one model."""
    data = random_benchmark(3, 4, seed=6, zeros=0.0, by_user=True)
    nested = with_capital_energy(data, ["S3"], 0.5, 1.0)
    economy = cge.load(nested, technology="uniform", abatement=0.4)
    cbam = CBAM | {"price": "home", "intensity": "embodied", "rebate": 100, "revenue": "origin"}
    result = solved(economy, cbam, carbon={"region": HOME, "price": 60})
    table = result.border_adjustment().isel(experiment=0)
    np.testing.assert_allclose(table.charge_per_tonne.sel(region=["R2", "R3"]), 60, rtol=1e-10)
    np.testing.assert_allclose(table.received.sel(region=HOME), 0, atol=1e-9)
    assert float(table.rebate.sel(region=HOME)) > 0
