"""The loop: a model's own world is estimated, and its counterfactuals are those of the model."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration.gravity import Gravity
from tests.gallery.ricardian import World
from tests.gallery.worlds import dataset_of
from tests.gravity.worlds import truth

SIGMA, COUNT = 5.0, 6
PAIR = ("origin", "destination")


def one_sector(flows, tariff, distance):
    """A benchmark with these flows at basic prices, labour its only factor, tariffs spent."""
    landed = flows * tariff
    spent, output = landed.sum(0), flows.sum(1)
    world = World(
        share=(landed / spent)[None],
        tariff=tariff[None],
        inputs=np.zeros((1, 1, len(flows))),
        labour=np.ones((1, len(flows))),
        consumption=np.ones((1, len(flows))),
        earned=output,
        income=spent,
        deficit=flows.sum(0) - output,
        theta=np.array([SIGMA - 1]),
    )
    return dataset_of(world).assign(distance=(PAIR, distance))


@pytest.fixture(scope="module")
def data():
    world = truth(COUNT, seed=8)
    far, _, tariff = world.covariates
    return one_sector(world.flows, np.exp(tariff), np.exp(far))


@pytest.fixture(scope="module")
def found(data) -> Gravity:
    return cge.gravity(data)


def test_the_estimate_is_the_elasticity_of_the_model(found):
    np.testing.assert_allclose(found.elasticities()["sigma"], SIGMA, rtol=1e-7)
    assert found.check().to_array().max() < 1e-9


def shocked(data, shocks):
    plan = {"title": "t", "packages": {"p": {"shocks": [{**s, "source": "t"} for s in shocks]}}}
    result = cge.solve(cge.load(data), cge.Scenario.from_dict(plan))
    assert result.verified
    return result.data.sel(experiment="p"), result.data.sel(experiment="benchmark")


def the_same(ours, before, theirs, cost=1.0):
    """Flows at basic prices, factory-gate prices and real income, of the model and the system.

    Of what is shipped ``1 / cost`` arrives.
    """
    price = ours["price_basic"].sel(activity="S0", drop=True).rename(region="origin")
    flows = ours["trade"].sel(sector="S0") * cost * price
    np.testing.assert_allclose(flows.transpose(*PAIR), theirs["flows"], rtol=1e-7)
    np.testing.assert_allclose(price, theirs["price"], rtol=1e-7)
    wages = ours["price_factor"].sel(factor="labour")
    np.testing.assert_allclose(wages, theirs["price"], rtol=1e-7)
    np.testing.assert_allclose(ours["utility"] / before["utility"], theirs["welfare"], rtol=1e-7)


def test_trade_costs_do_in_the_model_what_they_do_in_the_system(data, found):
    """A trade cost of 3 % on one flow, and of 20 % on all sales of an economy abroad."""
    for shocks, cells in (
        ([{"parameter": "iceberg", "origin": "R1", "destination": "R0", "percent": 3}], [(1, 0)]),
        (
            [
                {"parameter": "iceberg", "origin": "R2", "destination": d, "percent": 20}
                for d in ("R0", "R1", "R3", "R4", "R5")
            ],
            [(2, d) for d in (0, 1, 3, 4, 5)],
        ),
    ):
        cost = xr.ones_like(found.data["observed"].sel(sector="S0"))
        for o, d in cells:
            cost[o, d] = 1 + shocks[0]["percent"] / 100
        ours, before = shocked(data, shocks)
        the_same(ours, before, found.counterfactual("S0", cost=cost), cost)


def test_a_tariff_does_the_same(data, found):
    """Its receipts are spent by the importer; in the model and in the system."""
    power = found.data["tariff_power"].sel(sector="S0").copy()
    power[1, 0] = 1.25
    shock = {"parameter": "tariff_power", "origin": "R1", "destination": "R0", "set": 25}
    ours, before = shocked(data, [shock])
    the_same(ours, before, found.counterfactual("S0", tariff=power))


def test_estimated_costs_taken_away_give_the_world_without_them(data, found):
    """The model without the border, from the estimated coefficient: 1 / its cost on every flow."""
    effect = found.cost_elasticities()["elasticity"].sel(sector="S0", covariate="border").item()
    abroad = ~np.eye(COUNT, dtype=bool)
    part = 0.3  # of the border's cost, so that the solver starts near enough
    cost = xr.ones_like(found.data["observed"].sel(sector="S0"))
    cost.values[abroad] = np.exp(-part * effect)
    percent = 100 * (np.exp(-part * effect) - 1)
    places = [f"R{n}" for n in range(COUNT)]
    shocks = [
        {"parameter": "iceberg", "origin": o, "destination": d, "percent": percent}
        for o in places
        for d in places
        if o != d
    ]
    ours, before = shocked(data, shocks)
    theirs = found.counterfactual("S0", cost=cost)
    assert (theirs["welfare"] > 1).all()
    the_same(ours, before, theirs, cost)
    fitted = found.counterfactual("S0", cost=cost, base="fitted")
    np.testing.assert_allclose(fitted["flows"], theirs["flows"], rtol=1e-6)  # no residual here
