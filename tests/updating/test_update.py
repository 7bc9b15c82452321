"""An updated benchmark has its new totals, and is otherwise what it was as nearly as can be."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, accounts, check_benchmark, update
from calibration.variables import KNOWN, MILLION_USD
from tests.updating.economies import KINDS, MANY, close, economy, rates, target

EVERY = pytest.mark.parametrize("kind", KINDS)


def gdp(data):
    """Production side, written out: value added and every tax."""
    made = data["value_added"].sum(["factor", "activity"]) + data["output_tax"].sum("activity")
    products = data["intermediate_tax"].sum(["sector", "activity"]) + data["final_tax"].sum(
        ["sector", "agent"]
    )
    border = data["tariff_revenue"].sum(["sector", "origin"])
    levied = data["export_tax"].sum(["sector", "destination"]).rename(origin="region")
    return made + (products + border).rename(destination="region") + levied


def at_borders(data):
    """Value of flows at the border of the seller, and of the buyer."""
    fob = data["sales"] + data["export_tax"]
    if "margin" not in data:
        return fob, fob
    fob = fob + data["margin"].sum("margin_sector")
    return fob, fob + data["transport_margin"].sum("margin_sector")


@EVERY
def test_every_target_is_met_and_every_account_holds(kind):
    before = economy(kind)
    after, report = update(before, MANY)
    check_benchmark(after)
    assert accounts(after)["relative"].max() <= 1e-12
    assert report.miss <= 1e-9
    made = gdp(after)
    assert float(made.sel(region="R1")) == pytest.approx(1.1 * float(gdp(before)[0]), rel=1e-9)
    assert float(made.sel(region="R2")) == pytest.approx(150_000.0, rel=1e-9)
    added = [
        float(
            data["value_added"].sel(activity="S2", region="R3").sum()
            + data["output_tax"].sel(activity="S2", region="R3")
        )
        for data in (before, after)
    ]
    assert added[1] == pytest.approx(1.02 * added[0], rel=1e-9)
    for share, (n, where) in {
        1.2: (0, {"origin": "R1", "destination": "R2"}),
        0.95: (0, {"origin": "R2", "destination": ["R1", "R3", "R4"], "sector": "S3"}),
        0.9: (1, {"origin": ["R1", "R2", "R3"], "destination": "R4", "sector": "S1"}),
    }.items():
        was, now = (float(at_borders(data)[n].sel(where).sum()) for data in (before, after))
        assert now == pytest.approx(share * was, rel=1e-9)
    assert float(after["co2"].sel(region="R1").sum()) == pytest.approx(3.5, rel=1e-12)
    co2 = after["co2"].sum("activity") / before["co2"].sum("activity")
    assert float(co2.sel(region="R4")) == pytest.approx(0.93, rel=1e-12)
    assert abs(float(after["foreign_saving"].sum())) <= 1e-9 * float(made.sum())


@EVERY
def test_rates_of_taxes_and_margins_stay(kind):
    before = economy(kind)
    after, _ = update(before, MANY)
    old, new = rates(before), rates(after)
    for name, rate in old.items():
        assert close(new[name], rate), name
    assert close(after["tariff_rate"], before["tariff_rate"])


@EVERY
def test_the_own_totals_change_nothing(kind):
    before = economy(kind)
    told = gdp(before)
    own = [
        target("gdp", str(r), float(told.sel(region=r)), "million USD") for r in told.region.values
    ]
    after, report = update(before, own)
    assert report.steps == 0
    for name in before.data_vars:
        assert close(after[name], before[name], 1e-11), name


@EVERY
def test_growth_of_everything_alike_changes_values_alone(kind):
    before = economy(kind)
    after, _ = update(before, [target("gdp", f"R{n}", 7.0) for n in range(1, 5)])
    for name in map(str, before.data_vars):
        grows = KNOWN[name].units in (MILLION_USD, "Mt CO2")
        assert close(after[name], before[name] * (1.07 if grows else 1.0), 1e-9), name


def test_flows_are_the_nearest_by_entropy():
    """The logarithms of changes are worth what accounts and targets are: the optimum's conditions.

    Derivatives of accounts and targets by flows are differences of sums that are written out here,
    rates of taxes being kept.
    """
    before = economy()
    aims = [target("gdp", "R1", 10.0), target("exports", "R1", 20.0, partner="R2")]
    after, _ = update(before, aims)
    names = ("sales", "intermediate_use", "final_use", "value_added")
    rate = {name: each.to_numpy() for name, each in rates(before).items()}
    there = {name: before[name].to_numpy() > 0 for name in names}

    def sums(vector):
        flow, start = {}, 0
        for name in names:
            flow[name] = np.zeros(there[name].shape)
            count = int(there[name].sum())
            flow[name][there[name]] = vector[start : start + count]
            start += count
        s, u, f, v = (flow[name] for name in names)
        output, tariff, levied = s.sum(axis=2), s * rate["tariff"], s * rate["export_tax"]
        cost = (u * (1 + rate["intermediate"])).sum(axis=0).T + v.sum(axis=0)
        activity = output * (1 - rate["output"]) - cost
        product = (s + levied + tariff).sum(axis=1) - u.sum(axis=2) - f.sum(axis=2)
        made = (
            v.sum(axis=(0, 1))
            + (output * rate["output"]).sum(axis=0)
            + (u * rate["intermediate"]).sum(axis=(0, 2))
            + (f * rate["final"]).sum(axis=(0, 2))
            + tariff.sum(axis=(0, 1))
            + levied.sum(axis=(0, 2))
        )
        sold = (s + levied)[:, 0, 1].sum()
        return np.concatenate([activity.ravel(), product.ravel(), made[:1], [sold]])

    x = np.concatenate([after[name].to_numpy()[there[name]] for name in names])
    slopes = np.array([sums(row) for row in np.eye(len(x))])  # the sums are linear
    grown = xr.DataArray([1.1, 1.0, 1.0, 1.0], {"region": before["region"]})
    by_buyer = grown.rename(region="destination")
    factor = dict(zip(names, (by_buyer, by_buyer, by_buyer, grown), strict=True))
    seed = np.concatenate(
        [
            (before[name] * factor[name]).transpose(*before[name].dims).to_numpy()[there[name]]
            for name in names
        ]
    )
    pull = np.log(x / seed)
    price = np.linalg.lstsq(slopes, pull, rcond=None)[0]
    assert np.abs(pull).max() > 0.01
    assert np.allclose(slopes @ price, pull, atol=1e-8)


def test_trade_that_ends():
    before = economy()
    after, report = update(before, [target("exports", "R1", 0.0, "million USD", partner="R2")])
    assert (after["sales"].sel(origin="R1", destination="R2") == 0).all()
    assert (after["export_tax"].sel(origin="R1", destination="R2") == 0).all()
    check_benchmark(after)
    assert report.miss == 0


def test_what_goes_with_flows():
    before = economy()
    labour = before["value_added"].sel(factor="labour", drop=True)
    data = before.assign(
        mixed_income=(("activity", "region"), 0.3 * labour.to_numpy()),
        committed_use=0.2 * before["final_use"],
        capital_stock=3.0 * before["value_added"].sum(["factor", "activity"]),
        income_tax=0.1 * before["value_added"].sum("activity"),
        consumption_tax=0.01
        * before["final_use"].sel(agent="household").sum("sector").rename(destination="region"),
    )
    after, _ = update(data, MANY)
    new = after["value_added"]
    assert close(after["mixed_income"], 0.3 * new.sel(factor="labour"))
    assert close(after["committed_use"], 0.2 * after["final_use"])
    assert close(after["capital_stock"], 3.0 * new.sum(["factor", "activity"]))
    assert close(after["income_tax"], 0.1 * new.sum("activity"))
    spent, was = (
        (d["final_use"] + d["final_tax"]).sel(agent="household").sum("sector")
        for d in (after, data)
    )
    growth = (spent / was).rename(destination="region")
    assert close(after["consumption_tax"], data["consumption_tax"] * growth)


def test_what_an_updated_benchmark_says_of_itself():
    before = economy()
    after, report = update(before, MANY)
    assert after.attrs["year"] == report.year == 2024
    assert after.attrs["name"] == "random-3-2024"
    assert after.attrs["updated"] == "updated from 0 to 8 totals of 2024: a source"
    assert after.attrs["updated"] in after.attrs["method"]
    assert before.attrs["year"] == 0


def test_the_report():
    before = economy()
    after, report = update(before, MANY)
    assert [*report.targets["variable"]] == [each.variable for each in MANY]
    assert report.targets["target"][1] == 150_000.0
    assert np.allclose(report.targets["after"], report.targets["target"])
    assert report.targets["change"][0] == pytest.approx(10.0)
    assert report.regions.loc["R1", "gdp after"] == pytest.approx(float(gdp(after)[0]))
    deficit = 100 * float(after["foreign_saving"][2] / gdp(after)[2])
    assert report.regions.loc["R3", "deficit after"] == pytest.approx(deficit)
    growth = 100 * (float(after["sales"].sum() / before["sales"].sum()) - 1)
    assert report.flows.loc["sales", "growth"] == pytest.approx(growth)
    assert report.largest["change"].abs().is_monotonic_decreasing
    for part in ("Updated to 2024", "gdp", "R1", "sales ", "deficit before"):
        assert part in str(report)


@pytest.mark.parametrize("kind", ["plain", "by user, margins"])
def test_the_model_takes_it(kind):
    after, _ = update(economy(kind), MANY)
    loaded = cge.load(after)
    assert loaded.residuals()["worst"].max() <= 1e-9


def refused(data, *targets):
    with pytest.raises(InputError) as caught:
        update(data, [*targets])
    return caught.value.problems


def test_targets_that_contradict_each_other():
    problems = refused(
        economy(),
        target("exports", "R1", 10.0, partner="R2"),
        target("imports", "R2", -30.0, partner="R1"),
    )
    assert problems[0].startswith("accounts and targets are missed by ")
    assert problems[1].startswith("exports, R1 to R2 (")
    assert "cannot hold with imports, R2 from R1 (" in problems[1]


def test_a_pair_above_the_whole():
    data = economy()
    problems = refused(
        data, target("exports", "R1", 10.0, partner="R2"), target("exports", "R1", -80.0)
    )
    fob, _ = at_borders(data)
    sold = fob.sel(origin="R1").sum("sector")
    pair, whole = float(sold[1]), float(sold[1:].sum())
    apart = 1.1 * pair - 0.2 * whole
    assert apart > 0
    assert f"apart by {apart:.6g}"[:14] in problems[1]
    assert "sales S1 R1 R3 at 0" in problems[1]


def test_targets_of_nothing():
    data = economy()
    # The last activity of the last region has no output.
    problems = refused(data, target("exports", "R4", 5.0, "million USD", sector="S5"))
    assert problems == [
        "exports of S5, R4 is to be 5 million USD, but is 0 in the benchmark",
    ]
    clean = data.assign(co2=0.0 * data["co2"])
    assert refused(clean, target("emissions", "R2", 5.0, "Mt CO2")) == [
        "emissions, R2 is to be 5 Mt CO2, but is 0 in the benchmark"
    ]


def test_aggregated_data(teaching):
    assert refused(teaching.benchmark, target("gdp", "USA", 2.0)) == [
        "the data are aggregated; update first, then aggregate"
    ]
