"""Why a number moved: contributions add up, chains end at the shock, a file says the same."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from cge.cli.app import app
from cge.results.why import LARGEST
from tests.economy.variants import VARIANTS, as_chosen

FROM_CHINA = {"parameter": "tariff_power", "origin": "CHN", "destination": "USA", "add_points": 10}
HIGH_TECH = {"sector": "HIT", "origin": "CHN", "destination": "USA"}


def scenario(*shocks):
    return cge.Scenario.model_validate({"title": "Test", "packages": {"up": {"shocks": shocks}}})


def first_and_last(system):
    """A few elements of every variable."""
    for name in system.variables:
        symbol = system.symbols[name]
        for flat in sorted({0, symbol.size // 2, symbol.size - 1}):
            at = np.unravel_index(flat, symbol.shape)
            labels = zip(symbol.sets, symbol.labels, at, strict=True)
            yield name, {dim: str(known[k]) for dim, known, k in labels}


def assert_adds_up(found):
    size = found.table.contribution.abs().sum()
    total = 0.0 if found.balance else found.change
    tolerance = 1e-8 if found.balance else 1e-12  # a market clears to that of the solution
    assert found.table.contribution.sum() == pytest.approx(total, abs=tolerance * size)


@pytest.fixture(scope="module")
def result(teaching):
    return cge.solve(teaching, scenario(FROM_CHINA))


@pytest.fixture(scope="module")
def path(result, tmp_path_factory):
    return result.to_netcdf(tmp_path_factory.mktemp("why") / "result.nc")


def test_contributions_to_every_variable_add_up(result, teaching):
    moved = 0
    for name, where in first_and_last(teaching.model.system):
        found = result.why(name, steps=1, **where)
        if len(found.table):
            moved += 1
            assert_adds_up(found)
        else:
            assert found.change == pytest.approx(0.0, abs=1e-9 * abs(found.before))
            assert found.remark
    assert moved > 80


@pytest.mark.parametrize("name", VARIANTS)
def test_contributions_add_up_in_every_variant(name):
    economy = as_chosen(name)
    result = cge.solve(
        economy, scenario({"parameter": "tariff_power", "origin": "R1", "add_points": 20})
    )
    for variable, where in first_and_last(economy.model.system):
        found = result.why(variable, steps=1, **where)
        if len(found.table):
            assert_adds_up(found)


@pytest.mark.parametrize(
    ("variable", "where"),
    [
        ("trade", HIGH_TECH),
        ("output", {"sector": "HIT", "region": "EU27"}),
        ("income", {"region": "USA"}),
        ("price_factor", {"factor": "labour", "region": "CHN"}),
    ],
)
def test_a_chain_ends_at_the_shock(result, variable, where):
    *steps, end = result.why(variable, **where).chain
    assert end.startswith("tariff_power (")
    assert end.endswith("a shock of the experiment.")
    assert steps[0].startswith(f"{variable} ({', '.join(where.values())})")


def test_us_imports_from_china_fall_by_their_landed_price(result):
    found = result.why("trade", **HIGH_TECH)
    first = found.table.iloc[0]
    assert (first.term, first.label) == ("price_landed", "HIT, CHN, USA")
    assert found.formula.name == "E_trade_import"
    assert found.title == "Demand for the good of an origin"
    assert found.next[0] == {"variable": "price_landed", **HIGH_TECH, "experiment": "up"}
    assert "Fontagne" in found.parameters.set_index("parameter").source["sigma_import_source"]
    assert [step.split(" (")[0] for step in found.chain] == [
        "trade",
        "price_landed",
        "tariff_power",
    ]


def test_what_to_look_at_next_can_be_asked(result):
    found = result.why("trade", **HIGH_TECH)
    assert [result.why(**each).variable for each in found.next] == [
        each["variable"] for each in found.next
    ]


def test_a_chain_is_no_longer_than_asked(result):
    chain = result.why("output", steps=2, sector="HIT", region="EU27").chain
    assert len(chain) == 3
    assert chain[-1].endswith("ask why it did to go on.")


def test_a_file_says_the_same(result, path):
    opened = cge.open_result(path)
    for variable, where in (("trade", HIGH_TECH), ("income", {"region": "CHN"})):
        assert opened.why(variable, **where).text() == result.why(variable, **where).text()


def test_long_sums_show_the_largest_labels_and_the_rest(result):
    table = result.why("revenue_tariff", region="USA").table
    trade = table[table.term == "trade"]
    assert len(trade) == LARGEST + 1
    assert trade.label.iloc[-1] == "13 others"
    sizes = trade.contribution.abs().to_numpy()[:LARGEST]
    assert (np.diff(sizes) <= 0).all()


# ---------------------------------------------------------------------- markets
def test_a_market_says_what_demand_would_have_been_at_the_old_price(teaching):
    """Against demand computed from the data: the wage alone put back."""
    result = cge.solve(teaching, scenario({**FROM_CHINA, "add_points": 0.5}))
    found = result.why("price_factor", factor="labour", region="CHN")
    assert found.balance
    assert_adds_up(found)
    own = found.table.set_index(["term", "label"]).contribution["price_factor", "labour, CHN"]
    after = result.data.sel(experiment="up")
    used = after.factor_demand.sel(factor="labour", region="CHN")
    share = teaching.benchmark.value_added.sel(region="CHN")
    share = (share / share.sum("factor")).sel(factor="labour")
    sigma = after.sigma_value_added.sel(region="CHN")
    price = float(after.price_factor.sel(factor="labour", region="CHN"))
    # Own-price elasticity of demand in a CES nest, output given.
    slope = -(sigma * (1 - share) * used).sum("activity") / price
    assert own == pytest.approx(float(slope) * (price - 1), rel=1e-3)


def test_the_market_left_out_is_said(result, teaching):
    factor, region = teaching.unsolved_market
    found = result.why("price_factor", factor=factor, region=region)
    assert "left out" in found.remark
    assert found.formula.name == "E_price_factor"
    assert_adds_up(found)


def test_a_factor_that_adjusts_is_explained_by_what_is_held(result, teaching):
    short = cge.load(aggregation="5x6", closure="unemployment")
    found = cge.solve(short, scenario(FROM_CHINA)).why("endowment", factor="labour", region="CHN")
    assert found.formula.name == "E_fixed_real_factor_price"
    assert set(found.table.term) == {"price_factor", "price_final"}
    assert_adds_up(found)
    assert found.chain[-1].startswith("tariff_power")
    with pytest.raises(cge.InputError, match="is a parameter, which data or a scenario set"):
        result.why("endowment", factor="labour", region="CHN")


def test_what_no_equation_determines_is_said(result):
    found = result.why("rent", factor="labour", sector="PRI", region="CHN")
    assert found.formula is None
    assert not len(found.table)
    assert found.chain == ()
    assert "No equation determines it" in found.text()


# ---------------------------------------------------------------------- what users get wrong
def test_every_problem_is_listed(result):
    with pytest.raises(cge.InputError) as caught:
        result.why("output", "uo", steps=0, sectr="HIT", region="EU")
    assert caught.value.problems == [
        "steps: 0 is not a number from 1",
        "no experiment 'uo'; did you mean 'up'?",
        "'output' has no dimension 'sectr'; choose from activity, region",
        "'EU' is not a label of region; did you mean 'EU27'?",
        "'output' is by activity, region: give activity; choose from PRI, ENE, HVY, HIT, DIG, SRV",
    ]
    with pytest.raises(cge.InputError, match="no variable 'ouput'; did you mean 'output'"):
        result.why("ouput", sector="HIT")


def test_a_dimension_that_could_be_two_is_refused(result):
    with pytest.raises(cge.InputError, match="'trade' has no dimension 'region'"):
        result.why("trade", sector="HIT", region="USA", origin="CHN", destination="USA")


# ---------------------------------------------------------------------- the command line
def asked(path, *options):
    return CliRunner().invoke(app, ["why", str(path), *options])


PLACE = ("--sector", "HIT", "--origin", "CHN", "--destination", "USA")


def test_the_command_prints_the_text(result, path):
    done = asked(path, "trade", *PLACE)
    assert done.exit_code == 0
    assert done.stdout == result.why("trade", **HIGH_TECH).text()


def test_the_command_prints_terms_in_full(result, path):
    rows = list(csv.DictReader(io.StringIO(asked(path, "trade", *PLACE, "--csv").stdout)))
    table = result.why("trade", **HIGH_TECH).table
    assert [row["term"] for row in rows] == list(table.term)
    assert [float(row["contribution"]) for row in rows] == list(table.contribution)


def test_the_command_prints_latex(path):
    text = asked(path, "trade", *PLACE, "--latex").stdout
    assert r"\[ X_{iod} = " in text
    assert r"price\_landed & HIT, CHN, USA" in text
    assert text.rstrip().endswith(r"\fi")


def test_the_command_says_what_is_wrong(path):
    assert "choose one" in asked(path, "trade", *PLACE, "--csv", "--latex").stderr
    assert "did you mean 'trade'" in asked(path, "trad", *PLACE).stderr
