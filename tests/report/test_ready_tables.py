"""Ready tables of a result: each number is that of the solution, by its definition."""

import inspect
import warnings

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.errors import InputError
from cge.report.html.reproduce import reproduction
from cge.report.tables.registry import TABLES
from cge.results.result import open_result
from cge.results.views import maker


@pytest.fixture(scope="module")
def result(teaching):
    """The default scenario."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cge.solve(teaching, "nqp-and-cbam")


@pytest.fixture(scope="module")
def plain(teaching):
    """A tariff alone: nothing at a border, no channel of technology, no decomposition."""
    return cge.solve(teaching, cge.Scenario.from_dict(TARIFF))


@pytest.fixture(scope="module")
def long_run():
    economy = cge.load(aggregation="5x6", closure="long_run")
    return cge.solve(economy, cge.Scenario.from_dict(TARIFF))


TARIFF = {
    "title": "A tariff",
    "packages": {
        "tariff": {
            "shocks": [
                {
                    "parameter": "tariff_power",
                    "sector": "HIT",
                    "origin": "CHN",
                    "destination": "USA",
                    "add_points": 10,
                }
            ]
        }
    },
}


PLAN = {
    "title": "t",
    "packages": {
        "p": {"shocks": [{"parameter": "productivity", "region": "R1", "percent": 3}]},
        "q": {"shocks": [{"parameter": "productivity", "region": "R2", "percent": 3}]},
    },
    "experiments": {"p": ["p"], "both": ["p", "q"]},
    "contributions": True,
}


@pytest.fixture(scope="module")
def small():
    """Three regions and sectors, without margins."""
    economy = cge.load(random_benchmark(3, 3, seed=1))
    return cge.solve(economy, cge.Scenario.from_dict(PLAN), decompose=True)


def column(table, key):
    return table.to_frame()[key].to_numpy()


def at(result, name, label):
    return result.data[name].sel(experiment=label)


def test_every_table_of_the_registry_is_made_and_says_what_it_rests_on(result):
    for name in TABLES:
        if name == "contributions":
            continue
        table = result.table(name, experiment="both")
        assert table.name == name
        assert table.to_frame().size > 0
        assert table.verified
        assert "closure: standard" in table.note
        assert "oecd-icio-2022" in table.note
        assert "numeraire: world factor-price index" in table.note


def test_welfare_is_the_equivalent_variation_and_its_effects_add_up(small):
    result, table = small, small.table("welfare")
    expected = [at(result, "equivalent_variation", e).to_numpy() for e in result.experiments]
    frame = table.to_frame()
    assert np.array_equal(column(table, "equivalent_variation"), np.concatenate(expected))
    rest = [k for k in frame if not k.startswith("equivalent_variation")]
    assert {"allocative", "terms_of_trade", "technology", "residual"} <= set(rest)
    assert np.allclose(frame[rest].sum(axis=1), frame["equivalent_variation"], atol=1e-6)
    income = at(result, "income", "benchmark").to_numpy()
    percent = 100 * np.concatenate([ev / income for ev in expected])
    assert np.allclose(column(table, "equivalent_variation_percent"), percent, rtol=1e-12)
    # Terms of trade are gains of some from others.
    world = frame["terms_of_trade"].groupby(level="experiment").sum()
    assert np.allclose(world, 0.0, atol=1e-3 * frame["terms_of_trade"].abs().max())


def test_the_decomposition_is_that_of_decompose_and_survives_the_file(small, tmp_path):
    alone = cge.decompose(cge.load(random_benchmark(3, 3, seed=1)), cge.Scenario.from_dict(PLAN))
    again = open_result(small.to_netcdf(tmp_path / "result.nc"))
    assert again.verified
    for of in ("group", "effect", "package"):
        xr.testing.assert_allclose(again.decomposition.table(of), alone.table(of))
        assert again.decomposition.table(of).attrs == alone.table(of).attrs
    for of in ("sector", "partner"):
        with pytest.raises(InputError, match=f"by {of}: the file of a result keeps none"):
            again.decomposition.table(of)
    assert again.table("welfare").written("latex") == small.table("welfare").written("latex")


def test_what_was_solved_beside_is_in_the_command_that_reproduces_it(small, plain):
    beside = {"--decompose", "--contributions"}
    assert beside <= set(reproduction(small).command.split())
    assert not beside & set(reproduction(plain).command.split())


def test_the_note_names_residuals_of_what_is_shown(small):
    note = small.table("welfare", experiment="both").note
    assert "on the line: both " in note
    assert "Worth of a dollar: " in note


def test_a_decomposition_of_other_inputs_is_refused(result, plain, teaching):
    other = cge.decompose(teaching, cge.Scenario.from_dict(TARIFF), steps=1)
    with pytest.raises(InputError, match="of other data, closure or scenario"):
        result.with_decomposition(other)
    assert "allocative" in plain.with_decomposition(other).table("welfare").to_frame()
    assert plain.decomposition is None
    assert "cge run --decompose" in plain.table("welfare").note


def test_a_decomposition_with_a_failed_check_is_not_verified(small):
    found = small.decomposition
    kept = found.kept().assign_attrs(verified=0, verdict="nqp, 50 %: labour is off")
    shown = cge.Result(small.data, benchmark=small.benchmark, effects=kept)
    assert "NOT VERIFIED: nqp, 50 %: labour is off" in shown.table("welfare").written("html")
    assert shown.table("macro").verified


def test_bilateral_exports_are_trade_at_the_price_of_the_origin(small):
    """Units shipped times what the origin gets, in an economy without margins and rents."""

    def exports(label):
        d = small.data.sel(experiment=label)
        basic = d.price_basic.rename(activity="sector", region="origin")
        paid = d.trade * d.iceberg * basic * d.export_power
        value = paid.sum("sector").transpose("origin", "destination").to_numpy()
        return np.where(np.eye(len(value)) > 0, np.nan, value)

    frame = small.table("bilateral", experiment="both").to_frame()
    change = exports("both") - exports("benchmark")
    assert np.allclose(frame.to_numpy()[:, :-1], change, rtol=1e-9, equal_nan=True)
    assert np.allclose(frame[("", "total")], np.nansum(change, axis=1), rtol=1e-9)
    percent = small.table("bilateral_percent", experiment="both").to_frame().to_numpy()[:, :-1]
    assert np.allclose(percent, 100 * change / exports("benchmark"), rtol=1e-9, equal_nan=True)


def test_bilateral_goods_add_up_to_all(result):
    labels = [str(k) for k in result.data.sector.to_numpy()]
    parts = [result.table("bilateral", experiment="cbam", sector=k).to_frame() for k in labels]
    whole = result.table("bilateral", experiment="cbam").to_frame()
    assert np.allclose(sum(parts).to_numpy(), whole.to_numpy(), equal_nan=True, atol=1e-6)


def test_output_is_quantity_times_price(result):
    table = result.table("output", experiment="both")
    before, after = (
        (at(result, "output", k) * at(result, "price_basic", k)).sum("region").to_numpy()
        for k in ("benchmark", "both")
    )
    assert np.allclose(column(table, "output_change"), after - before, rtol=1e-9)
    quantity = [at(result, "output", k).sum("region").to_numpy() for k in ("benchmark", "both")]
    assert np.allclose(column(table, "output_percent"), 100 * (quantity[1] / quantity[0] - 1))
    assert table.written("text").count("All sectors") == 1


def test_sectors_of_regions_add_up_to_those_of_the_world(result):
    regions = [str(k) for k in result.data.region.to_numpy()]
    parts = result.table("trade_by_sector", experiment="nqp", region=regions).to_frame()
    whole = result.table("trade_by_sector", experiment="nqp").to_frame()
    for key in ("exports_benchmark", "exports_change"):
        summed = parts[key].groupby(level="sector", sort=False).sum()
        assert np.allclose(summed, whole[key], rtol=1e-9)
    assert "imports_change" not in whole  # of the world, exports are imports


def test_emissions_are_those_of_the_solution_and_charges_add_up(result):
    table = result.table("emissions", experiment="both")
    before, after = (at(result, "emissions_total", k).to_numpy() for k in ("benchmark", "both"))
    assert np.allclose(column(table, "emissions_change"), after - before, rtol=1e-6, atol=1e-6)
    receipts = float(at(result, "revenue_border_charge", "both").sum())
    assert column(table, "charge_paid").sum() == pytest.approx(receipts, rel=1e-9)
    assert column(table, "received").sum() == pytest.approx(receipts, rel=1e-9)
    without = result.table("emissions", experiment="nqp").to_frame()
    assert (without["charge_paid"] == 0).all()


def test_channels_are_the_shifters_of_the_scenario(result):
    frame = result.table("nqp", experiment="nqp").to_frame()
    shifts = at(result, "factor_productivity", "nqp")
    for (region, sector), value in frame["factor_productivity"].droplevel(0).items():
        own = shifts.sel(region=region, activity=sector).to_numpy()
        assert np.ptp(own) < 1e-12  # all factors alike, whatever their weights
        assert value == pytest.approx(100 * (own[0] - 1), abs=1e-9)
    # The mean of trade costs by hand, in one place.
    flows = at(result, "trade", "benchmark").sel(sector="DIG", origin="CHN")
    flows = flows.where(flows.destination != "CHN", 0.0)
    cost = at(result, "iceberg", "nqp") / at(result, "iceberg", "benchmark") - 1
    mean = (cost.sel(sector="DIG", origin="CHN") * flows).sum() / flows.sum()
    found = frame["iceberg_exports"].loc[("nqp", "CHN", "DIG")]
    assert found == pytest.approx(100 * float(mean), rel=1e-12)
    assert found < 0


def test_shocks_are_those_that_the_scenario_names(plain):
    frame = plain.table("shocks").to_frame()
    assert frame.index.tolist() == [("tariff", "tariff_power")]
    row = frame.iloc[0]
    assert row["cells"] == 1
    assert row["after"] - row["before"] == pytest.approx(0.1)
    assert row["where"] == "sector HIT, origin CHN, destination USA"
    assert row["by"] == "scenario"


def test_parameters_adjust_by_a_closure_too(long_run):
    frame = long_run.table("shocks").to_frame().loc["tariff"]
    assert frame.loc["endowment", "by"] == "closure"
    rules = long_run.table("closure").to_frame()["setting"]
    assert "endowment" in rules["Adjusts for it"]
    assert "real_factor_price" in rules["Held"]
    assert rules["Factor: labour"] == "mobile between activities; supply fixed"
    assert rules["Factor: capital"] == "mobile between activities; supply adjusts, see below"


def test_elasticities_are_those_in_use_with_the_sources_of_the_data(result):
    frame = result.table("parameters").to_frame()
    name = "Substitution among import origins"
    given = result.benchmark["sigma_import_source"]
    for sector in map(str, result.data.sector.to_numpy()):
        row = frame.loc[(name, sector)]
        assert row["lowest"] == float(given.sel(sector=sector).min())
        assert row["highest"] == float(given.sel(sector=sector).max())
        assert row["symbol"] == "sigma_import_source"
    assert "Fontagne" in frame.loc[(name, "PRI"), "source"]


def test_contributions_add_up(small):
    frame = small.table("contributions").to_frame()["equivalent_variation"]
    labels = [k for k in frame.index.get_level_values(0).unique() if not k.endswith("all parts")]
    parts = sum(frame.loc[label] for label in labels)
    assert np.allclose(parts, frame.loc["both: all parts"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("border_adjustment", "no experiment charges or covers a flow at a border"),
        ("nqp", "no experiment moves a productivity"),
        ("contributions", "solved without contributions"),
        ("welfer", "no table 'welfer'; did you mean 'welfare'"),
    ],
)
def test_a_table_without_content_is_refused_with_the_reason(plain, name, reason):
    with pytest.raises(InputError, match=reason):
        plain.table(name)


def test_unknown_labels_are_named_all_at_once(plain):
    with pytest.raises(InputError) as error:
        plain.table("output", experiment="tarif", region=["CHM", "USA"], sector="HITT")
    said = " ".join(error.value.problems)
    assert len(error.value.problems) == 3
    for near in ("'tariff'", "'CHN'", "'HIT'"):
        assert f"did you mean {near}" in said


def test_regions_left_out_have_no_sum_of_all(result):
    table = result.table("macro", experiment="both", region=["CHN", "USA"])
    assert table.to_frame().index.get_level_values("region").tolist() == ["CHN", "USA"]
    assert "All regions" not in table.written("text")
    assert "All regions" in result.table("macro", experiment="both").written("text")


# ------------------------------------------------------------------ side by side
def test_results_stand_side_by_side(plain, long_run):
    table = cge.etable([plain, long_run], "macro", columns=["real_gdp_percent"])
    frame = table.to_frame()
    assert list(frame) == [
        (f"closure {name}", "real_gdp_percent") for name in ("standard", "long_run")
    ]
    for k, result in enumerate((plain, long_run)):
        own = result.summary()["real_gdp_percent"].sel(experiment="tariff").to_numpy()
        assert np.array_equal(frame.iloc[:, k], own)
    assert "closure: standard, long_run" in table.note
    assert len({head.decimals for head in table.heads}) == 1
    named = cge.etable({"short": plain, "long": long_run}, "macro", columns=["real_gdp_percent"])
    assert "closure: short: standard; long: long_run" in named.note


def test_other_experiments_have_columns_of_their_own(plain, result):
    columns = ["real_gdp_percent"]
    frame = cge.etable({"t": plain, "n": result}, "macro", columns=columns).to_frame()
    heads = [("", "t"), *(("n", label) for label in result.experiments)]
    assert [head[:2] for head in frame] == heads
    own = result.summary()["real_gdp_percent"].sel(experiment="cbam").to_numpy()
    assert np.array_equal(frame[("n", "cbam", "real_gdp_percent")], own)


def test_columns_that_some_have_stand_where_they_are(plain, long_run):
    """Under a closure that adds capital, welfare is net of its cost and has another name."""
    keys = ["equivalent_variation", "equivalent_variation_net"]
    frame = cge.etable([plain, long_run], "macro", columns=keys).to_frame()
    assert list(frame) == [("closure standard", keys[0]), ("closure long_run", keys[1])]
    with pytest.raises(InputError, match="no 'real_gpd_percent'"):
        cge.etable([plain, long_run], "macro", columns=["real_gpd_percent"])


def test_other_regions_are_refused(plain, small):
    with pytest.raises(InputError, match="'b': region: has R1, R2, R3, which 'a' has not"):
        cge.etable({"a": plain, "b": small}, "macro")
    with pytest.raises(InputError, match="results: none is given"):
        cge.etable([], "macro")


def test_one_that_is_not_verified_makes_all_unverified(plain, long_run):
    data = plain.data.assign_attrs(verified=0, verdict="labour is off")
    doubtful = cge.Result(data, benchmark=plain.benchmark)
    table = cge.etable({"a": doubtful, "b": long_run}, "macro")
    assert table.warning == "NOT VERIFIED: a: labour is off"


# ------------------------------------------------------------------ intervals
UNSURE = {
    "title": "t",
    "description": "d",
    "reference": "r",
    "numbers": {
        "trade": {
            "parameter": "sigma_import_source",
            "times": {"lognormal": {"sd": 0.2}},
            "source": "a test",
        }
    },
}


@pytest.fixture(scope="module")
def swept():
    economy, plan = cge.load(random_benchmark(3, 3, seed=1)), cge.Scenario.from_dict(PLAN)
    return cge.sweep(economy, plan, UNSURE, draws=12, seed=1, workers=1)


def test_intervals_are_those_of_the_sweep(small, swept):
    table = small.table("macro", sweep=swept, level=0.8)
    expected = swept.interval("equivalent_variation", 0.8)
    k = [head.key for head in table.heads].index("equivalent_variation")
    for frame, end in ((table.low, "low"), (table.high, "high")):
        assert np.array_equal(frame.iloc[:, k], expected[end].to_numpy().ravel())
    said = "In brackets: 80 % intervals (quantiles of the draws; latin_hypercube, 12 draws of 1 "
    assert said in table.note
    assert "[" in table.written("text").split("R1", 1)[1]


def test_intervals_that_a_sweep_kept_are_the_same(small, swept, tmp_path):
    from calibration.files.write import write_whole
    from cge.uncertainty import kept

    path = write_whole(tmp_path / kept.FILE, kept.intervals_writer(swept, 0.9))
    found = kept.read_intervals(tmp_path)
    assert found.level == 0.9
    live, stored = (small.table("macro", sweep=s).written("csv") for s in (swept, found))
    assert live == stored
    with pytest.raises(InputError, match=r"kept intervals at 0.9, not 0.5"):
        small.table("macro", sweep=found, level=0.5)
    path.write_bytes(path.read_bytes().replace(b"cge intervals 1", b"cge intervals 2"))
    with pytest.raises(InputError, match="holds no intervals"):
        kept.read_intervals(tmp_path)
    with pytest.raises(InputError, match="no folder of cge sweep"):
        kept.read_intervals(tmp_path / "..")


def test_a_sweep_of_other_inputs_is_refused(long_run, swept):
    with pytest.raises(InputError, match="no case of it has the data, closure and scenario"):
        long_run.table("macro", sweep=swept)


def test_the_method_of_a_result_has_the_arguments_of_its_maker():
    """The front says by name where tables are made, so no type checker compares the two."""
    method, made = (inspect.signature(f).parameters for f in (cge.Result.table, maker("table")))
    assert list(method)[1:] == list(made)[1:]
    assert [p.default for p in method.values()][1:] == [p.default for p in made.values()][1:]


def test_a_group_of_regions_is_its_members_each_once(result):
    asked = {"experiment": "cbam", "region": ["developing", "CHN"]}
    members = {k[-1] for k in result.table("macro", **asked).to_frame().index}
    assert {"CHN", "ROW"} <= members < set(map(str, result.data.region.to_numpy()))
    for name in ("bilateral", "bilateral_percent"):
        whole = result.table(name, experiment="cbam").to_frame()
        part = result.table(name, **asked).to_frame()
        assert {k[-1] for k in part.index} == members
        assert np.allclose(part, whole.loc[part.index], equal_nan=True)
    by_sector = result.table("trade_by_sector", **asked).to_frame()
    assert set(by_sector.index.get_level_values("region")) == members


def test_exports_to_all_importers_add_up(result):
    sums = result.table("bilateral", experiment="cbam").to_frame()[("", "total")].sum()
    text = result.table("bilateral", experiment="cbam").written("text")
    shown = next(line for line in text.splitlines() if line.startswith("All regions")).split()
    assert shown[-1].replace(",", "") == f"{sums:.0f}"


def test_one_region_has_no_index_of_trade():
    shock = {"shocks": [{"parameter": "productivity", "percent": 1}]}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": shock}})
    alone = cge.solve(cge.load(random_benchmark(1, 2, seed=1)), plan)
    macro, trade = alone.table("macro"), alone.table("trade_by_sector")
    summary = alone.summary()
    for name in ("export_volume_percent", "import_volume_percent", "terms_of_trade_percent"):
        assert np.isnan(summary[name]).all()
    assert np.isfinite(column(macro, "real_gdp_percent")).all()
    assert np.isnan(column(trade, "export_price_percent")).all()
    assert np.isnan(column(trade, "export_volume_percent")).all()
    assert (column(trade, "exports_benchmark") == 0).all()
    assert "nan" not in trade.written("csv")
    assert "n/a" in trade.written("text")
