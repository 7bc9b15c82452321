"""Sums that may be above or below a total."""

import builtins

import numpy as np
import pytest
from scipy.optimize import minimize

from calibration import InputError, balance
from tests.balancing.tables import by_column, by_row, flows, incidence, table

SEED = table([[4, 1, 2], [2, 3, 6], [1, 1, 5]])


def needs_cvxpy():
    return pytest.importorskip("cvxpy")


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch):
    plain = builtins.__import__

    def absent(name, *args, **kwargs):
        if name == "cvxpy":
            raise ImportError(name)
        return plain(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(InputError, match=r"not installed: pip install 'cge\[balance\]'"):
        balance(SEED, [30.0], "least_squares", at_least=[by_row(SEED, [9, 9, 9])])


def test_other_methods_refuse():
    with pytest.raises(InputError, match="only with method 'least_squares', not 'ras'"):
        balance(SEED, [30.0], at_most=[by_row(SEED, [9, 9, 9])])
    wrong = by_row(SEED, [9, 9, 9]).rename(index={"a": "A"})
    with pytest.raises(InputError, match="at_least: number 1: the seed has no row 'A'"):
        balance(SEED, [30.0], "least_squares", at_least=[wrong])


def test_one_limit_in_closed_form():
    """The grand total is 25, as in the seed: row a rises to its limit, b and c make room."""
    needs_cvxpy()
    limit = by_row(SEED, [10.5, np.nan, 2.0])
    found, report = balance(SEED, [25.0], "least_squares", at_least=[limit])
    ratio = np.array([10.5 / 7, 14.5 / 18, 14.5 / 18])
    assert np.allclose(found, SEED.to_numpy() * ratio[:, None], rtol=1e-9)
    assert report.miss <= 1e-10


def test_limits_that_hold_anyway_change_nothing():
    needs_cvxpy()
    margins = [by_row(SEED, [10, 8, 12]), by_column(SEED, [9, 11, 10])]
    plain, _ = balance(SEED, margins, "least_squares")
    limits = {"at_least": [SEED * 0 - 100.0], "at_most": [SEED * 0 + 100.0]}
    found, _ = balance(SEED, margins, "least_squares", **limits)
    assert np.allclose(found, plain, rtol=1e-9)


def test_many_limits_are_as_a_general_solver_finds():
    needs_cvxpy()
    seed, target = flows(3, shape=(2, 3, 3), zeros=0.0)
    rows = target.sum(("origin", "destination"))
    least = 0.9 * target.sum(("sector", "destination"))
    most = 1.1 * target.sum("sector")
    found, report = balance(
        seed, [rows], "least_squares", bounds=(0, None), at_least=[least], at_most=[most]
    )
    start = seed.to_numpy().ravel()
    of = {
        "rows": (incidence(seed, [("sector",)]), rows),
        "least": (incidence(seed, [("origin",)]), least),
        "most": (incidence(seed, [("origin", "destination")]), most),
    }
    sums = {name: (matrix, total.to_numpy().ravel()) for name, (matrix, total) in of.items()}
    expected = minimize(
        lambda x: ((x - start) ** 2 / start).sum() / 2,
        target.to_numpy().ravel(),
        jac=lambda x: (x - start) / start,
        method="SLSQP",
        bounds=[(0, None)] * len(start),
        constraints=[
            {"type": "eq", "fun": lambda x, s=sums["rows"]: s[0] @ x - s[1]},
            {"type": "ineq", "fun": lambda x, s=sums["least"]: s[0] @ x - s[1]},
            {"type": "ineq", "fun": lambda x, s=sums["most"]: s[1] - s[0] @ x},
        ],
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    assert expected.success
    assert np.allclose(found.to_numpy().ravel(), expected.x, atol=1e-5)
    assert float((found.sum("sector") - most).max()) <= 1e-8
    assert report.miss <= 1e-10


def test_limits_that_conflict_are_named():
    needs_cvxpy()
    least, most = by_row(SEED, [20, np.nan, np.nan]), by_column(SEED, [5, 5, 5])
    with pytest.raises(InputError) as caught:
        balance(SEED, [18.0], "least_squares", bounds=(0, None), at_least=[least], at_most=[most])
    (problem,) = caught.value.problems
    assert "(20)" in problem or "(18)" in problem
    assert "cannot hold" in problem
