"""Inter-country tables as arrays and as R data, and the benchmark made from them."""

import numpy as np
import pytest

import cge
from calibration import InputError, benchmark_of, check_benchmark
from calibration.cleaning import without_negative_demand
from calibration.readers import inter_country_table, read_wiod
from calibration.readers.wiod import CATEGORIES

ECONOMIES, INDUSTRIES = ["USA", "ROM", "RoW"], ["c1", "c2"]
THETA = {"c1": 4.0, "c2": 8.0}
AGENTS = {
    "households": "household",
    "non_profit": "household",
    "government": "government",
    "fixed_investment": "investment",
    "inventories": "investment",
}


@pytest.fixture
def matrices():
    """A table in whole millions with one industry that makes nothing and stocks that shrink."""
    draw = np.random.default_rng(4)
    flows = draw.integers(1, 50, (6, 6)).astype(float)
    final = draw.integers(60, 200, (6, 15)).astype(float)
    flows[3], flows[:, 3], final[3] = 0.0, 0.0, 0.0
    final[0, 4], final[5, 9] = -17.0, -40.0
    return flows, final


@pytest.fixture
def table(matrices):
    return inter_country_table(*matrices, ["USA", "ROU", "ROW"], INDUSTRIES, CATEGORIES)


def test_cells_are_labelled(matrices, table):
    flows, final = matrices
    cell = table.intermediate.sel(origin="ROU", sector="c1", destination="ROW", activity="c2")
    assert float(cell) == flows[2, 5]
    cell = table.final.sel(origin="ROW", sector="c2", destination="USA", category="inventories")
    assert float(cell) == final[5, 4]
    np.testing.assert_array_equal(table.output.sel(origin="USA"), (flows.sum(1) + final.sum(1))[:2])


def test_faults_of_the_arrays_are_listed(matrices):
    flows, final = matrices
    with pytest.raises(InputError) as caught:
        inter_country_table(flows[:4], final, ["A", "A", "B"], INDUSTRIES, CATEGORIES)
    assert caught.value.problems[0] == "economies: labels appear twice: A"
    assert "intermediate: shape (4, 6), must be (6, 6)" in caught.value.problems[1]
    flows[0, 0] = np.nan
    with pytest.raises(InputError, match="intermediate: 1 values are not finite"):
        inter_country_table(flows, final, ECONOMIES, INDUSTRIES, CATEGORIES)


def test_output_may_differ_from_rows_by_rounding_only(matrices):
    flows, final = matrices
    made = flows.sum(axis=1) + final.sum(axis=1)
    inter_country_table(flows, final, ECONOMIES, INDUSTRIES, CATEGORIES, made + 2.0)
    with pytest.raises(InputError, match="output: ROM c2 is 50, and its row sums to 0 "):
        inter_country_table(flows, final, ECONOMIES, INDUSTRIES, CATEGORIES, made + 50.0)


def test_what_rounding_explains_is_read_off_the_table(matrices):
    """In billions with three decimals the same gaps are a thousand times smaller."""
    flows, final = (part / 1000 for part in matrices)
    made = flows.sum(axis=1) + final.sum(axis=1)
    inter_country_table(flows, final, ECONOMIES, INDUSTRIES, CATEGORIES, made + 0.002)
    with pytest.raises(InputError, match=r"0\.05, .* further than rounding to 0\.001 explains"):
        inter_country_table(flows, final, ECONOMIES, INDUSTRIES, CATEGORIES, made + 0.05)


def test_without_negative_demand_inputs_per_unit_stay(table):
    treated = without_negative_demand(table)
    assert float(treated.final.min()) == 0.0
    before = table.intermediate / table.output.rename(origin="destination", sector="activity")
    after = treated.intermediate / treated.output.rename(origin="destination", sector="activity")
    np.testing.assert_allclose(after.fillna(0), before.fillna(0), rtol=1e-12)
    sold = treated.intermediate.sum(("destination", "activity"))
    sold = sold + treated.final.sum(("destination", "category"))
    np.testing.assert_allclose(sold, treated.output, rtol=1e-12)
    assert float(treated.output.sum()) > float(table.output.sum()) + 57.0


def test_the_benchmark_solves(table):
    benchmark = benchmark_of(without_negative_demand(table), AGENTS, THETA, "a test")
    check_benchmark(benchmark)
    assert (benchmark.final_use.sum(("sector", "destination")) > 0).all()
    np.testing.assert_array_equal(benchmark.sigma_import_source, [5.0, 9.0])
    assert "a test" in benchmark.sigma_domestic_import.attrs["source_by_label"]
    economy = cge.load(benchmark, aggregation=None)
    worst = economy.residuals()
    assert float(worst["worst"].max()) < 1e-10


def test_faults_of_the_table_are_listed(table):
    agents = dict(AGENTS, government="goverment")
    del agents["inventories"]
    with pytest.raises(InputError) as caught:
        benchmark_of(table, agents, {"c1": 4.0}, "a test")
    problems = caught.value.problems
    assert problems[0] == "category 'inventories' of final demand has no agent"
    assert problems[1].endswith("unknown agent 'goverment'; did you mean 'government'?")
    assert problems[2:] == [
        "industry 'c2' has no trade elasticity",
        "2 values of final demand are negative; treat them first",
    ]


def test_negative_sales_are_for_the_user_to_treat(matrices):
    flows, final = matrices
    flows[0, 0] = -1.0
    table = inter_country_table(flows, final.clip(0.0), ECONOMIES, INDUSTRIES, CATEGORIES)
    with pytest.raises(InputError, match="1 sales to industries are negative; treat them first"):
        benchmark_of(table, AGENTS, THETA, "a test")


def test_cost_above_output_is_named(matrices):
    flows, final = matrices
    flows[:, 4] *= 100.0
    loss = inter_country_table(
        flows, final.clip(min=0.0), ["USA", "ROU", "ROW"], INDUSTRIES, CATEGORIES
    )
    with pytest.raises(InputError, match="ROW c1: cost is above output by"):
        benchmark_of(loss, AGENTS, THETA, "a test")


def test_r_data_is_read(matrices, table, tmp_path):
    rdata = pytest.importorskip("rdata")
    flows, final = matrices
    content = {
        "wiot_2008": {
            "year": np.array([2008]),
            "countries": np.array(ECONOMIES),
            "industries": np.array(INDUSTRIES),
            "final": final,
            "output": flows.sum(axis=1) + final.sum(axis=1),
            "inter": flows,
        }
    }
    path = tmp_path / "wiot_2008.RData"
    rdata.write_rda(path, content)
    read = read_wiod(path)
    assert read.attrs["year"] == 2008
    assert read.attrs["licence"] == "CC BY 4.0"
    assert read.drop_attrs().identical(table.drop_attrs())


def test_files_that_are_no_world_table(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="no such file"):
        read_wiod(tmp_path / "absent.RData")
    rdata = pytest.importorskip("rdata")
    path = tmp_path / "other.RData"
    rdata.write_rda(path, {"other": {"inter": np.eye(2)}})
    with pytest.raises(InputError, match="holds other; no list with inter, final, output"):
        read_wiod(path)
    path.write_text("not R", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as R data"):
        read_wiod(path)


def test_the_package_that_reads_r_data_is_named_when_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rdata", None)
    path = tmp_path / "wiot.RData"
    path.touch()
    with pytest.raises(InputError, match=r"pip install cge\[wiod\]"):
        read_wiod(path)
