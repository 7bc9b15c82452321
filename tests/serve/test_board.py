"""Answers of a board: exact ones as any solution, first ones near, with how near they are."""

import itertools
from copy import copy

import numpy as np
import pytest

import cge
from calibration import InputError
from calibration.files.yaml import parse_document
from cge.engine.errors import SolveError
from cge.scenarios import Shock
from cge.serve.board import Board
from cge.serve.exported import file_of, scenario_of
from cge.serve.sliders import KINDS, LARGEST, MOST, Own, dims_of
from cge.serve.words import unit_of, words_of
from cge.verification.check import Check
from tests.serve.conftest import OWN, PLAN, going, improved

STEP = 1e-4
ROUNDING = 1e-9


def welfare(board, y):
    column, at = board.welfare
    return y[at : at + column.size]


def test_sliders_are_the_shocks_and_the_users_own(board):
    ranges = [(s.package, s.low, s.start, s.high, s.size) for s in board.sliders]
    assert ranges == [
        ("tariff", 0, 1, LARGEST, 10.0),
        ("tariff", 0, 1, LARGEST, 1.0),
        ("charge", 0, 1, LARGEST, 50.0),
        ("", -10, 0, 10, None),
    ]


def test_sliders_say_in_words_what_they_move(board, plan):
    assert [(s.title, s.of_size) for s in board.sliders][:3] == [
        (
            "Import tariff, on the price with export tax, margins and iceberg cost: 10 percentage "
            "points added (from CHN; to USA)",
            "percentage points",
        ),
        ("Total factor productivity: +1 % (region CHN)", "%"),
        (
            "Carbon charge at the border of the destination: set to 50 USD per t CO2 "
            "(from all but EU27; to EU27)",
            "USD per t CO2",
        ),
    ]


@pytest.mark.parametrize(
    ("shock", "words", "unit"),
    [
        (
            {"sector": ["DIG", "two_words"], "percent": -0.875, "origin": {"not": "china"}},
            "Units shipped per unit that arrives: -0.875 % "
            "(sector DIG and two words; from all but china)",
            "%",
        ),
        ({"set": 1.1}, "Units shipped per unit that arrives: set to 1.1", ""),
        ({"scale_power": 1.1}, "Units shipped per unit that arrives: times 1.1", ""),
        (
            {"parameter": "tariff_power", "set": 5.0},
            "Import tariff, on the price with export tax, margins and iceberg cost: set to 5 %",
            "%",
        ),
        (
            {"parameter": "productivity", "catch_up": 0.5, "frontier": "USA"},
            "Total factor productivity: 0.5 of the distance to the frontier closed",
            "",
        ),
    ],
)
def test_words_of_a_shock(shock, words, unit):
    read = Shock(**({"parameter": "iceberg"} | shock))
    assert (words_of(read), unit_of(read)) == (words, unit)


def test_without_a_move_both_answers_are_what_cge_solve_finds(board, teaching, plan):
    summary = cge.solve(teaching, plan).summary().sel(experiment="both")
    first, exact = board.first(board.start), board.exact(board.start, going)
    assert not exact.verdict
    for name, (column, at) in board.by_region.items():
        expected = summary[name].to_numpy()
        np.testing.assert_allclose(exact.y[at : at + column.size], expected, rtol=1e-12, atol=0)
        np.testing.assert_array_equal(
            first.y[at : at + column.size], exact.y[at : at + column.size]
        )
    np.testing.assert_array_equal(first.error, 0.0)


def test_all_sliders_at_nothing_are_the_benchmark(board):
    exact = board.exact(np.zeros(4), going)
    np.testing.assert_allclose(welfare(board, exact.y), 0.0, atol=ROUNDING)


def test_slopes_are_differences_of_exact_answers(board):
    slopes = board.expansion.points[0].slopes
    for k in range(len(board.sliders)):
        step = STEP * np.eye(len(board.sliders))[k] * (board.high - board.low)[k]
        up, down = (board.exact(board.start + sign * step, going).y for sign in (1, -1))
        apart = (up - down) / (2 * step[k])
        np.testing.assert_allclose(slopes[:, k], apart, rtol=1e-4, atol=1e-6 * np.abs(apart).max())


@pytest.mark.parametrize(
    ("k", "region", "sign"),
    [(0, "CHN", -1), (1, "CHN", 1), (3, "USA", 1)],
    ids=["a tariff hurts whom it hits", "productivity helps", "one's own, too"],
)
def test_signs(board, k, region, sign):
    slopes = welfare(board, board.expansion.points[0].slopes[:, k])
    assert np.sign(slopes[board.economy.labels["region"].index(region)]) == sign


def test_the_error_covers_on_a_grid_of_moves(board):
    """At the centres of the halves of all ranges, and where each number moves alone."""
    places = [board.low + part * (board.high - board.low) for part in (0.2, 0.8)]
    grid = [np.array(x) for x in itertools.product(*zip(*places, strict=True))]
    for k, part in itertools.product(range(len(board.start)), (0.0, 0.65)):
        alone = board.start.copy()
        alone[k] = board.low[k] + part * (board.high[k] - board.low[k])
        grid.append(alone)
    covered, better = [], []
    point = board.expansion.points[0]
    for x in grid:
        first, exact = board.first(x), board.exact(x, going)
        apart = np.abs(welfare(board, first.y - exact.y))
        covered.append(apart <= welfare(board, first.error) + ROUNDING)
        line = point.y + point.slopes @ (x - point.x)
        better.append(apart.max() <= np.abs(welfare(board, line - exact.y)).max() + ROUNDING)
    assert np.mean(covered) > 0.98
    assert np.mean(better) > 0.9  # squares and cubes bring the answer nearer
    assert not np.all([welfare(board, board.first(x).error).max() > 1e3 for x in grid])


def test_the_error_says_something(board):
    """It is not covered by being enormous: near a solved point it is small beside the answer."""
    x = board.start + 0.05 * (board.high - board.low)
    first = board.first(x)
    size = np.abs(welfare(board, first.y)).max()
    assert 0 < welfare(board, first.error).max() < 0.02 * size


def test_a_solved_point_makes_answers_near_it_better(board):
    board = copy(board)  # what it learns here, others do not
    far = board.low + 0.9 * (board.high - board.low)
    exact = board.exact(far, going)
    before = np.abs(board.first(far).y - exact.y).max()
    assert board.step(going)
    np.testing.assert_array_equal(board.first(far).y, exact.y)
    assert before > 1e-3
    assert not board.step(going)


@pytest.mark.parametrize("x", [(0.3, 1.7, 0.9, 2.5), (0.0, 0.0, 2.0, 0.0)])
def test_the_saved_file_gives_the_same_numbers(board, teaching, tmp_path, x):
    exact = board.exact(np.array(x), going)
    path = tmp_path / "moved.yaml"
    path.write_text(file_of(board, exact, "oecd-icio-2022", "5x6"), encoding="utf-8")
    scenario = cge.Scenario.from_file(path)
    assert (scenario.data, scenario.aggregation) == ("oecd-icio-2022", "5x6")
    result = cge.solve(teaching, scenario)
    found = result.summary()["equivalent_variation_percent"].sel(experiment="both").to_numpy()
    np.testing.assert_allclose(found, welfare(board, exact.y), rtol=0, atol=1e-8)
    assert result.verified


def test_the_saved_file_says_what_was_moved(board):
    x = np.array([0.5, 1.0, 1.0, 3.0])
    exact = board.exact(x, going)
    text = file_of(board, exact, "oecd-icio-2022", "5x6")
    plain = parse_document(text, "moved").data
    first, second = plain["packages"]["tariff"]["shocks"]
    assert (first["add_points"], first["source"]) == (5.0, "0.5 times the size of: made up")
    assert second["percent"] == 1.0
    assert plain["packages"]["own"]["shocks"] == [
        {"parameter": "factor_productivity", "region": "USA", "percent": 3.0}
    ]
    assert f"USA {float(welfare(board, exact.y)[1])!r}" in text


def test_a_package_called_own_keeps_its_name(teaching):
    packages = {"own": PLAN["packages"]["charge"]}
    plan = cge.Scenario.from_dict({"title": "t", "packages": packages})
    board = Board(teaching, plan, "own", OWN)
    assert list(scenario_of(board, np.array([1.0, 2.0])).packages) == ["own", "own-2"]


def test_what_a_size_does_not_change_has_no_slider(teaching):
    """A border adjustment that follows the price at home moves with that price alone."""
    data = cge.Scenario.from_name("cbam-100").to_dict()
    border = data["packages"]["border_100_eur"]["cbam"][0]
    assert border["price"] == "home"
    border |= {"sectors": ["HVY"], "electricity": "ENE"}
    names = ["ets_100_eur", "border_100_eur"]
    content = {
        "title": "t",
        "packages": {name: data["packages"][name] for name in names},
        "experiments": {"e": names},
    }
    board = Board(teaching, cge.Scenario.from_dict(content), "e")
    moving = data["packages"]["ets_100_eur"]["title"]
    assert [slider.package for slider in board.sliders] == [moving]
    assert len(board.parts) == 2


def test_a_package_without_a_title_goes_by_its_name(board):
    assert board.sliders[0].package == "tariff"


def test_a_share_of_a_distance_ends_at_all_of_it(teaching):
    shock = {"parameter": "productivity", "region": "CHN", "catch_up": 0.8}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    assert Board(teaching, plan, "p").sliders[0].high == 1.25


def test_an_extreme_number_is_refused_in_words(teaching):
    shock = {"parameter": "productivity", "region": "CHN", "percent": -60.0}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    board = Board(teaching, plan, "p")
    with pytest.raises(InputError, match="productivity"):
        board.exact(np.array([2.0]), going)


def test_where_an_end_has_no_solution_one_on_the_way_serves(teaching):
    shock = {"parameter": "tariff_power", "origin": "CHN", "destination": "USA", "add_points": -60}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    board = improved(Board(teaching, plan, "p"))
    with pytest.raises(InputError, match="must be positive"):
        board.exact(board.high, going)
    above = board.first(np.array([1.1]))
    assert above.order == 3
    assert np.isfinite(above.error).all()


def test_a_tariff_on_services_is_cautioned_of(board):
    assert any(
        "tariffs that name no sector" in text for text in board.exact(board.start, going).cautions
    )


def test_what_is_not_verified_says_so_and_teaches_nothing(teaching, plan, monkeypatch):
    board = Board(teaching, plan, "tariff")
    wrong = Check("gdp", 1.0, "USA")
    monkeypatch.setattr("cge.experiments.solving.verify", lambda *_: [wrong])
    exact = board.exact(board.start, going)
    assert "gdp" in exact.verdict
    assert np.isfinite(exact.y).all()
    assert not board.step(going)
    assert board.first(board.start) is None
    assert "NOT VERIFIED (" in file_of(board, exact, "oecd-icio-2022", "5x6")


@pytest.mark.parametrize(
    ("experiment", "own", "said"),
    [
        ("boht", (), "no 'boht'; did you mean 'both'"),
        ("both", (Own("tarif"),), "own 1: no kind 'tarif'; did you mean 'tariff'"),
        ("both", (Own("tariff", (("region", "CHN"),)),), "own 1: 'tariff_power' has no region"),
        ("both", (Own("tariff", (("origin", "CHNA"),)),), "'CHNA' is not an origin or group"),
        ("both", (Own("tariff"),) * MOST, f"sliders, not 1 to {MOST}"),
    ],
)
def test_what_does_not_fit_is_refused(teaching, plan, experiment, own, said):
    with pytest.raises(InputError, match=said):
        Board(teaching, plan, experiment, own)


def test_every_kind_moves_something(teaching, plan):
    technology = cge.Scenario.from_dict({**PLAN, "technology": "standard"}, "made-up")
    assert set(dims_of(teaching)) == set(KINDS) - {"nqp"}
    board = Board(teaching, technology, "tariff", tuple(Own(name) for name in KINDS))
    assert set(dims_of(board.economy)) == set(KINDS)
    base = welfare(board, board.exact(board.start, going).y)
    for k, slider in enumerate(board.sliders):
        if not slider.package:
            x = board.start.copy()
            x[k] = slider.low / 4 or slider.high / 4
            moved = welfare(board, board.exact(x, going).y) - base
            assert np.abs(moved).max() > 1e-6, slider.title


def test_a_step_that_is_ended_comes_again_and_one_that_fails_does_not(teaching, plan, monkeypatch):
    board = Board(teaching, plan, "tariff")
    board.exact(board.start, going)
    assert board.step(going)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            board.step(interrupting)
    assert board.step(going)

    def none(*_):
        raise SolveError("none there")

    monkeypatch.setattr(board, "exact", none)
    with pytest.raises(SolveError):
        board.step(going)
    assert not board.step(going)
    assert np.isnan(board.first(board.start).error).all()


def interrupting(*_, **__):
    raise KeyboardInterrupt


def test_numbers_outside_a_range_are_named(board):
    assert board.problems(board.start) == []
    assert board.problems(np.array([-0.1, 1.0, 1.0, 11.0])) == [
        "s1: -0.1 is not within 0 and 2",
        "s4: 11 is not within -10 and 10",
    ]
