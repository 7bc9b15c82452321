"""Technologies whose MWh add up, beside the nest of constant elasticity."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import InputError
from cge.economy.benchmark.generation import with_generation
from cge.experiments.decomposition import decompose
from cge.symbols.registry import VARIABLES
from tests.policy.test_electricity import PLANTS, solved


@pytest.fixture(scope="module")
def economy():
    return cge.load(aggregation="energy", structure="electricity", carbon_prices="none")


@pytest.fixture(scope="module")
def additive():
    return cge.load(aggregation="energy", structure="electricity-additive", carbon_prices="none")


def scenario(*shocks):
    plan = {"title": "t", "packages": {"price": {"shocks": list(shocks)}}}
    return cge.Scenario.from_dict(plan)


def price_of_eu(level):
    return {"parameter": "carbon_price_economy", "set": level, "region": "EU27"}


def electricity(economy, before, after):
    """TWh of plants, from outputs (activity, region)."""
    grown = after.output / before.output.where(before.output > 0, 1.0)
    return (economy.benchmark.electricity * grown).sel(activity=PLANTS)


def cost_per_mwh(economy):
    """USD per MWh of the benchmark (activity, region)."""
    sold = economy.benchmark.sales.sel(sector=PLANTS).sum("destination")
    made = economy.benchmark.electricity.sel(activity=PLANTS)
    return sold.rename(sector="activity", origin="region") / made.where(made > 0)


def test_the_form_changes_nothing_at_the_benchmark(economy, additive):
    found = [cge.solve(each, scenario(price_of_eu(0))).data for each in (economy, additive)]
    names = [e.name for e in VARIABLES if e.name in found[0]]
    assert {"output", "price_generation", "intermediate_demand"} <= set(names)
    for name in names:
        np.testing.assert_allclose(found[1][name], found[0][name], rtol=1e-9, err_msg=name)


def test_mwh_add_up_after_a_price(economy, additive):
    twh = additive.benchmark.electricity.sel(activity=PLANTS)
    gaps = {}
    for name, given in (("values", economy), ("MWh", additive)):
        before, after = solved(given, "EU27", "CHN")
        needed = after.generation_bundle / before.generation_bundle * twh.sum("activity")
        made = electricity(given, before, after).sum("activity")
        gaps[name] = float(abs(made / needed.sel(activity="UTL") - 1).max())
    assert gaps["MWh"] < 1e-9
    assert gaps["values"] > 1e-2


def test_mwh_follow_prices_and_the_price_of_generation_is_their_mean(additive):
    before, after = solved(additive, "EU27")
    at = {"region": "EU27", "activity": PLANTS}
    ratio, dear = ((after[n] / before[n]).sel(at) for n in ("output", "price_basic"))
    scaled = ratio * dear**1.4
    np.testing.assert_allclose(scaled, scaled[0], rtol=1e-9)
    old = additive.benchmark.electricity.sel(at)
    cost = cost_per_mwh(additive).sel(at)
    means = [
        float((twh * cost * price).sum() / twh.sum())
        for twh, price in ((old, 1.0), (old * ratio, dear))
    ]
    price = float(after.price_generation.sel(activity="UTL", region="EU27"))
    assert price == pytest.approx(means[1] / means[0], rel=1e-9)
    expected = {"PCO": -28.10, "PGA": -2.20, "PNU": 1.43, "PWI": 6.08, "PBI": 10.30}
    for label, value in expected.items():
        assert 100 * float(ratio.sel(activity=label) - 1) == pytest.approx(value, abs=0.01), label


def in_the_form(economy, sigma, additive, **changed):
    """The data of an economy with generation of another elasticity and form."""
    return cge.load(with_generation(economy.benchmark.assign(changed), PLANTS, sigma, additive))


def test_without_substitution_both_forms_are_one(economy):
    found = [solved(in_the_form(economy, 0.0, form), "EU27")[1] for form in (True, False)]
    for name in ("output", "price_basic", "equivalent_variation"):
        np.testing.assert_allclose(found[0][name], found[1][name], rtol=1e-7, atol=1e-6)


def test_where_all_mwh_cost_the_same_both_forms_answer_alike_at_first(economy):
    """To first order in the price; they part to second order."""
    data = economy.benchmark
    worth = data.sales.sum("destination").rename(sector="activity", origin="region")
    marks = data.generation_good.rename(sector="activity")
    even = (worth * marks).transpose("activity", "region").drop_attrs()
    gap, size = {}, {}
    for price in (0.5, 5.0):
        changes = []
        for form in (True, False):
            given = in_the_form(economy, 1.4, form, electricity=even.assign_attrs(units="TWh"))
            found = cge.solve(given, scenario(price_of_eu(price))).data.output
            found = found.sel(activity=PLANTS, region="EU27")
            changes.append(found.sel(experiment="price") / found.sel(experiment="benchmark") - 1)
        gap[price] = float(abs(changes[0] - changes[1]).max())
        size[price] = float(abs(changes[1]).max())
    assert gap[0.5] < 5e-3 * size[0.5]
    assert gap[5.0] / gap[0.5] == pytest.approx(100, rel=0.2)


def test_what_cheaper_mwh_save_is_an_effect_of_its_own_on_welfare(additive):
    found = decompose(additive, scenario(price_of_eu(50)))
    assert float(found.residual_share.max()) < 1e-5
    saved = found.effects.generation_mix.sum(["sector", "package"]).squeeze().sel(region="EU27")
    before, after = solved(additive, "EU27")
    old, new = electricity(additive, before, before), electricity(additive, before, after)
    moved = new - old * new.sum("activity") / old.sum("activity")
    # By hand, at the mean of prices before and after.
    price = cost_per_mwh(additive) * (1 + after.price_basic / before.price_basic) / 2
    by_hand = -float((moved * price).sel(region="EU27").sum())
    assert by_hand > 5_000  # million USD: coal power is dear in Europe in 2022, wind is not
    assert float(saved) == pytest.approx(by_hand, rel=0.05)


def test_a_solution_as_a_benchmark_generates_what_its_plants_make(additive):
    result = cge.solve(additive, scenario(price_of_eu(50)))
    again = result.as_benchmark("price")
    before, after = (result.data.sel(experiment=e) for e in ("benchmark", "price"))
    made = electricity(additive, before, after)
    np.testing.assert_allclose(again.electricity.sel(activity=PLANTS), made, rtol=1e-9)
    still = cge.solve(cge.load(again), scenario(price_of_eu(55)))
    assert still.verified, still.verdict


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("nothing", "do not tell what technologies generate ('electricity', TWh)"),
        ("no electricity", "'PCO' has output without electricity, or the reverse, in EU27"),
        ("sold abroad", "'PCO' is sold abroad"),
    ],
)
def test_electricity_that_cannot_add_up_is_refused(economy, wrong, expected):
    data = economy.benchmark
    if wrong == "nothing":
        data = data.drop_vars("electricity")
    elif wrong == "no electricity":
        here = (data.activity == "PCO") & (data.region == "EU27")
        data = data.assign(electricity=data.electricity.where(~here, 0.0))
    else:
        sales = data.sales.copy()
        sales.loc[{"sector": "PCO", "origin": "EU27", "destination": "USA"}] = 100.0
        data = data.assign(sales=sales)
    with pytest.raises(InputError) as caught:
        with_generation(data, PLANTS, 1.4, additive=True)
    assert expected in str(caught.value)
