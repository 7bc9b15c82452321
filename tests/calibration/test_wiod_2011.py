"""The shipped benchmark with sourcing by user, and how it is built."""

import csv

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import (
    Mapping,
    accounts,
    aggregate,
    check_benchmark,
    open_benchmark,
    read_mapping,
)
from calibration.cleaning import net_negative_demand
from calibration.concordances import read_concordance
from calibration.readers import inter_country_table
from calibration.readers.wiod import CATEGORIES
from cge.inputs.find import find
from data.build.ledger import Ledger
from data.build.wiod_2011.build import INDUSTRIES, build, treat, write
from tests.economy.conftest import scenario_of

NAME = "wiod-2011"
# Sums over the source table of 2011, million USD: output, final demand, and what is negative in
# the latter once stocks are netted against fixed investment of the same flow.
OUTPUT, FINAL, NEGATIVE = 141_767_904, 69_268_600, 92_079


@pytest.fixture(scope="module")
def world():
    return open_benchmark(find("benchmarks", NAME))


@pytest.fixture(scope="module")
def rules():
    path = find("benchmarks", NAME).with_suffix(".rules.csv")
    with path.open(newline="") as stream:
        return {row["item"]: row for row in csv.DictReader(stream)}


def test_the_file_is_small():
    assert find("benchmarks", NAME).stat().st_size < 7e5


def test_accounts_hold(world):
    check_benchmark(world)
    assert (accounts(world)["relative"] < 1e-14).all()
    assert (world.sizes["region"], world.sizes["sector"], world.sizes["user"]) == (41, 35, 38)


def test_world_totals_are_the_source_s(world):
    """Final demand is the source's and what was negative; output grows by inputs for that."""
    final = float(world.final_use.sum())
    assert final == pytest.approx(FINAL + NEGATIVE, rel=1e-5)
    assert float(world.value_added.sum()) == pytest.approx(final, rel=1e-12)
    assert OUTPUT < float(world.sales.sum()) < OUTPUT * 1.001


def test_the_ledger_names_every_rule(rules):
    assert set(rules) == {
        "primary inputs",
        "statistical discrepancy",
        "exports above output",
        "negative final demand",
        "fractions of a million USD",
    }
    demand = rules["negative final demand"]
    assert demand["note"].endswith(f"still negative: 150 cells, {NEGATIVE:,.0f} million USD")
    assert float(demand["million_usd"]) > NEGATIVE


def test_users_buy_from_different_origins(world):
    """In the United States in 2011 households bought most textiles abroad, textile makers not."""
    textiles = world.sales_by_user.sel(sector="c4", destination="USA", user=["household", "c4"])
    home = textiles.sel(origin="USA") / textiles.sum("origin")
    assert float(home.sel(user="household")) < 0.5 < float(home.sel(user="c4"))


def test_elasticities_are_those_of_the_concordance(world):
    oecd = open_benchmark(find("benchmarks", "oecd-icio-2022"))
    for industry, members in read_concordance(INDUSTRIES).members.items():
        for name in ("sigma_import_source", "sigma_domestic_import"):
            given = oecd[name].sel(sector=list(members))
            value = float(world[name].sel(sector=industry))
            assert float(given.min()) - 1e-12 <= value <= float(given.max()) + 1e-12
            assert members[0] in world[name].attrs["source_by_label"]
    named = {
        member for members in read_concordance(INDUSTRIES).members.values() for member in members
    }
    assert set(map(str, oecd.sector.to_numpy())) - named == {"J58T60"}  # publishing is in c7


@pytest.mark.parametrize("aggregation", ["wiod-19x21", "wiod-full"])
def test_aggregations_keep_all_accounts(world, aggregation):
    small = aggregate(world, read_mapping(find("aggregations", aggregation), world))
    check_benchmark(small, 1e-12)
    assert float(small.sales_by_user.sum()) == pytest.approx(float(world.sales_by_user.sum()))
    assert not small.intermediate_tax.any()  # no tariffs, so users paid the same prices


def test_households_and_makers_pay_differently_for_a_tariff(world):
    """American households buy textiles abroad, makers at home; all of it verified."""
    regions = {r: r if r == "USA" else "REST" for r in map(str, world.region.to_numpy())}
    sectors = {s: "TEX" if s in ("c4", "c5") else "OTH" for s in map(str, world.sector.to_numpy())}
    two = aggregate(world, Mapping("two", regions, sectors, {}))
    economy = cge.load(two)
    shock = {"parameter": "tariff_power", "destination": "USA", "add_points": 25}
    result = cge.solve(economy, scenario_of(shock))
    assert result.verified, result.verdict
    after = result.data.sel(experiment="shock")
    price = after.price_composite_by_user.sel(sector="TEX", destination="USA")
    assert float(price.sel(user="household")) > float(price.sel(user="TEX")) + 0.04


# ---------------------------------------------------------------------- the build, on a small table
@pytest.fixture
def table():
    """Two economies with all 35 industries, shrinking stocks and an idle industry."""
    draw = np.random.default_rng(2)
    industries = list(read_concordance(INDUSTRIES).members)
    size = 2 * len(industries)
    flows = draw.integers(1, 5, (size, size)).astype(float)
    final = draw.integers(200, 400, (size, 10)).astype(float)
    flows[40], flows[:, 40], final[40] = 0.0, 0.0, 0.0
    final[0, 3:5] = 50.0, -20.0  # netted
    final[1, 3:5] = 10.0, -40.0  # still negative
    final[2, 3:5] = -5.0, 30.0
    return inter_country_table(flows, final, ["A", "B"], industries, CATEGORIES)


def test_stocks_are_netted_within_a_flow(table):
    netted = net_negative_demand(table, "inventories", "fixed_investment")
    cells = netted.final.sel(origin="A", destination="A", sector=["c1", "c2", "c3"])
    np.testing.assert_array_equal(cells.sel(category="fixed_investment"), [30, 0, 0])
    np.testing.assert_array_equal(cells.sel(category="inventories"), [0, -30, 25])
    pair = ["fixed_investment", "inventories"]
    np.testing.assert_array_equal(
        netted.final.sel(category=pair).sum("category"),
        table.final.sel(category=pair).sum("category"),
    )
    untouched = ["households", "non_profit", "government"]
    xr.testing.assert_equal(
        netted.final.sel(category=untouched), table.final.sel(category=untouched)
    )


def test_the_treated_table_is_whole_and_not_negative(table):
    ledger = Ledger()
    treated = treat(table, ledger)
    for name in ("intermediate", "final", "output"):
        assert float(treated[name].min()) >= 0
        np.testing.assert_array_equal(treated[name], np.rint(treated[name]))
    lines = {item: (cells, value, note) for item, _, cells, value, note in ledger.lines}
    cells, value, note = lines["negative final demand"]
    assert (cells, value) == (3, 65.0)
    assert note.endswith("still negative: 1 cells, 30 million USD")
    assert "idle" not in lines


def test_the_build_gives_a_benchmark_that_opens(table, tmp_path):
    oecd = open_benchmark(find("benchmarks", "oecd-icio-2022"))
    path = tmp_path / "small.nc"
    write(build(table, oecd, Ledger()), path)
    opened = open_benchmark(path)
    check_benchmark(opened)
    sold = opened.sales_by_user.sel(sector="c5", origin="A", destination="B", user="c9")
    assert float(sold) == float(
        table.intermediate.sel(sector="c5", origin="A", destination="B", activity="c9")
    )
