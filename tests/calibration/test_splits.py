"""Sectors split into parts: accounts hold, parts add up, and the table is read or refused."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import (
    InputError,
    accounts,
    aggregate,
    check_benchmark,
    random_benchmark,
    read_groups,
    read_mapping,
    read_parts,
    split,
)
from calibration.carbon_prices import without_carbon_prices
from calibration.mapping import Mapping
from calibration.margins import output_of
from calibration.splits.parts import COLUMNS
from calibration.variables import ELASTICITIES, present

ROW = {
    "sector": "S2",
    "part": "S2-NEW",
    "what": "output",
    "where": "all",
    "value": "20",
    "source": "somebody",
    "found": "assumed",
    "note": "",
}
TOLD = (
    {"value": "30"},
    {"where": "R1", "value": "60"},
    {"where": "R3", "value": "0"},
    {"what": "exports", "where": "R2", "value": "0.2"},
    {"what": "use", "where": "S1", "value": "5"},
    {"what": "use", "where": "household", "value": "0"},
    {"what": "input", "where": "S3", "value": "4"},
    {"what": "input", "where": "labour", "value": "0.5"},
    {"what": "co2", "where": "all", "value": "3"},
    {"what": "process", "where": "all", "value": "1000"},
    {"part": "S2-TWO", "value": "10"},
    {"sector": "S4", "part": "S4-NEW", "value": "25"},
    {"sector": "S4", "part": "S4-NEW", "what": "use", "where": "S2", "value": "2"},
)


@pytest.fixture
def table(tmp_path):
    """A table of rows."""

    def write(*rows):
        path = tmp_path / "parts.csv"
        lines = [",".join(COLUMNS), *(",".join((ROW | row).values()) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def drawn(margins=False):
    """A random economy with every kind of variable that the shipped data have."""
    data = random_benchmark(3, 5, seed=4, margins=margins)
    household = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    added = {
        "co2_process": 0.25 * data.co2,
        "co2_household": 1e-6 * household,
        "mixed_income": 0.3 * data.value_added.sel(factor="labour", drop=True),
    }
    return data.assign({name: array.drop_attrs() for name, array in added.items()})


@pytest.mark.parametrize("margins", [False, True])
def test_accounts_hold_and_parts_add_up_to_the_sector(table, margins):
    data = drawn(margins)
    if margins:  # the two sectors that supply them are not split
        suppliers = set(map(str, data.margin_sector.to_numpy()))
        free = [s for s in map(str, data.sector.to_numpy()) if s not in suppliers][:2]
    else:
        free = ["S2", "S4"]
    swap = dict(zip(("S2", "S4"), free, strict=True))

    def put(row):
        found = ROW | row
        return row | {
            key: found[key].replace(found["sector"], swap[found["sector"]])
            for key in ("sector", "part")
        }

    made = split(data, read_parts(table(*map(put, TOLD)), data))
    assert made.sizes["sector"] == data.sizes["sector"] + 3
    check_benchmark(made)
    assert (accounts(made)["relative"] < 1e-9).all()
    labels = {str(s): str(s).split("-")[0] for s in made.sector.to_numpy()}
    regions = {r: r for r in map(str, made.region.to_numpy())}
    again = aggregate(made, Mapping("back", regions, labels, {}))
    plain = aggregate(data, Mapping("same", regions, {s: s for s in labels.values()}, {}))
    for name in present(data):
        np.testing.assert_allclose(again[name], plain[name], rtol=1e-9, atol=1e-7, err_msg=name)


def test_a_part_is_as_large_and_as_inclined_as_told(table):
    data = drawn()
    made = split(data, read_parts(table(*TOLD), data))
    output = xr.zeros_like(made.co2).copy(data=output_of(made))
    whole = output.sel(activity=["S2-NEW", "S2-TWO", "S2-OTH"]).sum("activity")
    share = output.sel(activity="S2-NEW") / whole
    np.testing.assert_allclose(share, [0.6, 0.3, 0.0], atol=1e-9)
    new, rest = made.sel(sector="S2-NEW"), made.sel(sector="S2-OTH")
    assert float(new.final_use.sel(agent="household").sum()) == 0.0
    used = [p.intermediate_use for p in (new, rest)]
    lean = [p.sel(activity="S1") / p.sum("activity") for p in used]
    assert float(lean[0].sel(destination="R1")) > float(lean[1].sel(destination="R1"))
    sold = [p.sales.sel(origin="R2") for p in (new, rest)]
    home = [float(p.sel(destination="R2") / p.sum()) for p in sold]
    assert home[0] > home[1]
    inputs = made.intermediate_use.sel(sector="S3", destination="R1") / output.sel(region="R1")
    assert float(inputs.sel(activity="S2-NEW")) > 2 * float(inputs.sel(activity="S2-OTH"))
    process = made.co2_process.sel(region="R1")
    assert float(process.sel(activity="S2-NEW")) > 0.99 * float(
        data.co2_process.sel(activity="S2", region="R1")
    )
    assert float(made.tariff_rate.sel(sector="S2-NEW").max()) == float(
        data.tariff_rate.sel(sector="S2").max()
    )


def test_a_pooled_part_sells_to_the_rest_which_sells_on(table):
    """All else is as it was: users, trade, value added, and what the sector costs as a whole."""
    data = drawn()
    rows = ({"value": "30"}, {"what": "pool", "where": "R1", "value": "100"},
            {"what": "pool", "where": "R2", "value": "40"})  # fmt: skip
    made = split(data, read_parts(table(*rows), data))
    check_benchmark(made)
    whole = data.sales.sel(sector="S2")
    pooled = {"R1": 0.3, "R2": 0.3 * 0.4, "R3": 0.0}
    for region, part in pooled.items():
        made_there = float(whole.sel(origin=region).sum())
        bought = made.intermediate_use.sel(
            sector="S2-NEW", destination=region, activity="S2-OTH"
        ) + made.intermediate_use.sel(sector="S2-OTH", destination=region, activity="S2-OTH")
        before = made.intermediate_use.sel(sector=["S2-NEW", "S2-OTH"], destination=region)
        both = float(before.sel(activity=["S2-NEW", "S2-OTH"]).sum())
        own = float(data.intermediate_use.sel(sector="S2", destination=region, activity="S2"))
        assert both - own == pytest.approx(part * made_there, rel=1e-9, abs=1e-9)
        assert float(bought) >= part * made_there * (1 - 1e-9)
    abroad = made.sales.sel(sector="S2-NEW", origin="R1", destination=["R2", "R3"])
    assert float(abroad.sum()) == 0.0
    for name in ("final_use", "final_tax", "tariff_revenue"):
        found = made[name].sel(sector=["S2-NEW", "S2-OTH"]).sum("sector")
        np.testing.assert_allclose(found, data[name].sel(sector="S2"), rtol=1e-9, atol=1e-9)
    cost = made.value_added.sel(activity=["S2-NEW", "S2-OTH"]).sum("activity")
    np.testing.assert_allclose(cost, data.value_added.sel(activity="S2"), rtol=1e-9)


def test_part_of_a_factor_is_told_of_a_part(table):
    data = drawn()
    share = xr.DataArray(
        np.full([1, 5, 3], 0.1), dims=("factor_part", "activity", "region"),
        coords={"factor_part": ["sites"]},
        attrs={"parents": '{"sites": "capital"}', "mobility": '{"sites": 0}'},
    )  # fmt: skip
    data = data.assign(factor_part_share=share)
    rows = ({}, {"what": "factor_part", "where": "sites", "value": "60"})
    made = split(data, read_parts(table(*rows), data)).factor_part_share
    assert (made.sel(activity="S2-NEW") == 0.6).all()
    assert (made.sel(activity="S2-OTH") == 0.1).all()


def test_a_part_pays_for_the_carbon_that_it_emits(table):
    """Of the tax on output, payments for carbon follow emissions, and the rest output."""
    data = drawn()
    price = xr.full_like(data.co2, 10.0)
    data = data.assign(carbon_price=price.drop_attrs(), free_allocation=(0 * price).drop_attrs())
    data = data.assign(co2=data.co2 * 0.005 * 100 / float(data.co2.max()))
    data = data.assign(co2_process=0.25 * data.co2)
    rows = ({"value": "30"}, {"what": "co2", "value": "4"}, {"what": "process", "value": "4"})
    made = split(data, read_parts(table(*rows), data))
    check_benchmark(made)
    paid = 10 * made.co2.sel(activity=["S2-NEW", "S2-OTH"])
    other = made.output_tax.sel(activity=["S2-NEW", "S2-OTH"]) - paid
    share = (other / other.sum("activity")).sel(activity="S2-NEW")
    np.testing.assert_allclose(share, 0.3, rtol=1e-6)
    emitted = paid / paid.sum("activity")
    np.testing.assert_allclose(emitted.sel(activity="S2-NEW"), 1.2 / 1.9, rtol=1e-9)


def test_an_even_split_is_the_sector_in_small(table):
    """With nothing told but its size a part is the sector times that size."""
    data = drawn()
    made = split(data, read_parts(table({"value": "25"}), data))
    for name, along in (("sales", "sector"), ("final_use", "sector"), ("value_added", "activity")):
        part, whole = made[name].sel({along: "S2-NEW"}), data[name].sel({along: "S2"})
        np.testing.assert_allclose(part, 0.25 * whole, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"sector": "S9", "part": "S9-A"}, "unknown sector 'S9'"),
        ({"part": "NEW"}, "part 'NEW' is not 'S2-' and an ending other than 'OTH'"),
        ({"part": "S2-OTH"}, "part 'S2-OTH' is not 'S2-' and an ending other than 'OTH'"),
        ({"what": "outputs"}, "unknown what 'outputs'; did you mean 'output'"),
        ({"where": "R9"}, "output: unknown region 'R9'"),
        ({"what": "use", "where": "R1"}, "use: unknown activity or agent 'R1'"),
        ({"where": "R1", "value": "100"}, "value '100' is not a number from 0 to below 100"),
        ({"where": "R1", "value": "-1"}, "value '-1' is not a number from 0 to below 100"),
        ({"where": "R1", "found": "x"}, "found 'x' is not one of read, derived, recalled, assumed"),
        ({"where": "R1", "source": ""}, "source is empty"),
        ({"what": "pool", "value": "101"}, "value '101' is not a percentage from 0 to 100"),
        ({"what": "factor_part", "where": "all"}, "factor_part: unknown factor_part 'all'"),
        ({}, "repeats line 2"),
    ],
)
def test_a_faulty_row_is_refused(table, row, problem):
    with pytest.raises(InputError) as error:
        read_parts(table({}, row), drawn())
    assert any(f"parts.csv:3: {problem}" in each for each in error.value.problems)


def test_sizes_must_be_told_everywhere_and_leave_a_rest(table):
    with pytest.raises(InputError, match="no output of S2-NEW in R2, R3; or say it where 'all'"):
        read_parts(table({"where": "R1"}), drawn())
    with pytest.raises(
        InputError, match=r"parts of S2 are 100 % or more of its output in R1, R2, R3"
    ):
        read_parts(table({"value": "60"}, {"part": "S2-B", "value": "50"}), drawn())


def test_data_that_no_rule_splits_are_refused(table):
    data = drawn()
    parts = read_parts(table({}), data)
    by_user = random_benchmark(3, 5, seed=4, by_user=True)
    with pytest.raises(InputError, match="sales by user, which no rule splits"):
        split(by_user, parts)
    regions, sectors = ({s: s for s in map(str, data[d].to_numpy())} for d in ("region", "sector"))
    with pytest.raises(InputError, match="aggregated; split first"):
        split(aggregate(data, Mapping("same", regions, sectors, {})), parts)
    with pytest.raises(InputError, match="sector 'S2' is not in the data"):
        split(split(data, parts), parts)
    supplied = drawn(margins=True)
    label = str(supplied.margin_sector.to_numpy()[0])
    of_supplier = read_parts(table({"sector": label, "part": f"{label}-NEW"}), supplied)
    with pytest.raises(InputError, match="supplies margins"):
        split(supplied, of_supplier)


# ---------------------------------------------------------------------- what ships
SHOCK = {"parameter": "carbon_price", "region": "EU27", "add_points": 50}


@pytest.fixture(scope="module")
def goods(world, data_folder):
    return split(world, read_parts(data_folder / "splits" / "cbam-goods.csv", world))


def test_the_world_in_goods_keeps_its_accounts(goods, world):
    check_benchmark(goods)
    assert float(goods.co2.sum()) == pytest.approx(float(world.co2.sum()), rel=1e-12)
    parts = goods.co2_process.sel(activity=["C23-CEM", "C23-OTH"]).sum("activity")
    np.testing.assert_allclose(parts, world.co2_process.sel(activity="C23"), rtol=1e-9, atol=1e-12)


def test_cement_emits_what_a_tonne_of_it_emits(goods):
    """At 80 USD per tonne, t CO2 per t; published: process 0.5 per t of clinker, of which cement is
    some 0.7 to 0.8; with fuel 0.6 (Global Cement and Concrete Association, recalled)."""
    tonnes = goods.co2.copy(data=output_of(goods)).sel(activity="C23-CEM") / 80
    process = goods.co2_process.sel(activity="C23-CEM")
    fired = goods.co2.sel(activity="C23-CEM")
    assert float(tonnes.sum()) == pytest.approx(4100, rel=0.05)  # Mt, USGS 2022, recalled
    assert 0.5 * 0.7 < float(process.sum() / tonnes.sum()) < 0.5 * 0.8
    assert float(fired.sum() / tonnes.sum()) == pytest.approx(0.6, abs=0.06)
    for region in ("CHN", "IND", "USA", "DEU", "TUR", "RUS"):
        each = float((process / tonnes).sel(region=region))
        assert each == pytest.approx(0.38, rel=1e-3), region  # shares have four digits


def test_other_carbonates_stay_with_the_rest_of_the_sector(goods, world):
    """Global Carbon Budget 2023: cement 1,605 of 1,907 Mt in the sector, in 2022."""
    rest = goods.co2_process.sel(activity="C23-OTH")
    cement = goods.co2_process.sel(activity="C23-CEM")
    assert float(cement.sum()) == pytest.approx(1605.5, abs=1)
    assert float(rest.sum()) == pytest.approx(301.2, abs=1)
    assert float(rest.sel(region="IND")) < 1e-3  # none is reported
    assert float(rest.sel(region="CHN")) == pytest.approx(171.5, rel=1e-3)


def test_what_is_known_of_industries_holds_of_their_parts():
    """Groups, structures and the index name industries; parts are meant with them."""
    economy = cge.load(aggregation="cbam", structure="gtap-e", technology="standard")
    chemicals = economy.benchmark.sigma_non_coal.sel(activity=["FER", "PHA", "STL"])
    assert float(chemicals.sel(activity="FER").max()) == 0.0  # raw materials, as in C20
    assert float(chemicals.sel(activity="STL").min()) > 0.0
    index = economy.benchmark.nqp
    assert set(index.activity.to_numpy()) >= {"SEM", "ALU"}
    plan = {"title": "x", "packages": {"p": {"shocks": [SHOCK]}}}
    result = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert result.verified, result.verdict


def test_the_goods_are_about_as_large_as_known(goods):
    """World output of 2022, billion USD; recalled: cement of 4.1 Gt, aluminium of 69 Mt smelted,
    fertiliser of 200 Mt of nutrients, and chips of 574 billion (WSTS), packaging counted twice."""
    made = xr.zeros_like(goods.co2).copy(data=output_of(goods)).sum("region") / 1e3
    for part, low, high in (
        ("C23-CEM", 250, 400),
        ("C24B-ALU", 210, 700),
        ("C20-FER", 180, 320),
        ("C26-SEM", 570, 1000),
    ):
        assert low < float(made.sel(activity=part)) < high


def test_the_regulation_covers_the_goods_alone(world, goods, data_folder):
    groups = read_groups(data_folder / "groups.yaml")
    path = data_folder / "aggregations" / "cbam.csv"
    joined = aggregate(goods, read_mapping(path, goods))
    assert groups.resolve("sector", "cbam", joined) == ("FER", "CEM", "STL", "ALU", "UTL")
    assert set(groups.resolve("sector", "high_technology", joined)) >= {"SEM", "ELE"}
    whole = aggregate(world, read_mapping(data_folder / "aggregations" / "16x22.csv", world))
    parted = aggregate(goods, read_mapping(data_folder / "aggregations" / "16x22.csv", goods))
    for name in set(present(whole)) - set(ELASTICITIES):
        np.testing.assert_allclose(parted[name], whole[name], rtol=1e-8, atol=1e-6, err_msg=name)


def test_without_its_split_the_aggregation_names_what_is_missing(world, data_folder):
    with pytest.raises(InputError, match="unknown sector 'C23-CEM'"):
        read_mapping(data_folder / "aggregations" / "cbam.csv", without_carbon_prices(world))
