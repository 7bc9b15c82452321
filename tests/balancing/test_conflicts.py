"""Totals that cannot be met are refused, with the sums and cells in the way."""

import numpy as np
import pytest

from calibration import InputError, balance
from tests.balancing.tables import by_column, by_row, flows, margins_of, table

SEED = table([[4, 1, 2], [2, 3, 0], [1, 1, 5]])
EVEN = by_row(SEED, [10, 10, 10]), by_column(SEED, [10, 10, 10])
METHODS = pytest.mark.parametrize("method", ["ras", "gras", "entropy", "least_squares"])
BOUNDED = pytest.mark.parametrize("method", ["entropy", "least_squares"])


def refused(*args, **kwargs):
    with pytest.raises(InputError) as caught:
        balance(*args, **kwargs)
    return caught.value.problems


@METHODS
def test_margins_with_different_grand_totals(method):
    problems = refused(SEED, [EVEN[0], by_column(SEED, [10, 10, 12.5])], method)
    assert problems == [
        "the sum over row, column is 30 by the totals by row, but 32.5 by those by column: they "
        "differ by 2.5"
    ]


def test_margins_that_differ_in_what_they_share():
    seed, target = flows(1)
    one, other = margins_of(target, ("sector", "origin"), ("sector", "destination"))
    other = other + 3.0 * ((other["sector"] == "s2") & (other["destination"] == "d0"))
    (problem,) = refused(seed, [one, other], "entropy")
    assert problem.startswith("the sum of s2 over origin, destination is ")
    assert problem.endswith("they differ by 3")


@METHODS
def test_a_total_of_cells_that_are_zero(method):
    seed = SEED.copy()
    seed.loc["b"] = 0.0
    problems = refused(seed, [by_row(seed, [10, 4, 10])], method)
    assert problems == [
        "the sum of b over column is to be 4, but its cells make at most 0: all of them are zero "
        "in the seed"
    ]


@pytest.mark.parametrize("method", ["gras", "entropy"])
def test_a_total_of_the_wrong_sign(method):
    problems = refused(SEED, [by_row(SEED, [7, -5, 7])], method)
    assert problems == [
        "the sum of b over column is to be -5, but its cells make at least 0: none of them can be "
        "below 0"
    ]


@BOUNDED
def test_a_total_above_the_upper_bounds(method):
    upper = SEED * 0 + 3.0
    upper.loc["a"] = [5.0, 2.5, np.nan]
    upper.loc["b", "y"] = 4.0
    problems = refused(SEED, [by_row(SEED, [10, 10, 9])], method, bounds=(0, upper))
    assert problems == [
        "the sum of b over column is to be 10, but its cells make at most 7: b y at most 4, "
        "b x at most 3"
    ]


@METHODS
def test_a_total_below_what_is_fixed(method):
    fixed = SEED.where(SEED >= 4)  # a x is 4, c z is 5
    upper_free = by_row(SEED, [10, 5, np.nan]), by_column(SEED, [np.nan, np.nan, 4.5])
    problems = refused(SEED, upper_free, method, fixed=fixed, **_not_below(method))
    assert problems == [
        "the sum of z over row is to be 4.5, but its cells make at least 5: c z fixed at 5"
    ]


def _not_below(method):
    return {"bounds": (0, None)} if method == "least_squares" else {}


def test_a_conflict_that_follows_from_another_sum():
    """Column z is to be empty, so that row a has nothing to buy but x and y, which are fixed."""
    fixed = SEED.where((SEED.index == "a")[:, None] & (SEED.columns != "z")[None])
    problems = refused(
        SEED, [by_row(SEED, [7, 5, 5]), by_column(SEED, [np.nan, np.nan, 0])], "ras", fixed=fixed
    )
    assert problems == [
        "the sum of a over column is to be 7, but its cells make at most 5: a x fixed at 4, a y "
        "fixed at 1"
    ]


@pytest.mark.parametrize("method", ["ras", "gras", "entropy"])
def test_sums_that_block_each_other(method):
    """Rows a and b buy only x, whose total is less than theirs: no sum alone is at fault."""
    seed = table([[2, 0, 0], [3, 0, 0], [1, 1, 5]])
    margins = [by_row(seed, [6, 7, 12]), by_column(seed, [9, 8, 8])]
    problems = refused(seed, margins, method, steps=200)
    assert problems[0].startswith(f"{method} misses a sum by ")
    named = problems[-1]
    for name in ("a over column (6)", "b over column (7)", "x over row (9)"):
        assert f"the sum of {name}" in named
    assert "they are apart by 4" in named
    assert "y over row" not in named
    assert "c over column" not in named


@BOUNDED
def test_bounds_that_block_a_sum(method):
    seed = table([[4, 4], [4, 4]])
    upper = table([[np.nan, 3], [np.nan, 3]])
    margins = [by_row(seed, [5, 11]), by_column(seed, [9, 7])]
    (problem,) = refused(seed, margins, method, bounds=(0, upper))
    assert problem == (
        "the sum of z over row is to be 7, but its cells make at most 6: a z at most 3, b z at "
        "most 3"
    )


@BOUNDED
def test_bounds_that_block_sums_together(method):
    """Of y and z, rows a and b can have 2 each: of x they need 8 each, and there are 12.

    Or, which is the same: y and z need 24, and get 8 of a and b and 12 of c.
    """
    seed = table([[4, 4, 4], [4, 4, 4], [4, 4, 4]])
    upper = table([[np.nan, 2, 2], [np.nan, 2, 2], [np.nan, np.nan, np.nan]])
    problems = refused(seed, [seed.sum(axis=1), seed.sum(axis=0)], method, bounds=(0, upper))
    sides = ("a over column", "b over column", "x over row"), ("y over row", "z over row", "c over")
    assert any(all(f"the sum of {name}" in problems[-1] for name in names) for names in sides)
    assert "they are apart by 4" in problems[-1]
    for name in ("a y", "a z", "b y", "b z"):
        assert f"{name} at 2" in problems[-1]


def test_too_few_steps_are_no_conflict():
    seed, target = flows(2)
    margins = margins_of(target, ("sector", "origin"), ("sector", "destination"))
    problems = refused(seed, margins, "ras", steps=2)
    assert "method 'entropy' takes fewer steps" in problems[0]
    assert problems[1].startswith("no totals conflict, the search ended too early")


def test_rounded_totals_pass_within_a_tolerance():
    margins = [EVEN[0], by_column(SEED, [10, 10, 10.00001])]
    assert refused(SEED, margins, "entropy")
    for method in ("ras", "entropy"):
        _, report = balance(SEED, margins, method, tolerance=1e-5)
        assert 1e-8 < report.miss <= 1e-5


def test_many_conflicts_are_counted():
    seed = table(np.eye(3)).rename_axis(index="one", columns="other")
    wide = seed.stack().to_xarray().expand_dims(third=[f"t{n}" for n in range(25)])
    problems = refused(wide, [wide.sum("other") + 1, wide.sum("one") + 2], "ras")
    assert len(problems) == 21
    assert problems[-1] == "and 5 more conflicts of totals"
