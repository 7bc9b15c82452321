"""A small part of the grid of hard cases that ``make hard-cases`` solves as a whole."""

import pytest

import cge
from benchmarks import hard_cases as grid
from calibration import random_benchmark
from cge.engine.path import IMPOSSIBLE, VANISHING

LARGE = ("import tariffs +100 %", "iceberg costs x 1.5", "productivity +100 %, everywhere")


@pytest.fixture(scope="module")
def benchmark_data():
    return random_benchmark(3, 4, seed=6)


@pytest.mark.parametrize("setting", ["as in the data", "trade 0", "trade 1", "trade 20", "all 1"])
def test_large_shocks_are_solved_and_verified_at_the_elasticities_that_are_limits(
    benchmark_data, setting
):
    economy = cge.load(dict(grid.settings(benchmark_data))[setting])
    found = grid.shocks(economy)
    for shock in LARGE:
        case = grid.solved(economy, found[shock])
        assert case.outcome == grid.SOLVED, (shock, case.said)


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [("as in the data", IMPOSSIBLE), ("inputs 1", grid.SOLVED)],
)
def test_goods_that_need_too_much_of_themselves_have_a_price_only_if_factors_replace_them(
    benchmark_data, setting, outcome
):
    """At -60 % each good of this economy needs more than itself."""
    economy = cge.load(dict(grid.settings(benchmark_data))[setting])
    case = grid.solved(economy, grid.shocks(economy)["productivity -60 %, everywhere"])
    assert case.outcome == outcome, case.said


def test_a_region_cut_off_can_only_keep_what_trade_balances(benchmark_data):
    """With its foreign saving it would have to pay, or get, what nothing can carry."""
    economy = cge.load(benchmark_data)
    found = grid.shocks(economy)
    assert grid.solved(economy, found["a region cut off"]).outcome == VANISHING
    assert grid.solved(economy, found["a region cut off, no foreign saving"]).outcome == grid.SOLVED


def test_factor_shares_near_zero(benchmark_data):
    economy = cge.load(dict(grid.settings(benchmark_data))[grid.SMALL_SHARE])
    case = grid.solved(economy, grid.shocks(economy)["import tariffs +100 %"])
    assert case.outcome == grid.SOLVED, case.said
