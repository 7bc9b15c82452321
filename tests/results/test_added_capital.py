"""Welfare under a closure that adds capital: net of its cost, against a closed form."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.report import figure, table
from tests.economy.conftest import scenario_of
from tests.economy.simple import closed_region

LABOUR_SHARE = 0.6


@pytest.fixture(scope="module")
def one_region():
    """100 of one good from labour and capital (Cobb-Douglas); 30 are invested."""
    data = closed_region(intermediates=0.0)
    data["value_added"].loc[{"factor": "labour"}] = 100 * LABOUR_SHARE
    data["value_added"].loc[{"factor": "capital"}] = 100 * (1 - LABOUR_SHARE)
    data["final_use"].loc[{"agent": "household"}] = 70.0
    data["final_use"].loc[{"agent": "investment"}] = 30.0
    return data


def solved(data, *shocks, closure="long_run", **settings):
    result = cge.solve(cge.load(data, closure=closure, **settings), scenario_of(*shocks))
    assert result.verified, result.verdict
    return result


def test_net_welfare_of_one_region_in_closed_form(one_region):
    """Y = A L^a K^(1-a), and K grows until its marginal product is back: K/K0 = Y/Y0 = A^(1/a).

    Income rises by Y0 (A^(1/a) - 1), the added capital takes the share 1 - a of it, and labour,
    which is all that is given, keeps the share a.
    """
    shock = {"parameter": "productivity", "percent": 1}
    result = solved(one_region, shock)
    growth = 1.01 ** (1 / LABOUR_SHARE) - 1
    after, summary = result.data.isel(experiment=1), result.summary().isel(experiment=0)
    assert float(after.equivalent_variation.item()) == pytest.approx(100 * growth, rel=1e-8)
    cost = 100 * (1 - LABOUR_SHARE) * growth
    assert float(after.added_capital_cost.item()) == pytest.approx(cost, rel=1e-8)
    net = 100 * LABOUR_SHARE * growth
    assert float(after.equivalent_variation_net.item()) == pytest.approx(net, rel=1e-8)
    assert float(summary.equivalent_variation_net.item()) == pytest.approx(net, rel=1e-8)
    assert float(summary.equivalent_variation_net_percent.item()) == pytest.approx(net, rel=1e-8)
    assert "equivalent_variation" not in summary


def test_to_first_order_it_is_welfare_with_capital_given(one_region):
    """The envelope: an added unit of capital is worth its cost, so net of it little is left."""
    errors = []
    for percent in (1.0, 0.5):
        shock = {"parameter": "productivity", "percent": percent}
        net = solved(one_region, shock).data.equivalent_variation_net.isel(experiment=1).item()
        given = solved(one_region, shock, closure="standard").data.equivalent_variation
        errors.append(net - given.isel(experiment=1).item())
    assert 0 < errors[0] < 0.01
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.05)


def test_cost_is_what_the_added_capital_earns_after_tax():
    data = random_benchmark(3, 4, seed=5, zeros=0.0)
    paid = data.value_added.sum("activity")
    data["income_tax"] = (("factor", "region"), 0.2 * paid.transpose("factor", "region").to_numpy())
    result = solved(data, {"parameter": "productivity", "region": "R1", "percent": 2})
    old, new = (result.data.isel(experiment=k) for k in (0, 1))
    added = (new.endowment - old.endowment).sel(factor="capital")
    earned = 0.8 * new.price_factor.sel(factor="capital") * added / new.price_utility
    assert float(added.sel(region="R1")) > 0
    np.testing.assert_allclose(new.added_capital_cost, earned, rtol=1e-8, atol=1e-10)
    net = new.equivalent_variation - earned
    np.testing.assert_allclose(new.equivalent_variation_net, net, rtol=1e-8, atol=1e-10)
    assert float(abs(old.added_capital_cost).max()) == 0


def test_capital_that_is_given_costs_nothing(one_region):
    """By a scenario, or in a region whose capital does not adjust."""
    shock = {"parameter": "endowment", "factor": "capital", "percent": 10}
    standard = solved(one_region, shock, closure="standard")
    assert "equivalent_variation_net" not in standard.data
    assert "equivalent_variation" in standard.summary()
    data = random_benchmark(3, 4, seed=5, zeros=0.0)
    swap = ["endowment=real_factor_price,factor=capital,region=R1"]
    gift = shock | {"region": "R2"}
    result = solved(data, gift, closure="standard", swap=swap)
    cost = result.data.added_capital_cost.isel(experiment=1)
    assert float(abs(cost.sel(region=["R2", "R3"])).max()) == 0
    assert float(abs(cost.sel(region="R1"))) > 0


def test_more_jobs_are_no_capital(one_region):
    result = solved(one_region, {"parameter": "productivity", "percent": 1}, closure="unemployment")
    assert "equivalent_variation" in result.summary()


def test_gross_and_net_welfare_are_told_apart(one_region):
    plan = scenario_of({"parameter": "productivity", "percent": 1})
    result = cge.solve(cge.load(one_region, closure="long_run"), plan, decompose=True)
    table = result.table("welfare")
    frame = table.to_frame()
    net = frame["equivalent_variation"] - frame["added_capital_cost"]
    np.testing.assert_allclose(frame["equivalent_variation_net"], net, rtol=1e-12)
    titles = {head.key: head.title for head in table.heads}
    assert titles["equivalent_variation"] == "Equivalent variation, gross"
    assert titles["equivalent_variation_net"].endswith("net of the cost of added capital")
    assert "Worth of a dollar: " in table.note or "worth" not in frame
    assert "net of the cost of the capital" in result.table("macro").note
    (steps,) = result.figure("waterfall").picture.panels
    assert steps.whole == pytest.approx(frame["equivalent_variation_net"].sum(), rel=1e-6)


def test_tables_figures_and_files_have_the_net_one(one_region, tmp_path):
    result = solved(one_region, {"parameter": "productivity", "percent": 1})
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    assert again.verify()
    assert again.summary().identical(result.summary())
    assert "equivalent_variation_net [million USD]" in table(again.summary(), "csv")
    texts = " ".join(text.get_text() for text in figure(again.summary()).texts)
    assert "Equivalent variation net" in texts
