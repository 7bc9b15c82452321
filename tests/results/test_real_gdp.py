"""Real GDP and welfare under costs of trade: what is lost on the way is lost output."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cge
from cge.analysis.accounts import Accounts, at_destination
from cge.analysis.columns import ON_REQUEST
from cge.scenarios import Scenario
from tests.economy.small import small_world

REGION = "EU27"
INTO = {"origin": {"not": REGION}, "destination": REGION}
OUT_OF = {"origin": REGION, "destination": {"not": REGION}}
OTHERS = {"origin": {"not": REGION}, "destination": {"not": REGION}}
WASTED = {"parameter": "barrier_waste", "set": 1}
WELFARE, GDP = "equivalent_variation_percent", "real_gdp_percent"
HIT_ALL, HIT_ONE = "all", REGION

CASES = {  # who is hit, and the shocks
    "dearer trade": (HIT_ONE, [("iceberg", INTO | {"percent": 40})]),
    "cheaper trade": (HIT_ONE, [("iceberg", INTO | {"percent": -5})]),
    "both ways": (HIT_ONE, [("iceberg", w | {"percent": 40}) for w in (INTO, OUT_OF)]),
    "everywhere": (HIT_ALL, [("iceberg", w | {"percent": 10}) for w in (INTO, OUT_OF, OTHERS)]),
    "waste": (HIT_ONE, [("barrier_power", INTO | {"add_points": 20})]),
    "standards": (HIT_ALL, [("standards_distance", {"set": 0.5})]),
    "no standards": (HIT_ALL, [("standards_distance", {"set": 0})]),
    "data closed": (HIT_ALL, [("data_restriction", {"set": 1})]),
    "data open": (HIT_ALL, [("data_restriction", {"set": 0})]),
    "small": (HIT_ALL, [("iceberg", w | {"percent": 0.1}) for w in (INTO, OUT_OF, OTHERS)]),
    "tariff": (HIT_ONE, [("tariff_power", INTO | {"add_points": 10})]),
}


@pytest.fixture(scope="module")
def result():
    economy = cge.load(aggregation="5x6", technology="uniform")
    packages = {
        name: {"shocks": [WASTED, *({"parameter": p, **shock} for p, shock in shocks)]}
        for name, (_, shocks) in CASES.items()
    }
    plan = {
        "title": "Costs of trade",
        "packages": packages,
        "experiments": {n: [n] for n in packages},
    }
    result = cge.solve(economy, Scenario.from_dict(plan), contributions=False)
    assert result.verified, result.verdict
    return result


@pytest.fixture(scope="module")
def summary(result):
    return result.summary(also=ON_REQUEST)


def world(summary, result):
    """GDP and equivalent variation of the world, million USD."""
    a = Accounts(result.data.sel(experiment="benchmark", drop=True))
    gdp = a.s.expenditure.sum("agent") + a.exports - a.imports
    return (summary[GDP] / 100 * gdp).sum("region"), summary.equivalent_variation.sum("region")


@pytest.mark.parametrize("case", [name for name in CASES if name != "tariff"])
def test_gdp_and_welfare_share_their_sign_where_trade_costs_change(summary, case):
    hit, _ = CASES[case]
    of = summary.sel(experiment=case)
    if hit is not HIT_ALL:
        of = of.sel(region=[hit])
    assert (np.sign(of[GDP]) == np.sign(of[WELFARE])).all()
    assert (abs(of[GDP]) > 1e-3).all()


@pytest.mark.parametrize("case", ["small", "dearer trade", "cheaper trade", "data open"])
def test_the_world_gains_in_gdp_what_it_gains_in_welfare(summary, result, case):
    gdp, welfare = (array.sel(experiment=case) for array in world(summary, result))
    assert float(gdp) == pytest.approx(float(welfare), rel=0.02)


def test_a_small_cost_takes_its_rate_times_imports_from_untaxed_gdp():
    """First order, where no tax or tariff makes a change of quantities worth anything."""
    rng = np.random.default_rng(3)
    economy = cge.load(small_world(rng.uniform(5, 20, (2, 3, 3)), rng.uniform(0.3, 0.7, (2, 3)), 4))
    shock = {"parameter": "iceberg", "destination": "A", "origin": {"not": "A"}, "percent": 0.01}
    plan = {"title": "t", "packages": {"x": {"shocks": [shock]}}}
    result = cge.solve(economy, Scenario.from_dict(plan))
    a = Accounts(result.data.sel(experiment="benchmark", drop=True))
    gdp = a.s.expenditure.sum("agent") + a.exports - a.imports
    found = result.summary().real_gdp_percent.sel(experiment="x")
    assert float(found.sel(region="A")) == pytest.approx(
        -0.01 * float((a.imports / gdp).sel(region="A")), rel=2e-3
    )
    np.testing.assert_allclose(found.sel(region=["B", "C"]), 0.0, atol=1e-6)


def test_both_conventions_agree_on_values_and_where_nothing_is_wasted(result, summary):
    a = Accounts(result.data)
    arrived = at_destination(a.import_price * a.imported)
    shipped = at_destination(a.export_price * a.exported)
    xr.testing.assert_allclose(arrived, shipped, rtol=1e-12)
    tariff = summary.sel(experiment="tariff")
    for name, usual in ON_REQUEST.items():
        np.testing.assert_allclose(tariff[name], tariff[usual], rtol=1e-9, atol=1e-9)


def test_national_accounts_hardly_see_a_cost_of_trade(summary):
    hit = summary.sel(experiment="everywhere")
    assert (abs(hit.real_gdp_national_accounts_percent) < 0.4 * abs(hit[GDP])).all()
    assert (hit.terms_of_trade_national_accounts_percent < hit.terms_of_trade_percent).all()


def test_columns_on_request_are_named(result):
    assert not set(ON_REQUEST) & set(result.summary())
    assert "real_gdp_national_accounts_percent" in result.summary(
        also="real_gdp_national_accounts_percent"
    )
    with pytest.raises(cge.InputError, match="did you mean 'real_gdp_national_accounts_percent'"):
        result.summary(also=["real_gdp_national_acounts_percent"])
