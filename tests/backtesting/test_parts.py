"""Files of backtests, tariffs of two years, states, changes, and what is refused."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, random_benchmark
from cge.backtesting.changes import changes
from cge.backtesting.states import gravity, joined
from cge.backtesting.tariffs import FLOW, rates, read_changes
from cge.inputs.selector import no_groups
from tests.backtesting.worlds import HEAD, TARIFFS, TRUTH

REGIONS = ["A", "B"]
LABELS = dict(zip(FLOW, (["S1", "S2"], ["R1", "R2", "R3"], ["R1", "R2", "R3"]), strict=True))


def state(trade, gdp):
    return xr.Dataset(
        {
            "trade": (FLOW, np.array([trade], float)),
            "gdp": ("region", np.array(gdp, float)),
        },
        {"sector": ["S"], "origin": REGIONS, "destination": REGIONS, "region": REGIONS},
    )


def test_changes_by_hand():
    before, after = state([[0, 10], [20, 0]], [100, 300]), state([[0, 30], [30, 0]], [150, 650])
    found = joined(before, after, {})
    own = changes(found, "flows", "own_gdp")
    # A: 30/150 after 10/100, twice as much; B: 30/650 after 20/300.
    told = own["change"].sel(state="after", sector="S")
    assert float(told.sel(origin="A", destination="B")) == pytest.approx(100)
    assert float(told.sel(origin="B", destination="A")) == pytest.approx(
        100 * (300 / 650 * 1.5 - 1)
    )
    assert np.isnan(told.sel(origin="A", destination="A"))
    assert float(own["weight"].sel(origin="A", destination="B").sum()) == pytest.approx(1 / 3)
    # Imports relative to the importer: B buys 30 of 650 after 10 of 300.
    bought = changes(found, "imports", "own_gdp")["change"].sel(state="after", destination="B")
    assert float(bought.squeeze()) == pytest.approx(100 * (30 / 650 * 30 - 1))
    world = changes(found, "exports", "world_gdp")["change"].sel(state="after", origin="A")
    assert float(world.squeeze()) == pytest.approx(100 * (30 / 800 * 40 - 1))
    same = changes(found, "pairs", "own_gdp")["change"].sel(state="no_change")
    assert float(abs(same).max()) == 0


def test_gravity_by_hand():
    before, after = state([[0, 10], [20, 0]], [100, 300]), state([[0, 1], [1, 0]], [200, 200])
    told = gravity(before, after)
    # Shares in world GDP go from 1/4 and 3/4 to one half each: their product grows by a third.
    np.testing.assert_allclose(told["trade"].squeeze(), [[0, 40 / 3], [80 / 3, 0]])


def test_rows_of_tariffs_replace_those_above(tmp_path):
    path = tmp_path / "tariffs.csv"
    path.write_text(HEAD + TARIFFS)
    rows = read_changes(path)
    before, after = (rates(rows, year, LABELS, no_groups) for year in ("before", "after"))
    expected = np.full((2, 3, 3), 10.0)
    expected[:, 0, 1:] = 25
    expected[:, range(3), range(3)] = 0
    np.testing.assert_array_equal(before, expected)
    np.testing.assert_array_equal(after, np.where(expected == 25, 0, np.where(expected, 4, 0)))


def test_what_is_wrong_with_tariffs_is_said_with_its_line(tmp_path):
    path = tmp_path / "tariffs.csv"
    path.write_text(HEAD + "S1,R1,R2,ten,-100,,s\nS1,,R2,1,1,law,s\n")
    with pytest.raises(InputError) as error:
        read_changes(path)
    assert [text.removeprefix(str(path)) for text in error.value.problems] == [
        ":2: before 'ten' is no rate in % above -100",
        ":2: after '-100' is no rate in % above -100",
        ":2: status is left blank",
        ":3: origin is left blank; write 'all' for all",
    ]
    path.write_text(HEAD + "S1,R1,R9,1,1,law,s\n")
    with pytest.raises(InputError, match=r"tariffs\.csv:2: .*'R9'"):
        rates(read_changes(path), "before", LABELS, no_groups)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"steps": {"s": ["grwth"]}}, "'grwth' is not a package.*did you mean 'growth'"),
        ({"steps": {"gravity": ["growth"]}}, "this name is kept"),
        ({"steps": {}}, "steps"),
        ({"from": "wiod-2088-20x17"}, "no such name and no such file"),
        ({"tariff_changes": "nowhere.csv"}, "nowhere.csv"),
        ({"changes": []}, "changes: unknown key"),
    ],
)
def test_what_is_wrong_with_a_file_is_refused(change, said):
    with pytest.raises(InputError, match=said):
        cge.Backtest.from_dict({**TRUTH, **change})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"draws": 0}, "draws: 0 is no whole number"),
        ({"factors": [1, 2]}, "factors: 1, 2: at least 3, rising from above 0"),
        ({"factors": [0, 1, 2]}, "factors: 0, 1, 2: at least 3"),
    ],
)
def test_what_is_wrong_with_arguments_is_refused(arguments, said):
    with pytest.raises(InputError, match=said):
        cge.backtest(cge.Backtest.from_dict(TRUTH), **arguments)


def test_tables_of_other_labels_are_refused():
    test = cge.Backtest.from_dict(TRUTH)
    with pytest.raises(InputError) as error:
        cge.backtest(test, start=random_benchmark(5, 4), end=random_benchmark(4, 5))
    assert error.value.problems == [
        "from: has no sector S5, which to has",
        "to: has no region R5, which from has",
    ]


@pytest.mark.filterwarnings("ignore")
def test_tables_of_your_own_lie_beside_the_file(tmp_path):
    random_benchmark(3, 3).to_netcdf(tmp_path / "early.nc")
    (tmp_path / "mine.yaml").write_text(
        "title: t\ndescription: d\nreference: r\nfrom: early.nc\nto: early.nc\n"
        "packages: {p: {shocks: [{parameter: endowment, region: R1, percent: 9}]}}\n"
        "steps: {s: [p]}\n"
    )
    errors = cge.backtest(tmp_path / "mine.yaml").scores["error"].unstack("rule")
    np.testing.assert_allclose(errors["no_change"], 0, atol=1e-12)
    np.testing.assert_allclose(errors["gravity"], 0, atol=1e-9)
    assert (errors["s"] > 0.01).all()
