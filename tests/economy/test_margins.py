"""Trade and transport margins: closed forms, limits, who sells what flows need."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, accounts, aggregate, random_benchmark
from calibration.guard.complete import complete_benchmark
from calibration.inter_industry import exports, inter_industry
from calibration.mapping import Mapping
from calibration.margins import groundless_margins, margin_services
from cge.analysis.accounts import Accounts
from cge.experiments.decomposition import decompose
from tests.economy.conftest import scenario_of
from tests.economy.small import small_world

TARIFF = {"parameter": "tariff_power", "sector": "S1", "destination": "R2", "add_points": 20}
REAL = ("utility", "output", "trade", "final_demand", "factor_demand", "price_landed")
FLOW = ("margin_sector", "sector", "origin", "destination")


@pytest.fixture(scope="module")
def data():
    return random_benchmark(3, 3, seed=5, margins=True)


@pytest.fixture(scope="module")
def economy(data):
    return cge.load(data)


def close(found, expected, rtol=1e-7):
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-9 * float(abs(expected).max()))


# ---------------------------------------------------------------------- limits and closed forms
def test_margins_of_zero_are_no_margins(solved):
    plain = random_benchmark(3, 3, seed=4)
    labelled = plain.assign_coords(margin_sector=["S3"])
    none = xr.DataArray(np.zeros([labelled.sizes[d] for d in FLOW]), dims=FLOW)
    found = solved(cge.load(labelled.assign(margin=none)), TARIFF)
    expected = solved(cge.load(plain), TARIFF)
    for name in (*REAL, "income", "revenue_tariff"):
        close(found[name], expected[name])


RAW = np.array([[[60.0, 30, 10], [20, 80, 15], [5, 25, 40]]])
AT_HOME = np.array([50.0, 70, 40])
NEEDED = np.array([0.1, 0.25, 0.4])  # services of the origin for a unit of goods
LABOUR = np.array([[0.6, 0.5, 0.4], [0.7, 0.6, 0.3]])


def with_margins():
    """Goods that need services of their origin wherever they go."""
    sales = np.concatenate([RAW, np.diag(AT_HOME)[None]])
    data = small_world(sales, LABOUR, 4.0)
    margin = np.stack([NEEDED[:, None] * RAW[0], 0 * RAW[0]])[None]
    made = sales.sum(axis=2)
    made[1] += margin.sum(axis=(0, 1, 3))
    bought = np.stack([(RAW[0] + margin[0, 0]).sum(axis=0), AT_HOME])
    return (
        balanced(data, made, bought, LABOUR)
        .assign(margin=(FLOW, margin, {"units": "million USD"}))
        .assign_coords(margin_sector=["good 2"])
    )


def with_packing():
    """The same goods made by an activity that packs what is raw with services."""
    packed = RAW[0] * (1 + NEEDED)[:, None]
    raw, services = RAW[0].sum(axis=1), AT_HOME + NEEDED * RAW[0].sum(axis=1)
    sales = np.stack([packed, np.diag(services), np.diag(raw)])
    labour = np.stack([LABOUR[0], LABOUR[1], LABOUR[0]])
    data = small_world(sales, labour, 4.0)
    used = np.zeros((3, 3, 3))
    used[1, :, 0], used[2, :, 0] = NEEDED * raw, raw
    made = sales.sum(axis=2)
    made[0] = 0.0  # it adds no value
    bought = np.stack([packed.sum(axis=0), AT_HOME, 0 * raw])
    data = balanced(data, made, bought, labour)
    return data.assign(intermediate_use=(data.intermediate_use.dims, used))


def balanced(data, added, bought, labour):
    """An economy in which activities add so much value, and households buy so much."""
    final = np.zeros(data.final_use.shape)
    final[:, :, 0] = bought
    return data.assign(
        value_added=(data.value_added.dims, np.stack([labour * added, (1 - labour) * added])),
        final_use=(data.final_use.dims, final),
        foreign_saving=("region", bought.sum(axis=0) - added.sum(axis=0)),
    )


def test_a_margin_is_an_activity_that_packs_in_fixed_proportion(solved):
    """Services in proportion to what is shipped are a Leontief nest of the good and services."""
    shocks = (
        {"parameter": "tariff_power", "sector": "good 1", "destination": "B", "add_points": 30},
        {"parameter": "iceberg", "sector": "good 1", "origin": "A", "destination": "C", "set": 1.2},
        {"parameter": "productivity", "activity": "good 2", "region": "C", "set": 1.3},
    )
    found = solved(cge.load(with_margins()), *shocks)
    expected = solved(cge.load(with_packing()), *shocks)
    close(found.utility, expected.utility)
    close(found.revenue_tariff, expected.revenue_tariff)
    goods = {"sector": "good 1"}
    packed = xr.DataArray(1 + NEEDED, {"origin": ["A", "B", "C"]}, ["origin"])
    close(found.trade.sel(goods) * packed, expected.trade.sel(goods))
    close(found.output.sel(activity="good 2"), expected.output.sel(activity="good 2"))
    close(found.output.sel(activity="good 1"), expected.output.sel(activity="good 3"))


def test_the_tariff_is_on_the_value_on_arrival(data, solved, economy):
    cif = data.sales + data.export_tax + (data.margin + data.transport_margin).sum("margin_sector")
    np.testing.assert_allclose(data.tariff_revenue, data.tariff_rate * cif, rtol=1e-12)
    found = solved(economy, TARIFF)
    own = found.price_basic.sel(activity=["S2", "S3"]).rename(activity="margin_sector")
    margins = found.margin_rate * own.rename(region="origin")
    margins = (margins + found.transport_rate * found.price_transport).sum("margin_sector")
    goods = found.price_basic.rename(activity="sector", region="origin") * found.export_power
    duty = (found.tariff_power - 1) * (goods + margins) * found.trade
    close(duty.sum(["sector", "origin"]), found.revenue_tariff, rtol=1e-9)


def test_world_transport_is_bought_as_it_is_sold(economy, solved):
    found = solved(economy, TARIFF)
    sold = found.price_basic.sel(activity=["S2", "S3"]).rename(activity="margin_sector")
    sold = sold * found.transport_supply
    close(sold.sum("region"), found.price_transport * found.transport_demand, rtol=1e-9)
    before = economy.benchmark.transport_supply
    close(sold / sold.sum("region"), before / before.sum("region"))  # shares stay


# ---------------------------------------------------------------------- what follows from them
def test_a_tariff_on_goods_lowers_the_margins_that_they_need(data, economy, solved):
    found, before = solved(economy, TARIFF), margin_services(data)
    after = Accounts(found).margin_services
    buyer = {"origin": "R1", "destination": "R2"}
    assert (after.sel(buyer).sum() < 0.95 * before.sel(buyer).sum()).item()
    free = data.assign(margin=0 * data.margin)  # what carries nothing sells no margin
    assert float(margin_services(free).sum()) == pytest.approx(float(data.transport_margin.sum()))


def test_margins_are_exports_of_those_who_supply_them(data, economy):
    sold = data.sales.where(data.origin != data.destination, 0.0).sum("destination")
    services = margin_services(data)
    abroad = services.where(services.origin != services.destination, 0.0).sum("destination")
    close(exports(data), (sold + abroad).rename(origin="region"), rtol=1e-12)
    result = cge.solve(economy, scenario_of(TARIFF))
    stated = result.stats.exports(by=["sector", "region"]).benchmark.sel(experiment="shock")
    taxed = data.export_tax.where(data.origin != data.destination, 0.0).sum("destination")
    close(stated, (sold + taxed + abroad).rename(origin="region").transpose(*stated.dims))


def test_the_effects_on_welfare_have_no_residual(economy):
    """Also of what flows need less of: an effect of technology."""
    shocks = (
        TARIFF,
        {"parameter": "margin_rate", "origin": "R1", "percent": -30},
        {"parameter": "transport_rate", "destination": "R3", "percent": 40},
        {"parameter": "iceberg", "origin": "R2", "destination": "R1", "set": 1.1},
    )
    found = decompose(economy, scenario_of(*shocks), steps=7)
    within = ("sector", "partner", "factor", "agent", "package")
    total = sum(
        effect.sum([d for d in effect.dims if d in within]) for effect in found.effects.values()
    )
    welfare = found.data.equivalent_variation.sel(experiment=total.experiment)
    np.testing.assert_allclose(
        total.transpose(*welfare.dims), welfare, atol=1e-6 * abs(welfare).max().item()
    )
    saved = found.effects.margins.sum(["sector", "partner", "package"], min_count=0)
    assert float(saved.sel(region="R3").squeeze()) < 0


def test_a_solution_is_a_benchmark_with_margins(economy):
    result = cge.solve(economy, scenario_of(TARIFF))
    made = result.as_benchmark("shock")
    assert accounts(made)["relative"].max() < 1e-9
    again = cge.load(made)
    assert again.residuals().worst.max() < 1e-9
    assert "margins" in again.arrays.features


@pytest.mark.parametrize("by_user", [False, True])
def test_an_aggregate_keeps_the_margins_of_its_own_trade(by_user):
    """Trade between members of a label is domestic, and still needs what it needed."""
    data = random_benchmark(4, 4, seed=3, margins=True, by_user=by_user)
    regions = {"R1": "A", "R2": "A", "R3": "B", "R4": "B"}
    sectors = {"S1": "G", "S2": "V", "S3": "G", "S4": "W"}
    joined = aggregate(data, Mapping("pairs", regions, sectors, {}))
    assert list(joined.margin_sector.values) == ["V", "W"]
    assert accounts(joined)["relative"].max() < 1e-9
    for name in ("margin", "transport_margin", "transport_supply"):
        assert float(joined[name].sum()) == pytest.approx(float(data[name].sum()))
    inside = data.transport_margin.sel(origin=["R1", "R2"], destination=["R1", "R2"]).sum()
    assert float(inside) > 0
    assert float(joined.transport_margin.sel(origin="A", destination="A").sum()) == pytest.approx(
        float(inside)
    )
    shock = {"parameter": "tariff_power", "sector": "G", "destination": "B", "add_points": 20}
    result = cge.solve(cge.load(joined), scenario_of(shock))
    assert result.verified, result.verdict


def test_a_sector_may_carry_itself(solved):
    """All sectors as one: its output is what it sells and what it takes to sell it."""
    found = solved(cge.load(random_benchmark(3, 1, seed=2, margins=True)), TARIFF)
    made = found.output - found.margin_supply.rename(margin_sector="activity")
    shipped = found.trade.sum("destination").rename(sector="activity", origin="region")
    close(made.transpose(*shipped.dims), shipped, rtol=1e-9)


def test_the_inter_industry_table_sells_margins_to_who_buys_the_goods(data):
    table = inter_industry(data)
    made = table.output > 0
    whole = table.coefficients.sum(axis=0) + table.value_added + table.taxes.sum(axis=0)
    np.testing.assert_allclose(whole[made], 1.0, rtol=1e-12)
    sold = table.coefficients @ table.output + table.final.sum(axis=(1, 2))
    close(sold, table.output, rtol=1e-12)


# ---------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.drop_vars("transport_supply"), "without transport_supply"),
        (lambda d: d.drop_vars("margin"), "without margin"),
        (lambda d: d.assign_coords(margin_sector=["S2", "S9"]), "'S9' of margin_sector"),
        (lambda d: d.assign_coords(margin_sector=["S3", "S2"]), "in their order"),
        (lambda d: d.assign(transport_supply=2 * d.transport_supply), "world transport"),
    ],
)  # fmt: skip
def test_margins_that_make_no_sense_are_refused(data, change, said):
    with pytest.raises(InputError, match=said):
        complete_benchmark(change(data))


def test_a_margin_of_no_flow_is_refused(data):
    (said,) = groundless_margins(data.assign(margin=data.margin + 1.0))
    assert "margin is above 0" in said
    assert "where sales are 0" in said
    assert list(groundless_margins(data)) == []


# ---------------------------------------------------------------------- beside other parts
@pytest.mark.parametrize(
    "chosen",
    [
        {"technology": "uniform"},
        {"structure": "caliendo-parro"},
        {"abatement": 0.5},
        {"closure": "own_budget"},
        {"closure": "long_run"},
    ],
    ids=str,
)
def test_margins_stand_beside_other_parts_of_the_model(data, chosen):
    """Also a carbon charge at the border with a rebate, a wasted barrier and a rent."""
    economy = cge.load(data, **chosen).with_border_adjustment()
    barrier = {"sector": "S1", "origin": "R1", "destination": "R3"}
    shocks = (
        TARIFF,
        {"parameter": "barrier_waste", **barrier, "set": 0.5},
        {"parameter": "barrier_power", **barrier, "set": 10},
        {"parameter": "carbon_price", "region": "R1", "set": 20},
        {"parameter": "rebate_share", "origin": "R1", "set": 0.5},
        {"parameter": "border_carbon_price", "destination": "R2", "set": 10},
        {"parameter": "transport_rate", "margin_sector": "S2", "percent": 10},
    )
    result = cge.solve(economy, scenario_of(*shocks))
    assert result.verified, result.verdict
