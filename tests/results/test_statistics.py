"""Statistics against pandas on the raw arrays, and the rules by which they aggregate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.gases import equivalent
from calibration.groups import Group, Groups
from cge.analysis.accounts import Accounts
from cge.analysis.stats.registry import REFERENCES, STATISTICS
from cge.analysis.stats.rules import KINDS, Effect, Price, Ratio, Sum, Volume
from cge.economy.receipts import RECEIPTS
from cge.report import table
from cge.symbols.features import solution_has
from tests.economy.conftest import scenario_of
from tests.economy.variants import variant
from tests.results import statistics_page

RULES = {
    "value": Sum,
    "quantity": Sum,
    "emissions": Sum,
    "volume": Volume,
    "price index": Price,
    "rate": Ratio,
    "effect": Effect,
}
SHOCKS = (
    {"parameter": "tariff_power", "destination": "R1", "add_points": 10},
    {"parameter": "export_power", "origin": "R2", "add_points": 5},
    {"parameter": "iceberg", "destination": "R3", "percent": 5},
    {"parameter": "barrier_power", "destination": "R2", "add_points": 10},
    {"parameter": "barrier_importer_share", "destination": "R2", "set": 0.3},
    {"parameter": "barrier_waste", "destination": "R2", "set": 0.4},
    {"parameter": "productivity", "region": "R1", "percent": 5},
    {"parameter": "output_tax_power", "region": "R3", "add_points": 2},
    {"parameter": "carbon_price", "region": "R1", "set": 20},
    {"parameter": "border_carbon_price", "destination": "R1", "set": 20},
)
BOTH = ["half", "all"]
ECONOMIES = (
    *("border adjustment and abatement", "household_emissions", "sourcing_by_user"),
    *("fuels", "gases and fuels"),
)


def pairs(*kinds):
    """Every economy with every statistic, or with those of some kinds."""
    rows = [row.name for row in STATISTICS.values() if not kinds or row.kind in kinds]
    return pytest.mark.parametrize(
        ("economy", "name"), [(economy, name) for economy in ECONOMIES for name in rows]
    )


def grouped(economy, pair=("R1", "R2")):
    """The economy with named groups of regions and of sectors."""
    regions = {
        "pair": Group("region", "pair", pair, "test"),
        "rest": Group("region", "rest", ("R3",), "test"),
    }
    sectors = {"two": Group("sector", "two", ("S1", "S2"), "test")}
    return replace(economy, groups=Groups(Path("groups.yaml"), regions, sectors))


@pytest.fixture(scope="module")
def results():
    """Every economy of `ECONOMIES` under all shocks, and under half of them."""
    plan = cge.Scenario.from_dict(
        {
            "title": "t",
            "packages": {"half": {"shocks": list(SHOCKS[:5])}, "rest": {"shocks": SHOCKS[5:]}},
            "experiments": {"half": ["half"], "all": ["half", "rest"]},
        }
    )
    found = {name: cge.solve(grouped(variant(name)), plan) for name in ECONOMIES}
    for name, result in found.items():
        assert result.verified, f"{name}: {result.verdict}"
    return found


@pytest.fixture(scope="module")
def result(results):
    return results[ECONOMIES[0]]


def taken(result, name, *args, **kwargs):
    """A statistic; None where the model lacks what it is of."""
    row = STATISTICS[name]
    if row.feature and not solution_has(result.data, row.feature):
        with pytest.raises(cge.InputError, match=f"{name}: these data have no"):
            getattr(result.stats, name)(*args, **kwargs)
        return None
    return getattr(result.stats, name)(*args, **kwargs)


# ---------------------------------------------------------------------- every row of the registry
@pytest.mark.parametrize("row", STATISTICS.values(), ids=STATISTICS.keys())
def test_a_row_is_complete(row):
    assert row.kind in KINDS
    assert isinstance(row.rule, RULES[row.kind])
    assert set(row.by) <= set(row.dims)
    assert row.source in REFERENCES
    assert row.title
    assert row.formula


def test_every_receipt_has_a_statistic():
    names = {f"{r.name.removeprefix('revenue_')}_revenue" for r in RECEIPTS}
    assert names <= set(STATISTICS)


@pairs()
def test_every_statistic_of_every_economy(results, economy, name):
    """At its finest: levels and changes fit, and coordinates are those of the data."""
    row = STATISTICS[name]
    found = taken(results[economy], name, by=row.dims)
    if found is None:
        return
    assert found.change.dims == ("experiment", *row.dims)
    assert list(found.experiment.to_numpy()) == BOTH
    assert set(found.coords) == {"experiment", *row.dims}
    xr.testing.assert_allclose(found.counterfactual, found.benchmark + found.change, atol=1e-9)
    unit = row.unit_of_change
    assert found.change.attrs["units"] == (equivalent(unit) if "gases" in economy else unit)
    assert np.isfinite(taken(results[economy], name).counterfactual).all()


@pairs("value", "quantity", "emissions", "effect")
def test_sums_over_groups_are_statistics_of_groups(results, economy, name):
    row = STATISTICS[name]
    region = next(d for d in row.dims if d in ("region", "origin"))
    fine = taken(results[economy], name, by=row.dims)
    if fine is None:
        return
    groups = taken(results[economy], name, by={region: ["pair", "rest"]})
    for group, labels in (("pair", ["R1", "R2"]), ("rest", ["R3"])):
        here = fine.sel({region: labels}).sum(row.dims)
        for column in ("benchmark", "counterfactual", "change"):
            np.testing.assert_allclose(
                groups.sel({region: group})[column], here[column], rtol=1e-10, atol=1e-7
            )
    total = taken(results[economy], name, by=())
    np.testing.assert_allclose(total.change, groups.change.sum(region), rtol=1e-9, atol=1e-7)


@pairs("rate")
def test_rates_of_groups_are_sums_over_sums(results, economy, name):
    row, result = STATISTICS[name], results[economy]
    base = {
        "tariff_rate": lambda: tariffs(result)[1],
        "welfare_percent": lambda: result.stats.income(by="region").benchmark,
        "emission_intensity": lambda: result.stats.output_quantity(by="region").counterfactual,
    }[name]()
    of = {
        "tariff_rate": lambda: result.stats.tariff_revenue(by="region"),
        "welfare_percent": result.stats.equivalent_variation,
        "emission_intensity": lambda: result.stats.emissions(by="region"),
    }[name]().counterfactual
    pair = ["R1", "R2"]
    expected = (
        row.rule.scale * of.sel(region=pair).sum("region") / base.sel(region=pair).sum("region")
    )
    found = getattr(result.stats, name)(by=["pair"]).counterfactual.sel(region="pair")
    np.testing.assert_allclose(found, expected.transpose("experiment"), rtol=1e-10)


def tariffs(result):
    """Receipts and what they are levied on, by importer, from the raw arrays."""
    d = result.data.drop_sel(experiment="benchmark")
    basic = d.price_basic.rename(activity="sector", region="origin")
    units = d.iceberg * d.barrier_power**d.barrier_waste
    rebate = d.get("rebate_share", xr.zeros_like(d.trade))
    assert not rebate.any()
    value = (basic * d.export_power * units * d.trade).where(d.origin != d.destination, 0.0)
    over = ["sector", "origin"]
    paid = ((d.tariff_power - 1) * value).sum(over)
    return paid.rename(destination="region"), value.sum(over).rename(destination="region")


@pytest.mark.parametrize("economy", ECONOMIES)
def test_receipts_in_detail_are_those_of_the_model(results, economy):
    result = results[economy]
    for receipt in RECEIPTS:
        name = f"{receipt.name.removeprefix('revenue_')}_revenue"
        found = getattr(result.stats, name)(by="region")
        of_model = result.data[receipt.name]
        for column, labels in (
            ("benchmark", ["benchmark"] * 2),
            ("counterfactual", BOTH),
        ):
            np.testing.assert_allclose(
                found[column], of_model.sel(experiment=labels), rtol=1e-8, atol=1e-6, err_msg=name
            )
    moved = [r.name for r in RECEIPTS if abs(result.data[r.name].sel(experiment="all")).max() > 1]
    assert len(moved) >= len(RECEIPTS) - 1


@pairs("price index")
def test_a_price_index_of_one_cell_is_its_price(results, economy, name):
    row, result = STATISTICS[name], results[economy]
    found = getattr(result.stats, name)(by=row.dims).counterfactual.sel(experiment="all")
    expected, sold = 1.0, True
    for sign, baskets in ((1, row.rule.of), (-1, row.rule.over)):
        for basket in baskets:
            price, amount = (seen(result, basket, of) for of in (basket.price, basket.quantity))
            if not any((of > 0).any() for of in amount.values()):
                continue  # the margins of an economy that has none
            expected = expected * (price["all"] / price["benchmark"]) ** sign
            sold = sold & (amount["benchmark"] > 0) & (amount["all"] > 0)
    expected, sold = expected.transpose(*row.dims), sold.transpose(*row.dims)
    assert sold.any()
    np.testing.assert_allclose(found.where(sold), expected.where(sold), rtol=1e-12)


def seen(result, basket, measure):
    """Prices or quantities of a basket in two solutions."""
    return {
        label: basket.seen(measure(Accounts(result.data.sel(experiment=label, drop=True))))
        for label in ("benchmark", "all")
    }


# ---------------------------------------------------------------------- against pandas
@pytest.fixture(scope="module")
def flows(result):
    """Flows between regions, one row each: price and units shipped in each experiment."""
    data = result.data
    basic = data.price_basic.rename(activity="sector", region="origin")
    shipped = data.iceberg * data.barrier_power**data.barrier_waste
    earned = data.barrier_power ** (1 - data.barrier_waste)
    at_border = basic * data.export_power
    rent = at_border * data.tariff_power * (earned - 1) * (1 - data.barrier_importer_share)
    frame = xr.Dataset({"price": at_border + rent, "units": shipped * data.trade}).to_dataframe()
    frame = frame.reset_index()
    return frame[frame.origin != frame.destination]


def wide(flows, label):
    """Price and units of the benchmark and of an experiment, side by side."""
    index = ["sector", "origin", "destination"]
    both = [flows[flows.experiment == k].set_index(index) for k in ("benchmark", label)]
    old, new = (frame[["price", "units"]] for frame in both)
    return old.join(new.add_suffix("_new"))


def fisher(frame):
    """Price and quantity index of rows."""
    old, new = frame.price, frame.price_new
    q, q_new = frame.units, frame.units_new
    paasche = (new * q_new).sum() / (old * q_new).sum()
    laspeyres = (new * q).sum() / (old * q).sum()
    price = (paasche * laspeyres) ** 0.5
    return pd.Series({"price": price, "quantity": ((new * q_new).sum() / (old * q).sum()) / price})


def test_trade_against_pandas(result, flows):
    paid = flows.assign(paid=flows.price * flows.units)
    expected = paid[paid.experiment == "all"].groupby(["origin", "sector"]).paid.sum()
    found = result.stats.exports(by=["region", "sector"]).counterfactual.sel(experiment="all")
    np.testing.assert_allclose(found.to_numpy().ravel(), expected.to_numpy(), rtol=1e-10)
    expected = paid[paid.experiment == "all"].groupby(["destination", "origin"]).paid.sum()
    found = result.stats.imports(by=["region", "partner"]).counterfactual.sel(experiment="all")
    off = ~np.eye(3, dtype=bool)
    np.testing.assert_allclose(found.to_numpy()[off], expected.to_numpy(), rtol=1e-10)
    assert not found.to_numpy()[~off].any()


def test_indices_of_a_group_against_pandas(result, flows):
    """Two exporters to the third region, goods S1 and S2: one basket."""
    both = wide(flows, "all").reset_index()
    here = both[both.sector.isin(["S1", "S2"]) & (both.destination == "R3")]
    expected = fisher(here)
    asked = {"by": ["pair"], "where": {"sector": "two", "partner": {"not": "pair"}}}
    volume = result.stats.export_volume(**asked).sel(experiment="all", region="pair")
    price = result.stats.export_price(**asked).sel(experiment="all", region="pair")
    np.testing.assert_allclose(volume.percent, 100 * (expected.quantity - 1), rtol=1e-9)
    np.testing.assert_allclose(price.counterfactual, expected.price, rtol=1e-10)
    terms = result.stats.terms_of_trade(**asked).sel(experiment="all", region="pair")
    back = both[both.sector.isin(["S1", "S2"]) & (both.origin == "R3")]
    expected_terms = expected.price / fisher(back).price
    np.testing.assert_allclose(terms.counterfactual, expected_terms, rtol=1e-10)


def test_trade_within_a_group_is_no_part_of_its_real_gdp(result):
    """What one member sells another is an export and an import, so the world's is final use."""
    data = result.data
    bought = data.final_demand.sum(["sector", "destination", "agent"])
    assert bought.sel(experiment="all") != bought.sel(experiment="benchmark")
    world = result.stats.real_gdp(by=()).sel(experiment="all")
    frame = final_use(data)
    np.testing.assert_allclose(world.percent, 100 * (fisher(frame).quantity - 1), rtol=1e-8)
    gdp = result.stats.gdp(by=()).sel(experiment="all")
    np.testing.assert_allclose(gdp.counterfactual, (frame.price_new * frame.units_new).sum())


def final_use(data):
    """Final purchases, one row each, at all that buyers pay."""
    household = (data.agent == "household").astype(float)
    tax = (data.consumption_tax_power - 1).rename(region="destination")
    paid = data.price_composite * data.final_tax_power * (1 + household * tax)
    frame = xr.Dataset({"price": paid, "units": data.final_demand}).to_dataframe()
    frame = frame[["price", "units"]]
    old, new = (frame.xs(k, level="experiment") for k in ("benchmark", "all"))
    return old.join(new.add_suffix("_new"))


def test_gdp_is_income_without_foreign_saving(result):
    """The third side: factor incomes and receipts that are not paid out of them."""
    data = result.data.sel(experiment="all")
    earned = (data.price_factor * data.endowment).sum("factor")
    receipts = sum(data[r.name] for r in RECEIPTS if not r.from_factors)
    found = result.stats.gdp().counterfactual.sel(experiment="all")
    np.testing.assert_allclose(found, earned + receipts, rtol=1e-9)


def test_value_added_and_product_taxes_are_gdp(result):
    taxes = sum(
        getattr(result.stats, f"{r.name.removeprefix('revenue_')}_revenue")().counterfactual
        for r in RECEIPTS
        if r.on_products
    )
    made = result.stats.value_added().counterfactual
    xr.testing.assert_allclose(made + taxes, result.stats.gdp().counterfactual, rtol=1e-9)


def test_bilateral_sales_hold_exports_and_home_sales(result):
    sales = result.stats.trade().counterfactual
    exports = result.stats.exports().counterfactual
    abroad = sales.where(sales.origin != sales.destination, 0.0).sum("destination")
    np.testing.assert_allclose(abroad, exports, rtol=1e-12)
    assert (sales.sel(experiment="all").to_numpy().diagonal() > 0).all()


def test_consumer_price_is_close_to_the_price_index_of_the_model(result):
    found = result.stats.consumer_price().counterfactual
    exact = result.data.price_final.sel(agent="household", experiment=BOTH)
    np.testing.assert_allclose(found, exact, rtol=2e-3)


def test_factor_incomes_and_prices(result):
    data = result.data.sel(experiment=BOTH)
    earned = data.price_factor * data.endowment
    found = result.stats.factor_income().counterfactual
    xr.testing.assert_allclose(found, earned.transpose(*found.dims).drop_attrs(), rtol=1e-9)
    wage = result.stats.real_factor_price(by="region", where={"factor": "labour"})
    real = data.real_factor_price / result.data.real_factor_price.sel(experiment="benchmark")
    np.testing.assert_allclose(wage.counterfactual, real.sel(factor="labour"), rtol=1e-12)
    employed = data.factor_demand.sel(factor="labour").sum("activity")
    np.testing.assert_allclose(result.stats.employment().counterfactual, employed)


# ---------------------------------------------------------------------- the summary
OF_SUMMARY = {  # column -> statistic, what of it, and whether over benchmark income
    "equivalent_variation": ("welfare", "change", False),
    "equivalent_variation_percent": ("welfare_percent", "change", False),
    "real_gdp_percent": ("real_gdp", "percent", False),
    "export_volume_percent": ("export_volume", "percent", False),
    "import_volume_percent": ("import_volume", "percent", False),
    "terms_of_trade_percent": ("terms_of_trade", "percent", False),
    "co2_change": ("emissions", "change", False),
    "co2_percent": ("emissions", "percent", False),
    "tariff_revenue": ("tariff_revenue", "change", False),
    "border_charge_revenue": ("border_charge_revenue", "change", False),
    "terms_of_trade_effect_percent": ("terms_of_trade_effect", "change", True),
    "volume_of_trade_effect_percent": ("volume_of_trade_effect", "change", True),
    "real_wage_percent": ("real_factor_price", "percent", False),
    "real_income_labour_percent": ("real_factor_income", "percent", False),
    "real_income_capital_percent": ("real_factor_income", "percent", False),
}


def of_stats(result, column):
    """A column of the summary from the statistics."""
    name, part, over_income = OF_SUMMARY[column]
    factor = {"real_wage_percent": "labour"}.get(column)
    factor = factor or next((f for f in ("labour", "capital") if f"income_{f}" in column), None)
    asked = {"by": "region", "where": {"factor": factor}} if factor else {}
    found = getattr(result.stats, name)(**asked)[part]
    return 100 * found / result.stats.income().benchmark if over_income else found


def test_the_summary_says_the_same(results):
    for result in results.values():
        summary = result.summary()
        assert set(summary) == set(OF_SUMMARY)
        for column, values in summary.items():
            np.testing.assert_allclose(
                of_stats(result, column), values, rtol=1e-8, atol=1e-6, err_msg=column
            )


def test_welfare_is_net_of_the_capital_that_a_closure_adds():
    shock = scenario_of({"parameter": "productivity", "region": "R1", "percent": 5})
    economy = cge.load(random_benchmark(3, 3, seed=4), closure="long_run")
    result = cge.solve(economy, shock)
    summary, gross = result.summary(), result.stats.equivalent_variation().change
    np.testing.assert_allclose(result.stats.welfare().change, summary.equivalent_variation_net)
    np.testing.assert_allclose(
        result.stats.welfare_percent().change, summary.equivalent_variation_net_percent
    )
    assert float(abs(gross - summary.equivalent_variation_net).max()) > 1


# ---------------------------------------------------------------------- by, where, compare
def test_ways_to_ask(result):
    exports = result.stats.exports
    assert exports().change.dims == ("experiment", "region")
    assert exports(by="sector").change.dims == ("experiment", "sector")
    assert exports(by=["partner", "region"]).change.dims == ("experiment", "partner", "region")
    assert exports(by=()).change.dims == ("experiment",)
    assert list(exports(by=["pair", "R3"]).region) == ["pair", "R3"]
    assert list(exports(by={"partner": ["pair", {"not": "pair"}]}).partner) == [
        "pair",
        "{not: pair}",
    ]
    assert list(exports(by=["sector", "two"]).sector) == ["S1", "S2", "S3", "two"]
    only = exports(where={"region": "pair"})
    xr.testing.assert_allclose(only, exports().sel(region=["R1", "R2"]))


def test_another_experiment_to_compare_with(result):
    found = result.stats.output_quantity(compare="half")
    assert list(found.experiment) == ["all"]
    levels = result.stats.output_quantity()
    np.testing.assert_allclose(found.benchmark[0], levels.counterfactual.sel(experiment="half"))
    np.testing.assert_allclose(found.counterfactual, levels.counterfactual[[1]])
    price = result.stats.factor_price(compare="half").counterfactual
    chained = result.stats.factor_price().counterfactual
    expected = chained.sel(experiment="all") / chained.sel(experiment="half")
    np.testing.assert_allclose(price[0], expected, rtol=1e-10)
    volume = result.stats.real_gdp(compare="half")
    assert volume.change.attrs["units"] == "million USD at prices of half"
    np.testing.assert_allclose(volume.benchmark[0], result.stats.gdp().counterfactual[0])


def test_all_that_is_wrong_is_said_at_once(result):
    with pytest.raises(cge.InputError) as caught:
        result.stats.exports(
            by=["pari", "R3"],
            where={"sectr": "S1", "sector": "S9", "partner": {"nt": "R1"}, "region": "R1"},
        )
    said = "\n".join(caught.value.problems)
    assert "exports: where: it has no sectr, only sector, region, partner" in said
    assert "exports: where: sector: 'S9' is not a sector or group" in said
    assert "exports: where: partner: {'nt': 'R1'} is not a selection" in said
    assert "exports: by: 'pari' is none of its dims" in said
    assert "along them; did you mean 'pair'?" in said
    assert "exports: by: where leaves no region of 'R3'" in said
    with pytest.raises(cge.InputError, match="compare: no experiment 'hafl'; did you mean 'half'"):
        result.stats.exports(compare="hafl")
    with pytest.raises(AttributeError, match="no statistic 'export'; did you mean 'exports'"):
        result.stats.export  # noqa: B018


def test_employment_needs_labour(result):
    renamed = result.data.assign_coords(factor=["work", "capital"])
    with pytest.raises(cge.InputError, match="employment: these data have no factor 'labour'"):
        cge.Result(renamed).stats.employment()


def test_a_result_of_the_benchmark_alone_has_nothing_to_compare(result):
    alone = cge.Result(result.data.sel(experiment=["benchmark"]))
    with pytest.raises(cge.InputError, match="there is no experiment besides 'benchmark'"):
        alone.stats.exports()


def test_results_from_files_have_statistics_and_shipped_groups(teaching, tmp_path):
    solved = cge.solve(teaching, scenario_of({**SHOCKS[0], "destination": "USA"}))
    read = cge.open_result(solved.to_netcdf(tmp_path / "r.nc"))
    asked = {"by": ["developing", "EU27"], "where": {"sector": {"not": "cbam"}}}
    xr.testing.assert_allclose(solved.stats.exports(**asked), read.stats.exports(**asked))
    assert read.stats.exports.statistic is STATISTICS["exports"]
    assert "units shipped" in repr(read.stats.exports)
    assert "tariff_rate" in dir(read.stats)
    rate = read.stats.tariff_rate()
    assert (rate.change.sel(region="USA") > 9).all()
    assert rate.change.attrs["units"] == "percentage points"


# ---------------------------------------------------------------------- tables
def test_a_table_sums_only_what_adds_up(result):
    assert "All regions" in table(result.stats.exports())
    assert "All regions" not in table(result.stats.real_gdp())
    assert "All regions" not in table(result.stats.exports(by=["pair", "R1"]))
    by_sector = table(result.stats.exports(by="sector"))
    assert "S2" in by_sector
    assert "Total" in by_sector


def test_a_table_of_another_shape_is_refused(result):
    summary = result.summary()
    for wrong in (
        result.stats.exports(by=["sector", "partner"]),
        summary.sel(experiment="all"),
        xr.Dataset(),
    ):
        with pytest.raises(cge.InputError, match="table: no variable is by experiment and region"):
            table(wrong)
    with pytest.raises(cge.InputError, match="a dataset is needed"):
        table(summary.real_gdp_percent)


# ---------------------------------------------------------------------- the page
def test_the_page_is_current():
    """Write it anew with ``python -m tests.results.statistics_page``."""
    assert statistics_page.PAGE.read_text(encoding="utf-8") == statistics_page.page()
