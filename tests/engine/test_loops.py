"""Blocks solved by chords: when factors are renewed, and what bad ones may not do."""

import math

import numpy as np
import pytest

from cge.engine.loops import worn
from cge.engine.reduced import ReducedProblem
from cge.engine.solver import Model
from cge.engine.system import System
from tests.engine import examples


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1.0, 0.1, False),  # eleven more steps to 1e-12
        (1.0, 0.9, True),
        (1.0, 1.0, True),
        (1.0, math.inf, True),
        (math.inf, 1.0, False),
        (1.0, 0.0, False),
    ],
)
def test_factors_are_worn_when_the_steps_left_cost_more(before, after, expected):
    assert worn(before, after, 1e-12, 20.0) is expected


def test_factors_without_numbers_leave_no_trace():
    problem = ReducedProblem(examples.economy(3, 4)[0])
    values = problem.system.values()
    problem.solve_inner(values)
    exact = problem.differentiate(values)[0]
    for loop in problem.loops.values():
        loop.factors.solve = lambda right: np.full_like(right, np.nan)
    np.testing.assert_allclose(problem.differentiate(values)[0], exact, rtol=1e-7, atol=1e-9)
    for loop in problem.loops.values():
        loop.factors.solve = lambda right: np.full_like(right, np.nan)
    problem.solve_inner(values)
    assert all(np.isfinite(array).all() for array in values.values())


def test_a_long_chain_has_sparse_factors():
    model = Model(System(examples.tanks(3000)))
    values = model.solve().values
    (loop,) = model.reduced.loops.values()
    assert loop._is_sparse()
    assert values["level"][-1] == pytest.approx(2.0, rel=1e-9)
