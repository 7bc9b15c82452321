"""Parts of the page against the result that they are made of."""

import json
from copy import copy

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

import cge
from cge.cli.app import app
from cge.report.html import tables
from cge.report.html.charts import charts, rounded
from cge.report.html.plan import closure_said, scenario_said
from cge.report.html.reasons import largest
from cge.report.html.reproduce import reproduction
from cge.report.html.tables import listing
from cge.report.html.verification import verification
from cge.report.tables.ready.asked import Asked
from tests.report.html.conftest import growth

# ---------------------------------------------------------------- verification


def test_residuals_of_every_check_are_shown(result, page):
    errors = result.data.check_error
    rows = page.verification.sheet.rows
    assert [row.cells[0].text for row in rows] == errors.check.to_numpy().tolist()
    shown = np.array([[cell.value for cell in row.cells[1:-1]] for row in rows])
    np.testing.assert_array_equal(shown, errors.transpose("check", "experiment").to_numpy())
    assert {row.cells[-1].text for row in rows} == {"holds"}
    assert page.verification.verified
    assert f"{float(errors.max()):.1e}" in page.verification.sentence


def test_a_result_that_is_not_verified_says_which_checks_fail(result):
    data = result.data.copy(deep=True)
    data["check_error"].loc[{"check": "goods markets", "experiment": "cbam"}] = 3e-4
    bad = cge.results.result.Result(
        data.assign_attrs(verified=0, verdict="cbam: goods markets is off by 3.0e-04; a second")
    )
    found = verification(bad)
    assert not found.verified
    assert "NOT VERIFIED" in found.sentence
    assert found.failed == ("cbam: goods markets is off by 3.0e-04", "a second")
    fails = [row.cells[0].text for row in found.sheet.rows if row.cells[-1].text == "FAILS"]
    assert fails == ["goods markets"]
    assert not found.sheet.folded


# ---------------------------------------------------------------- scenario and closure


def test_the_scenario_is_shown_as_a_file_that_solves_alike(result, page):
    said = scenario_said(result)
    plan = yaml.safe_load("\n".join(said.written))
    assert plan == json.loads(result.data.attrs["plan"])
    assert cge.Scenario.from_dict(plan, "nqp-and-cbam").to_dict() == plan
    assert dict(said.words)["author"] == result.data.attrs["author"]


def test_the_closure_is_shown_with_what_it_holds(teaching):
    swapped = teaching.under(
        teaching.rules.with_swaps(["endowment=real_factor_price,factor=labour"])
    )
    plan = {
        "title": "t",
        "packages": {"p": {"shocks": [{"parameter": "productivity", "percent": 1}]}},
    }
    said = closure_said(cge.solve(swapped, cge.Scenario.from_dict(plan)))
    (swap,) = yaml.safe_load("\n".join(said.written))["swap"]
    assert (swap["parameter"], swap["variable"]) == ("endowment", "real_factor_price")
    words = dict(said.words)
    assert words["closure"] == "standard with endowment=real_factor_price,factor=labour"
    assert words["numeraire"] == "world factor-price index"


# ---------------------------------------------------------------- figures


@pytest.fixture(scope="module")
def drawn(result):
    return {chart.key: chart for chart in charts(result)}


def test_figures_show_the_columns_of_the_summary(result, drawn):
    summary = result.summary()
    by_title = {(m.title, m.unit): m.values for m in drawn["regions"].measures}
    for array in summary.data_vars.values():
        shown = by_title[array.attrs["long_name"], array.attrs["units"]]
        np.testing.assert_array_equal(shown, array.transpose("experiment", "region"))
    assert drawn["map"].measures == drawn["regions"].measures


def test_effects_add_up_to_the_equivalent_variation(result, drawn):
    usd, percent = drawn["effects"].measures
    ev = result.data.equivalent_variation.sel(experiment=result.experiments)
    np.testing.assert_allclose(usd.values.sum(-1), ev.transpose("experiment", "region"), rtol=1e-9)
    income = result.data.income.sel(experiment="benchmark")
    np.testing.assert_allclose(percent.values, 100 * usd.values / income.to_numpy()[:, None])


def test_packages_add_up_where_an_experiment_has_several(result, drawn):
    summary = result.summary()
    for measure in drawn["contributions"].measures:
        at = result.experiments.index("both")
        (array,) = [
            a
            for a in summary.data_vars.values()
            if (a.attrs["long_name"], a.attrs["units"]) == (measure.title, measure.unit)
        ]
        whole = array.sel(experiment="both").to_numpy()
        np.testing.assert_allclose(
            measure.values[at].sum(-1), whole, atol=1e-9 + 1e-9 * abs(whole).max()
        )
        assert np.isnan(np.delete(measure.values, at, axis=0)).all()


def test_trade_and_sectors_are_those_of_the_statistics(result, drawn):
    change, percent = drawn["trade"].measures
    exports = result.stats.exports(by=("region", "partner"))
    np.testing.assert_array_equal(change.values, exports.change)
    np.testing.assert_array_equal(percent.values, exports.percent)
    output = result.stats.output_quantity(by=("sector", "region")).percent
    np.testing.assert_array_equal(drawn["sectors"].measures[0].values, output)


def test_squares_of_the_map_show_their_regions(result, drawn):
    inside = json.loads(result.benchmark.attrs["members_of_region"])
    regions = drawn["map"].rows.labels
    shown = {label: regions[at] for label, _, _, at in drawn["map"].places}
    assert shown == {member: region for region, some in inside.items() for member in some}


def test_a_number_in_the_page_has_six_digits_and_an_absent_one_is_null():
    found = rounded(np.array([[1234567.89, np.nan], [-2.5e-6, 0.0], [-1e-9, 1e-9]]))
    assert found == [[1234570.0, None], [-2.5e-6, 0.0], [0.0, 0.0]]  # the last is rounding


# ---------------------------------------------------------------- why


def test_the_largest_numbers_are_chosen_by_the_rule(result):
    data, (welfare, trade, price) = result.data, largest(result)
    before = data.sel(experiment="benchmark", drop=True)
    after = data.sel(experiment=result.experiments)
    share = abs((after.utility - before.utility) / before.income).to_series()
    assert (welfare.variable, welfare.experiment) == ("utility", share.idxmax()[0])
    assert welfare.where == {"region": share.idxmax()[1]}
    moved = abs(after.trade - before.trade).to_series().reset_index(name="size")
    top = moved[moved.origin != moved.destination].nlargest(1, "size").iloc[0]
    assert trade.experiment == top.experiment
    assert trade.where == {dim: top[dim] for dim in ("sector", "origin", "destination")}
    rise = abs(after.price_basic / before.price_basic - 1).to_series()
    assert (price.experiment, *price.where.values()) == rise.idxmax()


def test_reasons_are_those_of_result_why(result, page):
    for reason, place in zip(page.reasons, largest(result), strict=True):
        why = result.why(place.variable, place.experiment, **place.where)
        assert reason.chain == why.chain
        shown = [row.cells[4].value for row in reason.terms.rows]
        assert shown == why.table.contribution.tolist()


def test_nothing_is_explained_where_nothing_moved(small_economy):
    assert largest(cge.solve(small_economy, growth(0))) == []


# ---------------------------------------------------------------- sources, parameters, tables


def test_sources_and_limits_are_those_of_the_data(result, page):
    attrs = result.benchmark.attrs
    assert "; ".join(page.sources.works) == " ".join(attrs["source"].split())
    limits = dict(page.sources.limits)
    assert "; ".join(limits["Reconstructed or assumed in the data"]) == attrs["reconstructed"]
    assert limits["Of this result"] == (result.data.attrs["cautions"],)
    assert dict(page.sources.words)["licence"] == attrs["licence"]


def test_elasticities_and_shocks_have_a_section_of_their_own(result, page):
    listed = {sheet.key for sheet in page.tables}
    assert {"summary", "welfare", "output", "value_chains"} <= listed
    assert not {"parameters", "shocks", "closure"} & listed
    sigma = result.benchmark.sigma_import_source
    rows = [[cell.text for cell in row.cells] for row in page.tables.get("parameters").rows]
    shown = {row[1]: row for row in rows if "sigma_import_source" in row}
    for label, sources in json.loads(sigma.attrs["source_by_label"]).items():
        assert "; ".join(sources) in shown[label]


def test_tables_show_the_numbers_in_full_beneath_the_written_ones(result, page):
    sheet = page.tables.get("summary")
    summary = result.summary()
    heads = [(head.title, head.unit) for head in sheet.heads[1:]]
    for row in sheet.rows:
        here = summary.sel(experiment=row.experiment, region=row.cells[0].text)
        for (title, unit), cell in zip(heads, row.cells[1:], strict=True):
            (array,) = [
                a
                for a in here.data_vars.values()
                if (a.attrs["long_name"], a.attrs["units"]) == (title, unit)
            ]
            assert cell.value == float(array)
            assert float(cell.key) == pytest.approx(float(array), rel=1e-8)
    assert len(sheet.rows) == summary.sizes["experiment"] * summary.sizes["region"]


def test_what_is_too_large_is_left_out_and_said(small_result, monkeypatch):
    asked = Asked(small_result)
    whole = listing(asked)
    assert whole.left_out == ()
    monkeypatch.setattr(tables, "MOST_CELLS", max(s.cells for s in whole.sheets.values()) - 1)
    monkeypatch.setattr(tables, "MOST_INDUSTRIES", 5)
    fewer = listing(asked)
    gone = set(whole.sheets) - set(fewer.sheets)
    assert "value_chains" in gone
    assert len(gone) == len(fewer.left_out) == 2
    for name in gone:
        assert sum(f"cge table {name} writes it." in text for text in fewer.left_out) == 1


# ---------------------------------------------------------------- reproduction


def test_the_command_solves_the_same_inputs(result, page, monkeypatch):
    command = page.reproduction.command.split()
    assert command[:2] == ["cge", "run"]
    given = []
    monkeypatch.setattr("cge.cli.run.run_scenario", lambda *options: given.append(options))
    assert CliRunner().invoke(app, command[1:]).exit_code == 0
    scenario, choice, *_ = given[0]
    again = cge.solve(choice.load(), scenario)
    assert again.data.attrs["inputs_digest"] == result.data.attrs["inputs_digest"]
    assert result.data.attrs["inputs_digest"] in dict(page.reproduction.words).values()
    assert page.reproduction.caution == page.reproduction.own_file == ""


def test_other_tariffs_prices_and_swaps_are_options_of_the_command(result):
    other = copy(result)
    attrs = {"tariffs": "none", "carbon_prices": "none"}
    other.benchmark = result.benchmark.assign_attrs(attrs)
    words = "standard with endowment=real_factor_price,factor=labour"
    other.data = result.data.assign_attrs(closure=words, numeraire="world consumer price index")
    options = reproduction(other).command.split(" --")[1:]
    usual = reproduction(result).command.split(" --")[1:]
    assert set(options) - set(usual) == {
        "tariffs none",
        "carbon-prices none",
        "numeraire 'world consumer price index'",
        "swap endowment=real_factor_price,factor=labour",
    }


def test_what_no_command_names_is_said(small_result):
    found = reproduction(small_result)
    assert found.own_file == "scenario.yaml"
    assert found.command.startswith("cge run scenario.yaml --data ")
    assert found.caution.startswith("The command needs the data of your own, ")
